#include "rand_engine/manifest/manifest.h"

#include <arrow/result.h>
#include <arrow/status.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "rand_engine/manifest/file_digest.h"
#include "rand_engine/write/testing/scratch_directory.h"

namespace rand_engine {
namespace {

using ::testing::HasSubstr;

ManifestRun RunOf(const std::string& seed) {
  return {"1.0.0",  1,      R"({"a": "ä\u0000"})", "ab", seed, "csv", "gzip",
          "zlib 1", "2025b"};
}

ManifestPart Part(const std::string& name, int64_t first_row) {
  return {name, first_row, 10, "", 120, std::string(64, 'a'), 0};
}

Manifest Example() {
  Manifest manifest;
  manifest.Add(Part("part_00000000-aaaa-8aaa.csv", 0), RunOf("1"));
  manifest.Add(Part("part_00000001-aaaa-8aaa.csv", 10), RunOf("1"));
  ManifestPart last = Part("part_00000002-aaaa-8aaa.csv", 20);
  last.rows.reset();
  last.now = "2024-05-01T12:00:00Z";
  manifest.Add(last, RunOf("2"));
  return manifest;
}

TEST(ManifestTest, TextIsReadBackAsItWas) {
  const std::string text = Example().ToText();
  const auto read = Manifest::FromText(text, "m");
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->ToText(), text);
  ASSERT_EQ(read->runs.size(), 2u);
  EXPECT_EQ(read->runs[0], RunOf("1"));
  EXPECT_EQ(read->parts[1].run, 0u);
  EXPECT_EQ(read->parts[2].run, 1u);
  EXPECT_EQ(read->parts[2].rows, std::nullopt);
  EXPECT_EQ(read->parts[2].now, "2024-05-01T12:00:00Z");
}

TEST(ManifestTest, TextIsJsonThatOtherProgramsRead) {
  const auto json = nlohmann::json::parse(Example().ToText());
  EXPECT_EQ(json["rand_engine_manifest"], 1);
  EXPECT_EQ(json["parts"][1]["bytes"], 120);
  EXPECT_EQ(json["runs"][json["parts"][2]["run"].get<size_t>()]["seed"], "2");
  EXPECT_EQ(json["bytes"], 360);
  EXPECT_TRUE(json["rows"].is_null());
  EXPECT_EQ(nlohmann::json::parse(Manifest().ToText())["rows"], 0);
}

TEST(ManifestTest, EveryFlippedBitIsDamage) {
  const std::string text = Example().ToText();
  for (size_t i = 0; i < text.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string flipped = text;
      flipped[i] = static_cast<char>(flipped[i] ^ (1 << bit));
      ASSERT_FALSE(Manifest::FromText(flipped, "m").ok()) << i << " " << bit;
    }
  }
}

TEST(ManifestTest, EveryCutAndEveryAddedByteIsDamage) {
  const std::string text = Example().ToText();
  for (size_t i = 0; i < text.size(); ++i) {
    ASSERT_FALSE(Manifest::FromText(text.substr(0, i), "m").ok()) << i;
    ASSERT_FALSE(Manifest::FromText(text.substr(i + 1), "m").ok()) << i;
  }
  const auto read = Manifest::FromText(text + "\n", "path/m");
  EXPECT_THAT(read.status().message(), HasSubstr("the manifest 'path/m' is damaged"));
}

TEST(ManifestTest, RemovedPartsTakeTheirRunsAlong) {
  Manifest manifest = Example();
  manifest.Remove({"part_00000000-aaaa-8aaa.csv", "part_00000001-aaaa-8aaa.csv"});
  ASSERT_EQ(manifest.runs.size(), 1u);
  EXPECT_EQ(manifest.runs[0].seed, "2");
  ASSERT_EQ(manifest.parts.size(), 1u);
  EXPECT_EQ(manifest.parts[0].run, 0u);
}

TEST(ManifestTest, NamesAreHiddenAndTellWhatTheyDescribe) {
  EXPECT_EQ(ManifestName(), ".manifest");
  EXPECT_EQ(ManifestName("users.csv"), ".users.csv.manifest");
  EXPECT_EQ(FileOfManifest(".manifest"), "");
  EXPECT_EQ(FileOfManifest(".users.csv.manifest"), "users.csv");
  EXPECT_EQ(FileOfManifest("users.csv"), std::nullopt);
  EXPECT_EQ(FileOfManifest("users.manifest"), std::nullopt);
  for (const std::string name :
       {".manifest", ".users.csv.manifest", ".a.parquet.manifest"}) {
    EXPECT_FALSE(HasDataExtension(name));
    EXPECT_FALSE(IsOurPartName(name));
  }
}

TEST(ManifestTest, InStepAreTheSameNamesWithTheSameSizes) {
  const Manifest manifest = Example();
  std::vector<DatasetPart> there;
  for (const ManifestPart& part : manifest.parts) there.push_back({part.name, {}, 120});
  EXPECT_TRUE(CheckInStep(manifest, there, "m").ok());
  there[1].size = 119;
  EXPECT_THAT(CheckInStep(manifest, there, "m").message(),
              HasSubstr("has 119 bytes instead of 120"));
  there[1].size = 120;
  there.push_back({"part_00000009-aaaa-8aaa.csv", {}, 1});
  EXPECT_THAT(CheckInStep(manifest, there, "m").message(),
              HasSubstr("'part_00000009-aaaa-8aaa.csv' is not in it"));
  there.resize(2);
  EXPECT_THAT(CheckInStep(manifest, there, "m").message(),
              HasSubstr("'part_00000002-aaaa-8aaa.csv' is missing"));
}

TEST(FileDigestTest, IsThatOfThePublishedTestVectors) {
  const ScratchDirectory scratch;
  scratch.WriteFile("abc", "abc");
  scratch.WriteFile("million", std::string(1'000'000, 'a'));
  scratch.WriteFile("long", std::string(3'000'000, 'b'));
  const auto digest = [&](const char* name) {
    return DigestFile(PosixFileSystem(), scratch / name, name).ValueOrDie();
  };
  // FIPS 180-4 examples.
  EXPECT_EQ(digest("abc").sha256,
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(digest("million").sha256,
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  EXPECT_EQ(digest("long").bytes, 3'000'000u);
  const auto missing = DigestFile(PosixFileSystem(), scratch / "no", "shown");
  EXPECT_THAT(missing.status().message(), HasSubstr("cannot read 'shown'"));
}

}  // namespace
}  // namespace rand_engine
