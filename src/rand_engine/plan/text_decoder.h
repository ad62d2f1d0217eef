// Bytes of any encoding that TextEncoding knows -> UTF-8, for looking at existing files.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "rand_engine/charset/text_encoding.h"
#include "rand_engine/memory/byte_buffer.h"

namespace rand_engine {

/// Decodes a file piece by piece; pieces may be cut anywhere. A byte-order mark at the
/// beginning is dropped, what is malformed becomes U+FFFD. Not thread-safe.
class TextDecoder {
 public:
  /// What the text is wanted for.
  enum class Use {
    kText,       ///< every character counts
    kStructure,  ///< only ASCII counts: other bytes may pass as they are, which is
                 ///< quicker
  };

  /// `expected` is UTF-8 text whose characters beyond U+FFFF are to be known; others of
  /// these may come out as U+FFFD.
  TextDecoder(const TextEncoding& encoding, Use use, std::string_view expected = {});

  /// Append the UTF-8 of `bytes` to `out`; an unfinished character waits for the next
  /// call.
  void Decode(std::string_view bytes, std::string* out);

 private:
  enum class Form { kBytes, kUtf16, kUtf32, kTable };
  // The length and the bytes of a code, first byte highest.
  using CodeKey = uint64_t;
  using CodeTable = std::unordered_map<CodeKey, char32_t>;

  void FillTable(const TextEncoding& encoding, std::string_view expected);
  void AddCode(const TextEncoding& encoding, std::string_view character, char32_t value);
  bool SkipMark();
  void DecodePending(std::string* out);
  /// Bytes of the character that `text` begins with, 0 if it is not there in full.
  size_t ReadUtf16(std::string_view text, char32_t* character) const;
  size_t ReadUtf32(std::string_view text, char32_t* character) const;
  size_t ReadTable(std::string_view text, char32_t* character) const;
  uint32_t ReadUnit(std::string_view text, size_t width) const;

  Form form_ = Form::kBytes;
  bool big_endian_ = false;
  bool at_start_ = true;
  std::string pending_;
  CodeTable table_;
  ByteBuffer code_;  ///< of one character, while the table is filled
};

/// Append one character.
void AppendUtf8(char32_t character, std::string* out);

}  // namespace rand_engine
