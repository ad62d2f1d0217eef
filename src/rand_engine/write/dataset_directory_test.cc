#include "rand_engine/write/dataset_directory.h"

#include <arrow/result.h>
#include <arrow/status.h>
#include <errno.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "rand_engine/error.h"
#include "rand_engine/write/testing/faulty_file_system.h"
#include "rand_engine/write/testing/scratch_directory.h"

namespace rand_engine {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(HasDataExtension, KnowsOurFormatsAndOthersInAnyCaseWithOrWithoutACodec) {
  for (const char* name : {"a.csv",
                           "a.tsv",
                           "a.json",
                           "a.jsonl",
                           "a.ndjson",
                           "a.parquet",
                           "a.pq",
                           "a.avro",
                           "a.orc",
                           "a.feather",
                           "a.arrow",
                           "a.ipc",
                           "a.xls",
                           "a.xlsx",
                           "A.CSV",
                           "a.b.Csv.GZ",
                           "a.json.bz2",
                           "a.csv.zip",
                           "a.csv.xz",
                           "a.csv.zst",
                           "a.csv.zstd",
                           "a.json.lz4",
                           "part-00000-0b.c000.snappy.parquet",
                           "a.csv.snappy",
                           "a.csv.br",
                           "data 1.csv"}) {
    EXPECT_TRUE(HasDataExtension(name)) << name;
  }
}

TEST(HasDataExtension, IsFalseOfNotesMarkersAndHiddenFiles) {
  for (const char* name :
       {"", "README", "README.md", "notes.txt", "a.crc", "_SUCCESS", "_metadata.parquet",
        ".a.csv", ".part-0.csv.crc", "csv", ".csv", "a.gz", "archive.zip", "a.csv.tmp",
        "a.csv~", "acsv", "a.csv.gz.gz"}) {
    EXPECT_FALSE(HasDataExtension(name)) << name;
  }
}

TEST(IsOurPartName, TakesTheSuffixesThatOurFormatsWriteOnly) {
  for (const char* suffix : {".csv", ".json", ".parquet", ".csv.gz", ".json.bz2",
                             ".csv.zip", ".csv.xz", ".json.zst"}) {
    EXPECT_TRUE(IsOurPartName(std::string("part_00000000-0123-8456") + suffix)) << suffix;
  }
  for (const char* suffix : {".parquet.gz", ".txt", ".csv.lz4", ".CSV", ".csv.gz.gz",
                             ".orc", ".csvx", ".jsonl", ".snappy.parquet"}) {
    EXPECT_FALSE(IsOurPartName(std::string("part_00000000-0123-8456") + suffix))
        << suffix;
  }
}

TEST(ListDataset, SortsWhatLiesThereIntoGroups) {
  ScratchDirectory scratch;
  scratch.WriteFile("d/part_0000000a-0123-8456.csv", "abc");
  scratch.WriteFile("d/part_00000002-0123-8456.csv", "");
  scratch.WriteFile("d/part-00000001-0123-8456-b89a-bcdeffedcba9.csv.gz", "x");
  scratch.WriteFile("d/part-00000-0b.c000.snappy.parquet", "");
  scratch.WriteFile("d/other.csv", "");
  scratch.WriteFile("d/part_00000003-0123-8456.orc", "");
  scratch.WriteFile("d/README.md", "");
  scratch.WriteFile("d/_SUCCESS", "");
  scratch.WriteFile("d/.hidden.csv", "");
  scratch.MakeDirectory("d/year=2024");
  scratch.MakeLink("nowhere", "d/link");
  scratch.MakeLink("nowhere", "d/link.csv");
  scratch.MakeLink("nowhere", "d/part_00000099-0123-8456.csv");
  ASSERT_EQ(::mkfifo((scratch / "d/pipe").c_str(), 0600), 0);

  const auto listing = ListDataset(PosixFileSystem(), scratch / "d").ValueOrDie();
  EXPECT_TRUE(listing.exists);
  ASSERT_EQ(listing.parts.size(), 3u);
  EXPECT_EQ(listing.parts[0].name, "part-00000001-0123-8456-b89a-bcdeffedcba9.csv.gz");
  EXPECT_EQ(listing.parts[1].name, "part_00000002-0123-8456.csv");
  EXPECT_EQ(listing.parts[2].name, "part_0000000a-0123-8456.csv");
  EXPECT_EQ(listing.parts[2].parsed.index, 10u);
  EXPECT_EQ(listing.parts[2].parsed.suffix, ".csv");
  EXPECT_EQ(listing.parts[2].size, 3u);
  EXPECT_EQ(listing.next_index, 11u);
  EXPECT_THAT(listing.foreign_data,
              ElementsAre("link.csv", "other.csv", "part-00000-0b.c000.snappy.parquet",
                          "part_00000003-0123-8456.orc", "part_00000099-0123-8456.csv"));
  EXPECT_THAT(listing.other_files,
              ElementsAre(".hidden.csv", "README.md", "_SUCCESS", "link", "pipe"));
  EXPECT_THAT(listing.subdirectories, ElementsAre("year=2024"));
}

TEST(ListDataset, FollowsALinkToTheDirectory) {
  ScratchDirectory scratch;
  scratch.WriteFile("d/part_00000000-0123-8456.csv", "");
  scratch.MakeLink("d", "link");
  EXPECT_EQ(ListDataset(PosixFileSystem(), scratch / "link").ValueOrDie().parts.size(),
            1u);
}

TEST(ListDataset, HighestIndexHasASuccessorToo) {
  ScratchDirectory scratch;
  scratch.WriteFile("d/part_ffffffff-0123-8456.csv", "");
  EXPECT_EQ(ListDataset(PosixFileSystem(), scratch / "d").ValueOrDie().next_index,
            uint64_t{1} << 32);
}

TEST(ListDataset, WhereNothingIsIsNoError) {
  ScratchDirectory scratch;
  const auto listing = ListDataset(PosixFileSystem(), scratch / "none/d").ValueOrDie();
  EXPECT_FALSE(listing.exists);
  EXPECT_THAT(listing.parts, IsEmpty());
  EXPECT_EQ(listing.next_index, 0u);
}

TEST(ListDataset, AFileIsAnOptionErrorThatNamesIt) {
  ScratchDirectory scratch;
  scratch.WriteFile("d", "");
  const arrow::Status status = ListDataset(PosixFileSystem(), scratch / "d").status();
  EXPECT_EQ(GetErrorKind(status), ErrorKind::kOption);
  EXPECT_THAT(status.message(), HasSubstr(fmt::format("'{}' is a file", scratch / "d")));
}

TEST(ListDataset, WhatCannotBeReadIsAWriteErrorWithTheShownPath) {
  ScratchDirectory scratch;
  scratch.MakeDirectory("d");
  FaultyFileSystem faulty(PosixFileSystem());
  faulty.FailAt(SystemCall::kList, 1, EACCES);
  const arrow::Status status = ListDataset(&faulty, scratch / "d", "out/d").status();
  EXPECT_EQ(GetErrorKind(status), ErrorKind::kWrite);
  EXPECT_EQ(status.message(),
            "cannot list the dataset directory 'out/d': Permission denied");
}

TEST(ListDataset, AFileThatGoesMeanwhileIsLeftOut) {
  ScratchDirectory scratch;
  scratch.WriteFile("d/a.csv", "");
  scratch.WriteFile("d/b.csv", "");
  FaultyFileSystem faulty(PosixFileSystem());
  faulty.FailAt(SystemCall::kStatus, 2, ENOENT);
  EXPECT_THAT(ListDataset(&faulty, scratch / "d").ValueOrDie().foreign_data,
              ElementsAre("b.csv"));
}

}  // namespace
}  // namespace rand_engine
