// Codes put together from the codes of several sources.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "rand_engine/generate/code_source.h"

namespace rand_engine {

/// A digit of a mixed-radix number: a word of a source's code, and which word of the
/// result it goes to.
struct ComposedDigit {
  size_t source;
  bool of_high_word;  ///< of the source's code, if that has two
  uint64_t size;      ///< the digit is below it
  bool to_high_word;  ///< of the result
};

/// Each word of the result is the mixed-radix number of its digits, the last the lowest.
/// Two words wide if a digit goes to the high word, else 32 bits where they hold it.
/// REQUIRES: digits are in the order of their sources; the product of the sizes of each
/// word is at most 2^63.
std::unique_ptr<CodeSource> MakeComposedSource(
    std::vector<std::unique_ptr<CodeSource>> sources, std::vector<ComposedDigit> digits);

/// The 60 and 62 bits of UUIDs that version and variant leave, without gaps.
std::unique_ptr<CodeSource> MakeUuidBitsSource(std::unique_ptr<CodeSource> uuids);
inline constexpr int kUuidHighBits = 60;
inline constexpr int kUuidLowBits = 62;

}  // namespace rand_engine
