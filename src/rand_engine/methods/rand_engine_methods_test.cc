// The methods of the Python library rand_engine, one by one. Their golden codes stand in
// tests/known_answers, their mistakes in column_reader_test.cc.
#include <arrow/result.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "rand_engine/encode/text/text_test_support.h"
#include "rand_engine/error.h"

namespace rand_engine {
namespace {

constexpr int64_t kRows = 100'000;

std::string Column(const std::string& method, const std::string& kwargs) {
  return R"({"method": ")" + method + R"(", "kwargs": )" + kwargs + "}";
}

std::set<std::string> SetOf(const std::vector<std::string>& texts) {
  return {texts.begin(), texts.end()};
}

std::string TypesOf(const std::string& column) {
  std::string types;
  const auto plan = PlanOf(column);
  for (const ColumnSchema& schema : plan->schema()) {
    types +=
        schema.name + " " + ValueTypeName(schema.type) + (schema.nullable ? "?; " : "; ");
  }
  return types;
}

// Each count within five standard deviations of its share.
void ExpectShares(const std::map<std::string, int64_t>& counts,
                  const std::map<std::string, double>& shares) {
  ASSERT_EQ(counts.size(), shares.size());
  for (const auto& [text, share] : shares) {
    ASSERT_TRUE(counts.count(text)) << text;
    const double deviation = std::sqrt(kRows * share * (1 - share));
    EXPECT_NEAR(counts.at(text), kRows * share, 5 * deviation + 1) << text;
  }
}

// --- Numbers
// -----------------------------------------------------------------------------

TEST(IntegersTest, AreTheGuidesIntsWithATypeThatHoldsThem) {
  EXPECT_EQ(TextsOf(Column("integers", R"({"min": -2, "max": 1})"), 1000),
            TextsOf(Column("gen_ints", R"({"min": -2, "max": 1})"), 1000));
  const auto storage_of = [](const std::string& kwargs) {
    return PlanOf(Column("integers", kwargs))->schema()[0].storage;
  };
  EXPECT_EQ(storage_of(R"({"min": 0, "max": 9})"), StorageType::kInt32);
  EXPECT_EQ(storage_of(R"({"min": 0, "max": 255, "int_type": "uint8"})"),
            StorageType::kUint8);
  EXPECT_EQ(storage_of(R"({"min": 0, "max": 9223372036854775807, "int_type": "uint64"})"),
            StorageType::kUint64);
  EXPECT_EQ(PlanOf(Column("gen_ints", R"({"min": 0, "max": 9})"))->schema()[0].storage,
            StorageType::kNative);
}

TEST(IntZfilledTest, AllTextsOfTheLengthComeUp) {
  const auto texts = SetOf(TextsOf(Column("int_zfilled", R"({"length": 2})"), 5000));
  EXPECT_EQ(texts.size(), 100u);
  EXPECT_TRUE(texts.count("00") && texts.count("07") && texts.count("99"));
  for (int length = 1; length <= 18; ++length) {
    const std::string kwargs = R"({"length": )" + std::to_string(length) + "}";
    for (const std::string& text : TextsOf(Column("int_zfilled", kwargs), 50)) {
      ASSERT_EQ(text.size(), static_cast<size_t>(length));
      ASSERT_EQ(text.find_first_not_of("0123456789"), std::string::npos);
    }
  }
  EXPECT_EQ(TypesOf(Column("int_zfilled", R"({"length": 2})")), "c string; ");
}

TEST(FloatsTest, RoundIsAlsoCalledDecimals) {
  const std::string range = R"({"min": 0.1, "max": 50)";
  const auto texts = TextsOf(Column("floats", range + R"(, "round": 3})"), 500);
  EXPECT_EQ(TextsOf(Column("floats", range + R"(, "decimals": 3})"), 500), texts);
  EXPECT_EQ(TextsOf(Column("gen_floats", range + R"(, "round": 3})"), 500), texts);
}

TEST(FloatsNormalTest, MeanDeviationAndGridAreTheGivenOnes) {
  double sum = 0;
  double squares = 0;
  for (const std::string& text :
       TextsOf(Column("floats_normal", R"({"mean": -4.5, "std": 0.8, "decimals": 1})"),
               kRows)) {
    ASSERT_EQ(text.size() - text.find('.'), 2u) << text;
    const double value = std::stod(text);
    sum += value;
    squares += value * value;
  }
  const double mean = sum / kRows;
  EXPECT_NEAR(mean, -4.5, 5 * 0.8 / std::sqrt(kRows));
  EXPECT_NEAR(std::sqrt(squares / kRows - mean * mean), 0.8, 0.01);
  EXPECT_EQ(SetOf(TextsOf(
                Column("floats_normal", R"({"mean": 2.25, "std": 0, "round": 1})"), 100)),
            (std::set<std::string>{"2.3"}));
}

TEST(BooleansTest, AreTrueAsOftenAsAsked) {
  ExpectShares(CountsOf(Column("booleans", "{}"), kRows),
               {{"True", 0.5}, {"False", 0.5}});
  ExpectShares(CountsOf(Column("booleans", R"({"true_prob": 0.85})"), kRows),
               {{"True", 0.85}, {"False", 0.15}});
  EXPECT_EQ(SetOf(TextsOf(Column("booleans", R"({"true_prob": 0})"), 1000)),
            (std::set<std::string>{"False"}));
  EXPECT_EQ(SetOf(TextsOf(Column("booleans", R"({"true_prob": 1})"), 1000)),
            (std::set<std::string>{"True"}));
  EXPECT_EQ(TypesOf(Column("booleans", "{}")), "c bool; ");
}

// --- Choices
// -----------------------------------------------------------------------------

TEST(DistinctsTest, ValuesAreOfAnyTypeAndRepeatedOnesCountTwice) {
  ExpectShares(
      CountsOf(Column("distincts", R"({"distincts": ["a", "b", "a", null]})"), kRows),
      {{"a", 0.5}, {"b", 0.25}, {"", 0.25}});
  const auto type_of = [](const std::string& values) {
    return TypesOf(Column("distincts", R"({"distincts": )" + values + "}"));
  };
  EXPECT_EQ(type_of(R"(["a"])"), "c string; ");
  EXPECT_EQ(type_of("[1, null]"), "c int64?; ");
  EXPECT_EQ(type_of("[1, 0.5]"), "c double; ");
  EXPECT_EQ(type_of("[true]"), "c bool; ");
  EXPECT_EQ(type_of(R"([[1, 2], {"k": [null]}, "a"])"), "c string; ");
  EXPECT_EQ(SetOf(TextsOf(Column("distincts",
                                 R"({"distincts": [[1, "b"], {"k": [null]}, [1,"b"]]})"),
                          100)),
            (std::set<std::string>{R"([1,"b"])", R"({"k":[null]})"}));
}

TEST(DistinctsPropTest, WeightsAreShares) {
  ExpectShares(
      CountsOf(Column("distincts_prop", R"({"distincts": {"a": 7, "b": 2.5, "z": 0.5}})"),
               kRows),
      {{"a", 0.7}, {"b", 0.25}, {"z", 0.05}});
  const std::string pairs =
      Column("distincts_prop", R"({"distincts": [[1, 3], [null, 1], [2, 0]]})");
  ExpectShares(CountsOf(pairs, kRows), {{"1", 0.75}, {"", 0.25}});
  EXPECT_EQ(TypesOf(pairs), "c int64?; ");
}

// --- Correlated columns
// ------------------------------------------------------------------

TEST(DistinctsMapTest, EachListedPairIsEquallyLikelyAndNoOtherComes) {
  const std::string column =
      R"({"method": "distincts_map", "cols": ["device", "os"], "splitable": true,
          "sep": ";", "kwargs": {"distincts": {"phone": ["android", "ios", "ios"],
                                               "desktop": ["linux"]}}})";
  ExpectShares(CountsOf(column, kRows),
               {{"phone|android", 0.25}, {"phone|ios", 0.5}, {"desktop|linux", 0.25}});
  EXPECT_EQ(TypesOf(column), "device string; os string; ");
}

