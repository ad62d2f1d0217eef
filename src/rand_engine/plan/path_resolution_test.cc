#include "rand_engine/plan/path_resolution.h"

#include <arrow/result.h>
#include <arrow/status.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "rand_engine/error.h"

namespace rand_engine {
namespace {

using testing::AllOf;
using testing::HasSubstr;

/// The text of the OptionError for a path that is wrong by its name alone.
std::string Refusal(const std::string& path) {
  const auto parts = SplitPath(path);
  if (parts.ok()) return "it was not refused";
  EXPECT_EQ(GetErrorKind(parts.status()), ErrorKind::kOption);
  return parts.status().message();
}

TEST(PathResolutionTest, ExtensionsThatAreNotWrittenAreRefusedWithThoseThatAre) {
  for (const char* name : {"a.xlsx", "a.AVRO", "a.orc", "a.feather", "a.arrow", "a.xml",
                           "a.yaml", "a.tar.gz", "a.tgz", "a.csv.lz4", "a.csv.7z",
                           "a.xlsx.gz", "a.sqlite", "a.csv.snappy"}) {
    EXPECT_THAT(
        Refusal(std::string("out/") + name),
        AllOf(HasSubstr("not written"), HasSubstr(".jsonl"), HasSubstr(".parquet")))
        << name;
  }
  EXPECT_THAT(Refusal("out/a.parquet.gz"),
              AllOf(HasSubstr("parquet compresses inside"), HasSubstr("'a.parquet'")));
  EXPECT_THAT(Refusal("out/a.csv.gz.gz"), HasSubstr("two codec suffixes"));
}

TEST(PathResolutionTest, PathsThatNameNothingAreRefused) {
  EXPECT_THAT(Refusal(""), HasSubstr("it is empty"));
  EXPECT_THAT(Refusal(std::string("a\0b", 3)), HasSubstr("NUL"));
  for (const char* path : {"out/..", ".", "./", "../", "/", "//", "out/."}) {
    EXPECT_THAT(Refusal(path), HasSubstr("names a directory by its place")) << path;
  }
  EXPECT_THAT(Refusal("out/.csv"), HasSubstr("nothing but a suffix"));
  EXPECT_THAT(Refusal("out/.csv.gz"), HasSubstr("nothing but a suffix"));
  EXPECT_THAT(Refusal(std::string(256, 'x')), HasSubstr("256 bytes"));
}

TEST(PathResolutionTest, NameIsTakenApartFromItsEnd) {
  const NameParts parts = *SplitName("a.csv.b.CSV.Gz");
  EXPECT_EQ(parts.stem, "a.csv.b");
  EXPECT_EQ(parts.format_suffix, ".CSV");
  EXPECT_EQ(parts.codec_suffix, ".Gz");
  EXPECT_EQ(parts.format, Format::kCsv);
  EXPECT_EQ(parts.codec, Codec::kGzip);
  EXPECT_EQ(SplitName("v1.2")->stem, "v1.2");
  EXPECT_EQ(SplitName("v1.2")->format, std::nullopt);
}

TEST(PathResolutionTest, SuffixOfPartsIsTheFormatsAndTheCodecs) {
  EXPECT_EQ(SuffixOf(Format::kCsv, Codec::kNone), ".csv");
  EXPECT_EQ(SuffixOf(Format::kJson, Codec::kZstd), ".json.zst");
  EXPECT_EQ(SuffixOf(Format::kParquet, Codec::kGzip), ".parquet");
}

TEST(PathResolutionTest, OwnDescriptorsAreKnownByName) {
  for (const char* path :
       {"-", "/dev/stdout", "/dev/stderr", "/dev/fd/3", "/proc/self/fd/1"}) {
    EXPECT_TRUE(NamesDescriptor(path)) << path;
  }
  for (const char* path : {"--", "/dev/null", "/dev/fd/", "./-", "dev/stdout"}) {
    EXPECT_FALSE(NamesDescriptor(path)) << path;
  }
}

}  // namespace
}  // namespace rand_engine
