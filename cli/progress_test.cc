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

}  // namespace
}  // namespace rand_engine::cli