TEST(DistinctsMapTest, ValuesMayBeNumbersAndMissing) {
  const std::string column =
      R"({"method": "distincts_map", "cols": ["k", "v"],
          "args": [{"a": [1, null], "b": [2.5]}]})";
  EXPECT_EQ(TypesOf(column), "k string; v double?; ");
  ExpectShares(CountsOf(column, kRows),
               {{"a|1.0", 1 / 3.0}, {"a|", 1 / 3.0}, {"b|2.5", 1 / 3.0}});
}

TEST(DistinctsMapTest, KeysOfAListOfPairsAreOfAnyType) {
  const std::string column =
      R"({"method": "distincts_map", "cols": ["k", "v"], "args": [[[1, ["a"]], [null,
          ["b"]]]]})";
  EXPECT_EQ(TypesOf(column), "k int64?; v string; ");
  ExpectShares(CountsOf(column, kRows), {{"1|a", 0.5}, {"|b", 0.5}});
}

TEST(DistinctsMapPropTest, PairsAreAsOftenAsTheirWeightsAmongAll) {
  const std::string column =
      R"({"method": "distincts_map_prop", "cols": ["verb", "status"], "kwargs":
          {"distincts": {"GET": [["200", 7], ["400", 2]], "POST": [["201", 4],
                                                                   ["500", 0]]}}})";
  ExpectShares(CountsOf(column, kRows),
               {{"GET|200", 7 / 13.0}, {"GET|400", 2 / 13.0}, {"POST|201", 4 / 13.0}});
}

TEST(DistinctsMultiMapTest, AllCombinationsWithinAKeyAreEquallyLikely) {
  const std::string column =
      R"({"method": "distincts_multi_map", "cols": ["team", "level", "role"], "kwargs":
          {"distincts": {"dev": [["junior", "senior"], ["coder", "tester"]],
                         "sales": [["junior"], ["rep", "manager", "rep"]]}}})";
  const double one = 1 / 7.0;
  ExpectShares(CountsOf(column, kRows), {{"dev|junior|coder", one},
                                         {"dev|junior|tester", one},
                                         {"dev|senior|coder", one},
                                         {"dev|senior|tester", one},
                                         {"sales|junior|rep", 2 * one},
                                         {"sales|junior|manager", one}});
}

