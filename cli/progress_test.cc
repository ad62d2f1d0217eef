#include "progress.h"

#include <gtest/gtest.h>

namespace rand_engine::cli {
namespace {

TEST(ProgressText, TellsRowsBytesRateAndTimeLeft) {
  const Progress progress{12'500'000, 50'000'000, 1'240'000'000, 0};
  EXPECT_EQ(ProgressText(progress, 2.0),
            "12,500,000 of 50,000,000 rows (25 %), 1.24 GB, 6.25 M rows/s, 6.00 s left");
}

TEST(ProgressText, PromisesNothingBeforeTheFirstRow) {
  EXPECT_EQ(ProgressText({0, 100, 0, 0}, 2.0), "0 of 100 rows (0 %), 0 bytes, 0 rows/s");
  EXPECT_EQ(ProgressText({0, 0, 0, 0}, 0), "0 of 0 rows (100 %), 0 bytes, 0 rows/s");
}

TEST(FileProgressText, TellsTheNextFileAndTheEnd) {
  const StreamStatus status{true, 12, 1200, 81'300, 0, ""};
  EXPECT_EQ(FileProgressText(status, {60, 5.0, 300}, 56.8),
            "12 of 60 files, 1,200 rows, 81.3 kB, next in 3.20 s, 4 min 03 s left");
}

TEST(FileProgressText, CountsLateFilesAndNeverBackwards) {
  const StreamStatus status{true, 2, 20, 900, 1, ""};
  EXPECT_EQ(FileProgressText(status, {3, 1.0, 3}, 9.0),
            "2 of 3 files, 20 rows, 900 bytes, 1 late, next in 0.00 s, 0.00 s left");
}

TEST(FileProgressText, PromisesNoTimeBeforeTheFirstFileNorWithoutAClock) {
  EXPECT_EQ(FileProgressText({}, {1, 5.0, 5}, 0), "0 of 1 file, 0 rows, 0 bytes");
  const StreamStatus status{true, 2, 20, 900, 0, ""};
  EXPECT_EQ(FileProgressText(status, {60, std::nullopt, 0}, 2),
            "2 of 60 files, 20 rows, 900 bytes");
}

TEST(FileProgressText, AfterTheLastFileOnlyTheEndIsLeft) {
  const StreamStatus status{true, 3, 30, 900, 0, ""};
  EXPECT_EQ(FileProgressText(status, {3, 1.0, 3}, 2.5),
            "3 of 3 files, 30 rows, 900 bytes, 0.50 s left");
}

TEST(FeedProgressText, TellsTheTimeLeftIfThereIsAnEnd) {
  const StreamStatus status{true, 0, 5000, 484'000, 0, ""};
  EXPECT_EQ(FeedProgressText(status, 5, std::nullopt),
            "5,000 rows, 484 kB, 1.00 k rows/s");
  EXPECT_EQ(FeedProgressText(status, 5, 60),
            "5,000 rows, 484 kB, 1.00 k rows/s, 55.0 s left");
  EXPECT_EQ(FeedProgressText({}, 0, 60), "0 rows, 0 bytes, 0 rows/s, 1 min 00 s left");
}

}  // namespace
}  // namespace rand_engine::cli
