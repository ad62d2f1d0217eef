// Bits as the entropy codes of zstd have them (RFC 8878, sections 4.1 and 4.2).
#pragma once

#include <cstdint>
#include <cstring>

namespace rand_engine {

/// The lowest `length` of `bits`.
struct BitCode {
  uint32_t bits = 0;
  uint32_t length = 0;
};

/// Bits that are read from their end: what is added last is read first.
class BackwardBits {
 public:
  /// Between two of Flush, which leaves up to seven.
  static constexpr uint32_t kMostBits = 56;

  explicit BackwardBits(char* out) : out_(out) {}

  /// REQUIRES: no bit beyond `length`; at most kMostBits between two of Flush.
  void Add(uint64_t bits, uint32_t length) {
    bits_ |= bits << used_;
    used_ += length;
  }
  void Add(BitCode code) { Add(code.bits, code.length); }
  void Flush() {
    std::memcpy(out_, &bits_, sizeof(bits_));
    out_ += used_ / 8;
    bits_ >>= used_ & ~7u;
    used_ &= 7;
  }
  /// Returns the end; up to eight bytes behind it may be overwritten.
  char* Finish() {
    Add(1, 1);
    Flush();
    return out_ + (used_ > 0 ? 1 : 0);
  }

 private:
  char* out_;
  uint64_t bits_ = 0;
  uint32_t used_ = 0;
};

}  // namespace rand_engine