TEST(ColsTest, OneNameRenamesTheColumnOfAnyMethodAndChangesNoValue) {
  const std::string plain = R"({"method": "integers", "args": [0, 99]})";
  const std::string renamed =
      R"({"method": "integers", "args": [0, 99], "cols": ["age"]})";
  EXPECT_EQ(TypesOf(renamed), "age int64; ");
  EXPECT_EQ(TextsOf(renamed, 100), TextsOf(plain, 100));
}

// --- Times
// -------------------------------------------------------------------------------

TEST(UnixTimestampsTest, TheStartIsIncludedAndTheEndIsNot) {
  const std::string column = Column("unix_timestamps", R"({"start": "2024-07-05 23:59:57",
             "end": "2024-07-06 00:00:00", "format": "%Y-%m-%d %H:%M:%S"})");
  ExpectShares(
      CountsOf(column, kRows),
      {{"1720223997", 1 / 3.0}, {"1720223998", 1 / 3.0}, {"1720223999", 1 / 3.0}});
  EXPECT_EQ(TypesOf(column), "c int64; ");
}

TEST(UnixTimestampsTest, TimesBefore1970CountAsItsBeginning) {
  EXPECT_EQ(SetOf(TextsOf(Column("unix_timestamps", R"({"start": "1950-01-01 00:00:00",
                                 "end": "1970-01-01 00:00:02",
                                 "date_format": "%Y-%m-%d %H:%M:%S"})"),
                          100)),
            (std::set<std::string>{"0", "1"}));
}

TEST(DatesTest, EachTextTheFormatTellsApartIsEquallyLikely) {
  ExpectShares(
      CountsOf(Column("dates", R"({"start": "30/12/1969", "end": "02/01/1970",
                                            "date_format": "%d/%m/%Y"})"),
               kRows),
      {{"30/12/1969", 1 / 3.0}, {"31/12/1969", 1 / 3.0}, {"01/01/1970", 1 / 3.0}});
  ExpectShares(CountsOf(Column("dates", R"({"start": "2024-01-01 23:58",
                                            "end": "2024-01-02 00:00",
                                            "format": "%Y-%m-%d %H:%M"})"),
                        kRows),
               {{"2024-01-01 23:58", 0.5}, {"2024-01-01 23:59", 0.5}});
  EXPECT_EQ(TypesOf(Column("dates", R"({"start": "2024-01-01", "end": "2025-01-01"})")),
            "c string; ");
}

TEST(DatesTest, BoundsMayBeIsoDatesWhateverTheFormat) {
  EXPECT_EQ(SetOf(TextsOf(Column("dates", R"({"start": "2024-02-29", "end": "2024-03-01",
                                              "format": "%d.%m."})"),
                          100)),
            (std::set<std::string>{"29.02."}));
}

// --- Identifiers
// -------------------------------------------------------------------------

TEST(UniqueIdsTest, AMillionOfSixDigitsAreAllThereAreAndMoreAreRefused) {
  const std::string column = Column("unique_ids", R"({"length": 6})");
  const auto texts = TextsOf(column, 1'000'000);
  EXPECT_EQ(SetOf(texts).size(), 1'000'000u);
  const auto plan = PlanOf(column);
  EXPECT_TRUE(plan->CheckRows({0, 1'000'000}).ok());
  EXPECT_TRUE(plan->has_sequence());
  const arrow::Status status = plan->CheckRows({1'000'000, 1});
  EXPECT_EQ(GetErrorKind(status), ErrorKind::kSpec);
  EXPECT_EQ(
      status.message(),
      "column 'c' has 1000000 unique values, but rows up to number 1000000 are "
      "wanted (counted from 0); take fewer rows, or widen what the column draws from "
      "(a greater length, more networks, ...)");
}

TEST(UniqueIdsTest, ASequenceCountsInDigits) {
  const std::string column =
      Column("unique_ids", R"({"strategy": "sequence", "length": 3})");
  EXPECT_EQ(TextsOf(column, 3), (std::vector<std::string>{"000", "001", "002"}));
  EXPECT_FALSE(PlanOf(column)->CheckRows({0, 1001}).ok());
}

TEST(UniqueIdsTest, UuidsAreOfTheirVersions) {
  for (const char* version : {"1", "4"}) {
    const auto texts = TextsOf(
        Column("unique_ids", std::string(R"({"strategy": "uuid)") + version + "\"}"),
        10'000);
    EXPECT_EQ(SetOf(texts).size(), 10'000u);
    for (const std::string& text : texts) {
      ASSERT_EQ(text.size(), 36u);
      ASSERT_EQ(text[14], version[0]);
      ASSERT_NE(std::string("89ab").find(text[19]), std::string::npos);
    }
  }
  EXPECT_EQ(TextsOf(R"({"method": "uuid4"})", 100),
            TextsOf(Column("unique_ids", R"({"strategy": "uuid4"})"), 100));
}

}  // namespace
}  // namespace rand_engine
