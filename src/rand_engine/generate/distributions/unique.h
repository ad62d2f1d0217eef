// Codes of which no two rows have the same, without memory of those that have been.
#pragma once

#include <array>
#include <cstdint>
#include <memory>

#include "rand_engine/generate/code_source.h"
#include "rand_engine/random/stream_key.h"

namespace rand_engine {

/// A keyed permutation of [0, n): the generalised Feistel network with cycle walking of
/// J. Black, P. Rogaway, "Ciphers with arbitrary finite domains" (CT-RSA 2002), section
/// 5. A number is a pair of digits (l, r); each round adds a keyed function of one digit
/// to the other, modulo its radix, which can be undone whatever the function. The radices
/// are next to sqrt(n), so that few pairs, and none for n = 10^(2k), lie beyond n.
class Permutation {
 public:
  static constexpr int kRounds = 6;
  using Keys = std::array<StreamKey, kRounds>;

  /// REQUIRES: 1 <= n <= 2^62.
  Permutation(uint64_t n, const Keys& keys);

  /// REQUIRES: x < n.
  uint64_t Apply(uint64_t x) const;

  /// The x whose code this is. REQUIRES: code < n.
  uint64_t Invert(uint64_t code) const;

  /// Put the codes of x, x + 1, ... x + count - 1 at `out`, each modulo n.
  template <typename Code>
  void ApplyToRun(uint64_t x, int64_t count, Code* out) const;

 private:
  static constexpr int64_t kBlock = 256;

  // The pairs of x, x + 1, ..., each modulo n; returns what comes after them.
  uint64_t Split(uint64_t x, int64_t count, uint64_t* lefts, uint64_t* rights) const;
  // One round: adds a keyed function of each of `digits` to the other digit.
  static void AddRound(const StreamKey& key, uint64_t radix, int64_t count,
                       const uint64_t* digits, uint64_t* others);
  // From the pair (l, r) on until a pair below n comes.
  uint64_t Walk(uint64_t left, uint64_t right) const;
  uint64_t ApplyOnce(uint64_t left, uint64_t right) const;
  uint64_t InvertOnce(uint64_t left, uint64_t right) const;

  uint64_t n_;
  uint64_t left_;  ///< radices
  uint64_t right_;
  Keys keys_;
};

/// Row r has the permutation's r-th code, 32 bits wide where they fit. Rows from n on
/// begin anew (the planner refuses them).
std::unique_ptr<CodeSource> MakePermutationSource(uint64_t n,
                                                  const Permutation::Keys& keys);

/// The row number modulo n, 32 bits wide where they fit (the planner refuses rows from n
/// on).
std::unique_ptr<CodeSource> MakeCountingSource(uint64_t n);

/// Two words of a UUID of version 1 (RFC 9562, section 5.1) each: row r's time is that
/// of 2024-01-01T00:00:00Z and r times 100 ns; clock sequence and node are a draw of the
/// key, with the bit that says that the node is no machine's address (section 6.10).
std::unique_ptr<CodeSource> MakeTimeUuidSource(const StreamKey& key);

}  // namespace rand_engine
