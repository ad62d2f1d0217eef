// Keys of random streams: which numbers a column draws.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace rand_engine {

/// A SplitMix64 stream (Steele, Lea, Flood: "Fast splittable pseudorandom number
/// generators", OOPSLA 2014): draw i is Mix(start + i * gamma). `gamma` is odd.
struct StreamKey {
  uint64_t start = 0;
  uint64_t gamma = 1;
};

/// The bijective finaliser of SplitMix64 (variant 13 of Stafford's mixers).
inline uint64_t Mix(uint64_t z) {
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

/// Return 64 random bits that depend on the key and the row alone.
inline uint64_t DrawBits(const StreamKey& key, uint64_t row) {
  return Mix(key.start + row * key.gamma);
}

/// What names a stream. Two that differ in any field are independent.
struct StreamName {
  std::string_view seed;     ///< the seed's decimal text
  std::string_view table;    ///< "" where there is one table only
  std::string_view column;   ///< the column's path
  std::string_view purpose;  ///< "value", "weight", ...: one per draw of a row
};

/// Derive the key: SHA-256 (FIPS 180-4) of the data version and the fields, each preceded
/// by its length, cut to 128 bits; the gamma is made odd and irregular as the paper's
/// mixGamma does.
StreamKey DeriveStreamKey(const StreamName& name);

/// Return the 32 bytes of SHA-256 (FIPS 180-4).
std::string Sha256(std::string_view bytes);

/// Return SHA-256 as 64 lower-case hex digits.
std::string Sha256Hex(std::string_view bytes);

}  // namespace rand_engine
