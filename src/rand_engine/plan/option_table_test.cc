#include "rand_engine/plan/option_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

#include "rand_engine/plan/option_parser.h"
#include "rand_engine/plan/option_values.h"

namespace rand_engine {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

struct Reading {
  SaidOptions said;
  OptionProblems problems;
};

Reading Read(const OptionList& options, Format format = Format::kCsv,
             Driver driver = Driver::kBatch) {
  Reading reading;
  reading.said = ReadOptions(options, driver, format, &reading.problems);
  return reading;
}

std::string ProblemOf(const std::string& name, const OptionValue& value,
                      Format format = Format::kCsv) {
  const Reading reading = Read({{name, value}}, format);
  return reading.problems.size() == 1 ? reading.problems[0] : "not exactly one problem";
}

std::vector<std::string> NamesOf(Format format) {
  std::vector<std::string> names;
  for (const OptionInfo& info : OptionTable()) {
    if (info.BelongsTo(format)) names.push_back(info.name);
  }
  return names;
}

std::string WithoutQuotes(std::string text) {
  if (text.size() > 1 && text.front() == '"') text = text.substr(1, text.size() - 2);
  return text;
}

TEST(OptionTableTest, HoldsTheOptionsOfEachFormat) {
  const std::vector<std::string> file = {"numFiles", "compression", "compressionLevel",
                                         "manifest"};
  const std::vector<std::string> run = {"durability", "threads", "now", "firstRow"};
  const std::vector<std::string> stream = {"timeout", "eventTime", "maxFiles",
                                           "checkpointLocation"};
  const std::vector<std::string> shape = {"shape",       "shapeMin",   "shapeMax",
                                          "shapePeriod", "shapeWidth", "shapeCron"};
  const auto join = [](std::initializer_list<std::vector<std::string>> groups) {
    std::vector<std::string> names;
    for (const auto& group : groups)
      names.insert(names.end(), group.begin(), group.end());
    return names;
  };
  EXPECT_EQ(NamesOf(Format::kCsv),
            join({file,
                  {"sep", "decimal", "encoding", "index", "header", "lineterminator",
                   "na_rep", "timestampFormat", "nested"},
                  run,
                  stream,
                  {"rate"},
                  shape}));
  EXPECT_EQ(NamesOf(Format::kJson),
            join({file,
                  {"encoding", "index", "orient", "lines", "force_ascii", "indent"},
                  run,
                  stream,
                  {"rate"},
                  shape}));
  EXPECT_EQ(
      NamesOf(Format::kParquet),
      join({file, {"index", "engine", "metadata", "rowGroupSize"}, run, stream, shape}));
}

TEST(OptionTableTest, EveryRowIsCompleteAndItsExampleIsAccepted) {
  for (const OptionInfo& info : OptionTable()) {
    EXPECT_FALSE(info.meaning.empty()) << info.name;
    EXPECT_FALSE(info.example.empty()) << info.name;
    EXPECT_FALSE(info.formats.empty()) << info.name;
    const Driver driver = info.batch ? Driver::kBatch : Driver::kStream;
    for (Format format : info.formats) {
      // zstd is the codec of all formats.
      const std::string text =
          info.name == "compression" ? "zstd" : WithoutQuotes(info.example);
      EXPECT_THAT(Read({{info.name, text}}, format, driver).problems, IsEmpty())
          << info.name;
    }
  }
}

TEST(OptionTableTest, ChoicesAndNoneAreAccepted) {
  for (const OptionInfo& info : OptionTable()) {
    const Driver driver = info.batch ? Driver::kBatch : Driver::kStream;
    if (info.name != "compression") {
      for (const std::string& choice : info.choices) {
        EXPECT_THAT(Read({{info.name, choice}}, info.formats[0], driver).problems,
                    IsEmpty())
            << info.name << " " << choice;
      }
    }
    if (!info.none_allowed) continue;
    for (const OptionValue& none : {OptionValue(nullptr), OptionValue("None")}) {
      EXPECT_THAT(Read({{info.name, none}}, info.formats[0], driver).problems, IsEmpty())
          << info.name;
    }
  }
}

TEST(OptionParserTest, TakesWholeNumbersInAnyForm) {
  for (const OptionValue& value :
       {OptionValue(50000), OptionValue("50000"), OptionValue("50_000"),
        OptionValue("5e4"), OptionValue("+50000"), OptionValue(50000.0),
        OptionValue("50000.0")}) {
    EXPECT_EQ(Read({{"numFiles", value}}).said.file_count, 50000)
        << DescribeOptionValue(value);
  }
}

TEST(OptionParserTest, RefusesWhatIsNoWholeNumberInRange) {
  for (const OptionValue& value :
       {OptionValue(0), OptionValue(-1), OptionValue(1'000'001), OptionValue("five"),
        OptionValue(2.5), OptionValue("2.5"), OptionValue(true), OptionValue("true"),
        OptionValue(""), OptionValue("_5"), OptionValue("5_"), OptionValue("5__0"),
        OptionValue("0x10"), OptionValue(" 5"), OptionValue("99999999999999999999"),
        OptionValue(std::numeric_limits<double>::infinity()),
        OptionValue(std::numeric_limits<double>::quiet_NaN())}) {
    EXPECT_THAT(ProblemOf("numFiles", value),
                AllOf(HasSubstr("option 'numFiles': " + DescribeOptionValue(value)),
                      HasSubstr("1 to 1000000"), HasSubstr("numFiles=5")))
        << DescribeOptionValue(value);
  }
}

TEST(OptionParserTest, KeepsIntegersBeyondTheDoublesExactRange) {
  const int64_t large = 9'007'199'254'740'993;
  EXPECT_EQ(Read({{"firstRow", large}}).said.first_row, large);
  EXPECT_EQ(Read({{"firstRow", "9007199254740993"}}).said.first_row, large);
}

TEST(OptionParserTest, TakesTrueAndFalseInAnyCaseAndNothingElse) {
  EXPECT_EQ(Read({{"header", false}}).said.header, false);
  EXPECT_EQ(Read({{"header", "TRUE"}}).said.header, true);
  EXPECT_EQ(Read({{"header", "False"}}).said.header, false);
  for (const OptionValue& value :
       {OptionValue(1), OptionValue("1"), OptionValue("yes"), OptionValue(nullptr)}) {
    EXPECT_THAT(ProblemOf("header", value), AllOf(HasSubstr(DescribeOptionValue(value)),
                                                  HasSubstr("true and false")));
  }
}

TEST(OptionParserTest, NoneIsAValueWhereTheTableSaysSo) {
  EXPECT_EQ(Read({{"compression", nullptr}}).said.codec, Codec::kNone);
  EXPECT_EQ(Read({{"compression", "NONE"}}).said.codec, Codec::kNone);
  EXPECT_EQ(Read({}).said.codec, std::nullopt);
  const Reading indent = Read({{"indent", "none"}}, Format::kJson);
  ASSERT_TRUE(indent.said.indent.has_value());
  EXPECT_EQ(*indent.said.indent, std::nullopt);
  EXPECT_EQ(*Read({{"indent", 2}}, Format::kJson).said.indent, 2);
  // Text that may be anything stays text.
  EXPECT_EQ(Read({{"na_rep", "None"}}).said.missing, "None");
  EXPECT_THAT(ProblemOf("sep", nullptr), HasSubstr("None is not text"));
}

TEST(OptionParserTest, SeparatorIsOneCharacter) {
  EXPECT_EQ(Read({{"sep", ";"}}).said.separator, ";");
  EXPECT_EQ(Read({{"sep", "\t"}}).said.separator, "\t");
  EXPECT_EQ(Read({{"sep", "\\t"}}).said.separator, "\t");
  EXPECT_EQ(Read({{"sep", "§"}}).said.separator, "§");
  EXPECT_THAT(ProblemOf("sep", ";;"),
              AllOf(HasSubstr("';;'"), HasSubstr("2 characters")));
  EXPECT_THAT(ProblemOf("sep", ""), HasSubstr("is empty"));
  EXPECT_THAT(ProblemOf("sep", std::string("\0", 1)), HasSubstr("NUL"));
  EXPECT_THAT(ProblemOf("sep", "\xFF"), HasSubstr("UTF-8"));
  for (const char* wrong : {"\"", "\n", "\r", "\\n"}) {
    EXPECT_THAT(ProblemOf("sep", wrong), HasSubstr("cannot separate fields")) << wrong;
  }
}

TEST(OptionParserTest, DecimalMustNotBePartOfANumber) {
  EXPECT_EQ(Read({{"decimal", ","}}).said.decimal, ",");
  for (const char* wrong : {"5", "-", "+", "e", "E", "\"", "\n"}) {
    EXPECT_THAT(ProblemOf("decimal", wrong), HasSubstr("cannot stand before decimals"));
  }
}

TEST(OptionParserTest, LineEndsAreThree) {
  EXPECT_EQ(Read({{"lineterminator", "\r\n"}}).said.line_terminator, "\r\n");
  EXPECT_EQ(Read({{"lineterminator", "\\r\\n"}}).said.line_terminator, "\r\n");
  EXPECT_EQ(Read({{"lineterminator", "\r"}}).said.line_terminator, "\r");
  EXPECT_THAT(ProblemOf("lineterminator", ";"), HasSubstr("\\n, \\r\\n and \\r"));
}

TEST(OptionParserTest, EncodingIsKeptByItsCanonicalName) {
  EXPECT_EQ(Read({{"encoding", "Latin-1"}}).said.encoding, "iso8859-1");
  EXPECT_EQ(Read({{"encoding", "UTF8"}}, Format::kJson).said.encoding, "utf-8");
  EXPECT_THAT(ProblemOf("encoding", "utf-9"),
              AllOf(HasSubstr("option 'encoding'"), HasSubstr("utf-9")));
}

TEST(OptionParserTest, TimesAndTimeFormatsAreChecked) {
  EXPECT_EQ(Read({{"now", "1970-01-01T00:00:01Z"}}).said.now_us, 1'000'000);
  EXPECT_THAT(ProblemOf("now", "yesterday"), HasSubstr("option 'now': 'yesterday'"));
  EXPECT_EQ(Read({{"timestampFormat", "%Y"}}).said.timestamp_format, "%Y");
  EXPECT_THAT(ProblemOf("timestampFormat", "%Q"),
              HasSubstr("option 'timestampFormat': '%Q'"));
}

TEST(OptionParserTest, FirstRowMayContinue) {
  EXPECT_EQ(Read({{"firstRow", 7}}).said.first_row, 7);
  EXPECT_TRUE(Read({{"firstRow", "Continue"}}).said.continue_rows);
  EXPECT_THAT(ProblemOf("firstRow", "continu"),
              AllOf(HasSubstr("at least 0"), HasSubstr("\"continue\"")));
  EXPECT_THAT(ProblemOf("firstRow", -1), HasSubstr("at least 0"));
}

TEST(OptionParserTest, ChoicesAreTakenInAnyCaseAndMisspeltOnesNamed) {
  EXPECT_EQ(Read({{"orient", "Split"}}, Format::kJson).said.orient, JsonOrient::kSplit);
  EXPECT_THAT(
      ProblemOf("orient", "recrods", Format::kJson),
      AllOf(HasSubstr("records, split, index"), HasSubstr("did you mean 'records'")));
  EXPECT_THAT(ProblemOf("engine", "spark", Format::kParquet),
              HasSubstr("pyarrow, fastparquet, auto"));
}

TEST(OptionParserTest, CodecsAreThoseOfTheFormat) {
  EXPECT_EQ(Read({{"compression", "BZIP2"}}).said.codec, Codec::kBzip2);
  EXPECT_EQ(Read({{"compression", "brotli"}}, Format::kParquet).said.codec,
            Codec::kBrotli);
  for (const char* codec : {"zip", "bz2", "xz"}) {
    EXPECT_THAT(ProblemOf("compression", codec, Format::kParquet),
                AllOf(HasSubstr("whole csv and json files"),
                      HasSubstr("gzip, zstd, snappy, lz4, brotli, none")))
        << codec;
  }
  EXPECT_THAT(ProblemOf("compression", "snappy"),
              AllOf(HasSubstr("inside parquet files"),
                    HasSubstr("gzip, bz2, zip, xz, zstd, none")));
  EXPECT_THAT(ProblemOf("compression", "gzpi"),
              AllOf(HasSubstr("not a known codec"), HasSubstr("did you mean 'gzip'")));
}

TEST(OptionParserTest, UnknownOptionIsRefusedWithTheNearestAndAllNames) {
  EXPECT_THAT(ProblemOf("numfiles", 5),
              AllOf(HasSubstr("option 'numfiles' is not known"),
                    HasSubstr("did you mean 'numFiles'"), HasSubstr("the options of csv"),
                    HasSubstr("timestampFormat"), Not(HasSubstr("orient")),
                    Not(HasSubstr("timeout"))));
}

TEST(OptionParserTest, OptionOfAnotherFormatIsNamedWithWhereItBelongs) {
  EXPECT_THAT(ProblemOf("sep", ";", Format::kParquet),
              HasSubstr("option 'sep' belongs to csv; the format here is parquet"));
  EXPECT_THAT(
      ProblemOf("encoding", "utf-8", Format::kParquet),
      HasSubstr("option 'encoding' belongs to csv, json; the format here is parquet"));
}

TEST(OptionParserTest, OptionOfAnotherDriverIsNamedWithWhereItBelongs) {
  EXPECT_THAT(
      ProblemOf("timeout", 60),
      HasSubstr("option 'timeout' belongs to streaming (.writeStream ... .start), not "
                "to batch writing (.write ... .save)"));
  const Reading stream = Read({{"numFiles", 5}}, Format::kJson, Driver::kStream);
  EXPECT_THAT(stream.problems, ElementsAre(HasSubstr("belongs to batch writing")));
}

TEST(OptionParserTest, StreamOptionsAreRead) {
  const SaidOptions said = Read({{"timeout", "1.5"},
                                 {"eventTime", "spread"},
                                 {"maxFiles", "none"},
                                 {"rate", "2.5"},
                                 {"shape", "Sine"},
                                 {"shapeMin", 0},
                                 {"shapePeriod", "1m"}},
                                Format::kJson, Driver::kStream)
                               .said;
  EXPECT_EQ(said.timeout_ns, 1'500'000'000);
  EXPECT_EQ(said.spread_events, true);
  EXPECT_EQ(said.max_files, std::nullopt);
  EXPECT_EQ(said.rate, 2.5);
  EXPECT_EQ(said.shape, ShapeKind::kSine);
  EXPECT_EQ(said.shape_options.minimum, 0);
  EXPECT_EQ(said.shape_options.period_ns, 60'000'000'000);
}

TEST(OptionParserTest, ImpossibleValuesOfStreamOptionsAreRefused) {
  const auto problem = [](const std::string& name, const OptionValue& value) {
    const auto problems = Read({{name, value}}, Format::kJson, Driver::kStream).problems;
    return problems.empty() ? "" : problems.front();
  };
  EXPECT_THAT(problem("timeout", 0), HasSubstr("option 'timeout'"));
  EXPECT_THAT(problem("maxFiles", 0), HasSubstr("at least 1"));
  EXPECT_THAT(problem("rate", "nan"), HasSubstr("above 0"));
  EXPECT_THAT(problem("shapeMax", -1), HasSubstr("at least 0"));
  EXPECT_THAT(problem("shapeMax", "inf"), HasSubstr("at least 0"));
  EXPECT_THAT(problem("shape", "rampe"), HasSubstr("did you mean 'ramp'"));
  EXPECT_THAT(problem("shapeCron", "61 * * * *"), HasSubstr("option 'shapeCron'"));
  EXPECT_THAT(problem("checkpointLocation", ""), HasSubstr("not a path"));
}

TEST(OptionParserTest, ALaterOptionReplacesAnEarlierOneOfItsName) {
  const Reading reading = Read({{"sep", ";;"}, {"header", false}, {"sep", "|"}});
  EXPECT_THAT(reading.problems, IsEmpty());
  EXPECT_EQ(reading.said.separator, "|");
}

TEST(OptionParserTest, AllMistakesAreCollected) {
  EXPECT_THAT(
      Read({{"sep", ""}, {"nmuFiles", 2}, {"header", 3}, {"orient", "split"}}).problems,
      ElementsAre(HasSubstr("'sep'"), HasSubstr("'nmuFiles'"), HasSubstr("'header'"),
                  HasSubstr("'orient' belongs to json")));
}

TEST(OptionParserTest, ValuesAreShownShortAndPrintable) {
  EXPECT_EQ(DescribeOptionValue(nullptr), "None");
  EXPECT_EQ(DescribeOptionValue(true), "True");
  EXPECT_EQ(DescribeOptionValue(2.5), "2.5");
  EXPECT_EQ(DescribeOptionValue("a\n\x01"), "'a\\n\\x01'");
  EXPECT_EQ(DescribeOptionValue(std::string(39, 'x') + "éé"),
            "'" + std::string(39, 'x') + "...'");
}

}  // namespace
}  // namespace rand_engine
