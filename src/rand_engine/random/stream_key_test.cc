#include "rand_engine/random/stream_key.h"

#include <gtest/gtest.h>

#include <bit>
#include <charconv>
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "rand_engine/generate/distributions/uniform.h"
#include "rand_engine/plan/plan_test_support.h"

namespace rand_engine {
namespace {

constexpr const char kRaise[] =
    "the data has changed: raise kDataVersion (version.h, "
    "scripts/make_known_answers.py), "
    "write the tables anew and say so in CHANGELOG";

uint64_t ToNumber(const std::string& text, int base = 10) {
  uint64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value, base);
  return value;
}

// The ranges of the table's last columns; 0 stands for 2^64.
const std::vector<uint64_t>& Ranges() {
  static const std::vector<uint64_t> ranges = {
      3,          1'000'000,         uint64_t{1} << 20, (uint64_t{1} << 20) + 1,
      1000000000, uint64_t{1} << 32, uint64_t{1} << 40, 0};
  return ranges;
}

TEST(StreamKeyTest, DrawsAndCodesAreTheKnownAnswers) {
  const auto lines = ReadKnownAnswers(KNOWN_ANSWERS "/random.tsv");
  ASSERT_EQ(lines.size(), 84u);
  for (const auto& line : lines) {
    const StreamKey key = DeriveStreamKey({line[0], line[1], line[2], line[3]});
    const uint64_t row = ToNumber(line[4]);
    EXPECT_EQ(DrawBits(key, row), ToNumber(line[5], 16)) << kRaise;
    for (size_t i = 0; i < Ranges().size(); ++i) {
      const auto source = MakeUniformSource(key, Ranges()[i]);
      EXPECT_EQ(CodesOf(*source, row, 1)[0].low, ToNumber(line[6 + i]))
          << "n = " << Ranges()[i] << ": " << kRaise;
    }
  }
}

TEST(StreamKeyTest, EveryFieldMakesAnotherStream) {
  std::set<uint64_t> starts;
  for (const StreamName& name :
       std::vector<StreamName>{{"1", "", "a", "value"},
                               {"2", "", "a", "value"},
                               {"-1", "", "a", "value"},
                               {"1", "t", "a", "value"},
                               {"1", "", "b", "value"},
                               {"1", "", "a", "weight"},
                               // The same bytes, cut at other places.
                               {"1", "a", "", "value"},
                               {"1a", "", "", "value"},
                               {"1", "", "av", "alue"}}) {
    starts.insert(DeriveStreamKey(name).start);
  }
  EXPECT_EQ(starts.size(), 9u);
}

TEST(StreamKeyTest, GammasAreOddAndIrregular) {
  for (int i = 0; i < 1000; ++i) {
    const std::string column = std::to_string(i);
    const uint64_t gamma = DeriveStreamKey({"0", "", column, "value"}).gamma;
    EXPECT_EQ(gamma & 1, 1u);
    EXPECT_GE(std::popcount(gamma ^ (gamma >> 1)), 24);
  }
}

TEST(Sha256Test, GivesTheStandardsExamples) {
  // FIPS 180-4's example texts.
  EXPECT_EQ(Sha256Hex("abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(Sha256Hex(""),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

}  // namespace
}  // namespace rand_engine
