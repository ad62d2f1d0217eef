#include "rand_engine/compress/codec.h"

#include <arrow/result.h>
#include <arrow/util/compression.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace rand_engine {
namespace {

using ::testing::ElementsAre;
using ::testing::MatchesRegex;

std::vector<std::string> NamesWhere(bool CodecInfo::*member) {
  std::vector<std::string> names;
  for (const CodecInfo& info : Codecs()) {
    if (info.*member) names.push_back(info.name);
  }
  return names;
}

TEST(CodecTest, ThoseOfWholeFilesAndOfParquetAreKnown) {
  EXPECT_THAT(NamesWhere(&CodecInfo::external),
              ElementsAre("none", "gzip", "bz2", "zip", "xz", "zstd"));
  EXPECT_THAT(NamesWhere(&CodecInfo::parquet),
              ElementsAre("none", "gzip", "zstd", "snappy", "lz4", "brotli"));
}

TEST(CodecTest, EveryCodecIsFoundByItsEnumerator) {
  for (const CodecInfo& info : Codecs()) {
    EXPECT_EQ(&GetCodec(info.codec), &info) << info.name;
  }
  EXPECT_EQ(Codecs().front().codec, Codec::kNone);
  EXPECT_EQ(Codecs().size(), 9U);
}

TEST(CodecTest, NamesAndAliasesAreFoundInAnyCase) {
  const std::vector<std::pair<std::string, Codec>> expected = {
      {"none", Codec::kNone},         {"None", Codec::kNone},
      {"UNCOMPRESSED", Codec::kNone}, {"gzip", Codec::kGzip},
      {"GZip", Codec::kGzip},         {"gz", Codec::kGzip},
      {"bz2", Codec::kBzip2},         {"BZIP2", Codec::kBzip2},
      {"zip", Codec::kZip},           {"xz", Codec::kXz},
      {"Zstd", Codec::kZstd},         {"zst", Codec::kZstd},
      {"snappy", Codec::kSnappy},     {"LZ4", Codec::kLz4},
      {"brotli", Codec::kBrotli}};
  for (const auto& [name, codec] : expected) {
    const CodecInfo* found = FindCodec(name);
    ASSERT_NE(found, nullptr) << name;
    EXPECT_EQ(found->codec, codec) << name;
  }
  for (const char* name : {"", "gzi", "gzipp", "lzma", "7z", ".gz"}) {
    EXPECT_EQ(FindCodec(name), nullptr) << name;
  }
}

TEST(CodecTest, SuffixesAreFoundInAnyCase) {
  const std::vector<std::pair<std::string, Codec>> expected = {
      {".gz", Codec::kGzip}, {".GZ", Codec::kGzip}, {".bz2", Codec::kBzip2},
      {".Zip", Codec::kZip}, {".xz", Codec::kXz},   {".zst", Codec::kZstd}};
  for (const auto& [suffix, codec] : expected) {
    const CodecInfo* found = FindCodecBySuffix(suffix);
    ASSERT_NE(found, nullptr) << suffix;
    EXPECT_EQ(found->codec, codec) << suffix;
  }
  for (const char* suffix : {"", ".", "gz", ".gzip", ".snappy", ".csv"}) {
    EXPECT_EQ(FindCodecBySuffix(suffix), nullptr) << suffix;
  }
}

TEST(CodecTest, LevelsOfWholeFiles) {
  const std::map<std::string, std::pair<int, int>> expected = {{"gzip", {0, 9}},
                                                               {"bz2", {1, 9}},
                                                               {"zip", {0, 9}},
                                                               {"xz", {0, 9}},
                                                               {"zstd", {1, 22}}};
  for (const CodecInfo& info : Codecs()) {
    const auto found = expected.find(info.name);
    ASSERT_EQ(info.external_levels.empty(), found == expected.end()) << info.name;
    if (info.external_levels.empty()) continue;
    EXPECT_EQ(info.external_levels.min, found->second.first) << info.name;
    EXPECT_EQ(info.external_levels.max, found->second.second) << info.name;
  }
}

TEST(CodecTest, LevelsInsideParquetAreThoseThatArrowTakes) {
  const std::map<std::string, arrow::Compression::type> types = {
      {"gzip", arrow::Compression::GZIP},     {"zstd", arrow::Compression::ZSTD},
      {"snappy", arrow::Compression::SNAPPY}, {"lz4", arrow::Compression::LZ4},
      {"brotli", arrow::Compression::BROTLI}, {"none", arrow::Compression::UNCOMPRESSED}};
  for (const CodecInfo& info : Codecs()) {
    if (!info.parquet) {
      EXPECT_TRUE(info.parquet_levels.empty()) << info.name;
      continue;
    }
    const auto type = types.at(info.name);
    // Arrow names one level for lz4, which that codec does not use.
    const bool takes_level = arrow::util::Codec::SupportsCompressionLevel(type) &&
                             type != arrow::Compression::LZ4;
    ASSERT_EQ(!info.parquet_levels.empty(), takes_level) << info.name;
    if (!takes_level) continue;
    EXPECT_GE(info.parquet_levels.min,
              arrow::util::Codec::MinimumCompressionLevel(type).ValueOrDie())
        << info.name;
    EXPECT_EQ(info.parquet_levels.max,
              arrow::util::Codec::MaximumCompressionLevel(type).ValueOrDie())
        << info.name;
  }
}

TEST(CodecTest, VersionsNameTheLibrariesThatDecideBytes) {
  const std::string number = "[0-9]+\\.[0-9.]+";
  const std::string deflate = "zlib " + number + ", isa-l " + number;
  EXPECT_EQ(CodecLibraryVersion(Codec::kNone), "");
  EXPECT_THAT(CodecLibraryVersion(Codec::kGzip), MatchesRegex(deflate));
  EXPECT_THAT(CodecLibraryVersion(Codec::kZip),
              MatchesRegex(deflate + ", minizip " + number));
  EXPECT_THAT(CodecLibraryVersion(Codec::kBzip2), MatchesRegex("bzip2 " + number));
  EXPECT_THAT(CodecLibraryVersion(Codec::kXz), MatchesRegex("liblzma " + number));
  EXPECT_THAT(CodecLibraryVersion(Codec::kZstd), MatchesRegex("zstd " + number));
  for (const Codec codec : {Codec::kSnappy, Codec::kLz4, Codec::kBrotli}) {
    EXPECT_THAT(CodecLibraryVersion(codec), MatchesRegex("arrow " + number));
  }
}

}  // namespace
}  // namespace rand_engine
