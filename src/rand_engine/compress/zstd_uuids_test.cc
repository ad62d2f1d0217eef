// Frames that are made of UUIDs' bits hold their texts, whatever the digits and however
// many there are.
#include "rand_engine/compress/zstd_uuids.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "rand_engine/compress/zstd_frame_test_support.h"

namespace rand_engine {
namespace {

std::string PlainTexts(const std::string& before, const std::vector<UuidBits>& uuids) {
  std::string plain = before;
  for (const auto& [high, low] : uuids) {
    plain += std::string("\x24\0\0\0", 4);
    plain += fmt::format("{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", high >> 32,
                         high >> 16 & 0xffff, high & 0xffff, low >> 48,
                         low & 0xffff'ffff'ffff);
  }
  return plain;
}

/// Returns the frame's size.
size_t ExpectBack(const std::string& before, const std::vector<UuidBits>& uuids) {
  const std::string plain = PlainTexts(before, uuids);
  ByteBuffer frame;
  frame.Append("of the page before");
  CompressUuids(before, uuids, &frame);
  SCOPED_TRACE(fmt::format("{} bytes, {} UUIDs", before.size(), uuids.size()));
  ExpectZstdFrame(frame, plain);
  return frame.size();
}

std::vector<UuidBits> RandomUuids(size_t count, uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<UuidBits> uuids(count);
  for (UuidBits& uuid : uuids) uuid = {random(), random()};
  return uuids;
}

TEST(ZstdUuidsTest, ComeBackHoweverManyThereAre) {
  for (size_t count = 0; count < 300; ++count) ExpectBack("", RandomUuids(count, count));
  // 3,276 are a block.
  for (const size_t blocks : {1, 2, 8}) {
    for (size_t more = 0; more < 16; ++more) {
      ExpectBack("levels", RandomUuids(blocks * 3'276 + more, more));
    }
  }
}

TEST(ZstdUuidsTest, ComeBackBehindWhateverThePageBeginsWith) {
  for (const size_t size : {1u, 3u, 131'027u, 131'028u, 131'029u, 131'072u, 400'000u}) {
    for (const size_t count : {0u, 1u, 5u, 6u, 1'000u}) {
      ExpectBack(std::string(size, '\x24'), RandomUuids(count, 1));
    }
  }
}

TEST(ZstdUuidsTest, ComeBackWhateverTheirDigits) {
  for (uint64_t digit = 0; digit < 16; ++digit) {
    const uint64_t word = digit * 0x1111'1111'1111'1111u;
    const std::vector<UuidBits> same(10'000, UuidBits{word, word});
    EXPECT_LT(ExpectBack("", same), 10'000 * 22);
    std::vector<UuidBits> mixed = RandomUuids(1'000, digit);
    for (size_t i = 0; i < mixed.size(); i += 2) mixed[i] = {word, mixed[i].low};
    ExpectBack("", mixed);
  }
  for (int bit = 0; bit < 128; ++bit) {
    const UuidBits one = bit < 64 ? UuidBits{0, uint64_t{1} << bit}
                                  : UuidBits{uint64_t{1} << (bit - 64), 0};
    ExpectBack("", std::vector<UuidBits>(7, one));
  }
}

TEST(ZstdUuidsTest, TakeHalfTheBytesAtRandom) {
  EXPECT_LT(ExpectBack("", RandomUuids(26'000, 5)), 26'000 * 19);
}

}  // namespace
}  // namespace rand_engine
