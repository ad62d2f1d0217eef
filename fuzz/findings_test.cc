// What fuzzing found, and where it starts from: each input runs clean, in a second and in
// 256 MiB.
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "fuzz/targets.h"

namespace rand_engine::fuzz {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> FilesOf(const char* kind, const std::string& target) {
  std::set<fs::path> files;
  const fs::path folder = fs::path(RAND_ENGINE_FUZZ_FOLDER) / kind / target;
  if (!fs::exists(folder)) return {};
  for (const auto& entry : fs::directory_iterator(folder)) files.insert(entry.path());
  return {files.begin(), files.end()};
}

std::string ContentOf(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

double SecondsOf(void (*run)(std::string_view), const std::string& input) {
  const std::clock_t start = std::clock();
  run(input);
  return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

// Of the process so far.
int64_t PeakBytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return int64_t{usage.ru_maxrss} * 1024;
}

std::vector<fs::path> InputsOf(const Target& target) {
  std::vector<fs::path> inputs = FilesOf("findings", target.name);
  const std::vector<fs::path> corpus = FilesOf("corpus", target.name);
  EXPECT_FALSE(corpus.empty()) << "nothing to start from";
  inputs.insert(inputs.end(), corpus.begin(), corpus.end());
  return inputs;
}

class EveryTarget : public testing::TestWithParam<Target> {};

TEST_P(EveryTarget, RunsItsCorpusAndWhatWasFoundOnceInASecondEach) {
  const Target& target = GetParam();
  for (const fs::path& path : InputsOf(target)) {
    SCOPED_TRACE(path);
    EXPECT_NO_THROW(EXPECT_LT(SecondsOf(target.run, ContentOf(path)), 1.0));
  }
}

// Apart, since what watches memory takes some.
TEST(MemoryTest, NoInputTakesMoreThan256MiB) {
  for (const Target& target : kTargets) {
    for (const fs::path& path : InputsOf(target)) target.run(ContentOf(path));
    EXPECT_LT(PeakBytes(), int64_t{256} << 20) << target.name;
  }
}

INSTANTIATE_TEST_SUITE_P(Fuzz, EveryTarget, testing::ValuesIn(kTargets),
                         [](const auto& target) {
                           return std::string(target.param.name);
                         });

}  // namespace
}  // namespace rand_engine::fuzz
