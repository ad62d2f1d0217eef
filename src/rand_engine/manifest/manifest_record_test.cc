// A writer is killed at each system call: the manifest that is left never claims what is
// not there.
#include "rand_engine/manifest/manifest_record.h"

#include <arrow/result.h>
#include <arrow/status.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <memory>

#include "rand_engine/error.h"
#include "rand_engine/verify.h"
#include "rand_engine/write/stream_target.h"
#include "rand_engine/write/target.h"
#include "rand_engine/write/testing/faulty_file_system.h"
#include "rand_engine/write/testing/scratch_directory.h"
#include "rand_engine/write/testing/target_runs.h"

namespace rand_engine {
namespace {

using ::testing::AnyOf;
using ::testing::Each;
using ::testing::SizeIs;

enum class Way { kFile, kOverwrite, kAppend, kStream };

struct KillCase {
  const char* name;
  Way way;
  bool no_exchange;
};

const TestParts kOld = {{"part_00000000-aaaa-8aaa.csv", "old 0"},
                        {"part_00000001-aaaa-8aaa.csv", "old 1"}};
const TestParts kNew = {{"part_00000002-bbbb-8bbb.csv", "new 2"},
                        {"part_00000003-bbbb-8bbb.csv", "new 3 is longer"}};

std::unique_ptr<Target> MakeTarget(FileSystem* file_system, Way way,
                                   const std::string& path, ManifestRecord* record) {
  switch (way) {
    case Way::kFile:
      return MakeFileTarget(file_system, path, record);
    case Way::kOverwrite:
      return MakeDirectoryTarget(file_system, path, {}, record);
    default:
      return MakeAppendTarget(file_system, path, {}, record);
  }
}

ManifestRecord MakeRecord(FileSystem* file_system, Way way) {
  ManifestRecord::Options options;
  options.wanted = true;
  options.append = way == Way::kAppend || way == Way::kStream;
  return {file_system, options};
}

arrow::Status Stream(FileSystem* file_system, const std::string& path,
                     const TestParts& parts) {
  ManifestRecord record = MakeRecord(file_system, Way::kStream);
  StreamTarget::Options options;
  options.overwrite = false;
  options.max_parts = 2;
  options.record = &record;
  StreamTarget target(file_system, path, options);
  ARROW_RETURN_NOT_OK(target.Begin());
  for (const auto& [name, content] : parts) {
    ARROW_ASSIGN_OR_RAISE(OutputFile * file, target.OpenPart(name));
    ARROW_RETURN_NOT_OK(
        file->Write(content.data(), static_cast<int64_t>(content.size())));
    ARROW_RETURN_NOT_OK(target.FinishPart());
    ARROW_RETURN_NOT_OK(target.Publish().status());
  }
  return arrow::Status::OK();
}

arrow::Status Write(FileSystem* file_system, Way way, const std::string& path,
                    const TestParts& all) {
  if (way == Way::kStream) return Stream(file_system, path, all);
  ManifestRecord record = MakeRecord(file_system, way);
  const auto target = MakeTarget(file_system, way, path, &record);
  const TestParts one(all.begin(), all.begin() + 1);
  return WriteAndCommit(target.get(), way == Way::kFile ? one : all).status();
}

class KilledWriters : public ::testing::TestWithParam<KillCase> {};

TEST_P(KilledWriters, LeaveNoManifestThatClaimsWhatIsNotThere) {
  const KillCase& test = GetParam();
  const bool is_file = test.way == Way::kFile;
  int kills = 0;
  for (int64_t n = 1;; ++n) {
    const ScratchDirectory scratch(ScratchPlace::kMemory);
    const std::string path = scratch / (is_file ? "data.csv" : "data");
    const Way first = is_file ? Way::kFile : Way::kOverwrite;
    ASSERT_TRUE(Write(PosixFileSystem(), first, path, kOld).ok());
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      FaultyFileSystem faulty(PosixFileSystem());
      faulty.SetNoExchange(test.no_exchange);
      faulty.KillAt(n);
      _exit(Write(&faulty, test.way, path, kNew).ok() ? 0 : 1);
    }
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    const bool killed = WIFSIGNALED(status);
    kills += killed;
    const auto report = Verify(path);
    if (!report.ok()) {
      // The moment of a file system that knows no other way: none is better than a lie.
      ADD_FAILURE() << n << report.status();
    } else if (killed && is_file) {
      // File and manifest are two names; between their renames the file is the newer.
      EXPECT_THAT(report->problems, AnyOf(SizeIs(0), SizeIs(1))) << n;
    } else if (killed) {
      EXPECT_THAT(report->problems,
                  Each(::testing::Field(&VerifyProblem::kind, "additional")))
          << n;
    } else {
      ASSERT_EQ(WEXITSTATUS(status), 0);
      EXPECT_TRUE(report->ok);
      break;
    }
  }
  EXPECT_GT(kills, 10);
}

INSTANTIATE_TEST_SUITE_P(All, KilledWriters,
                         ::testing::Values(KillCase{"File", Way::kFile, false},
                                           KillCase{"Overwrite", Way::kOverwrite, false},
                                           KillCase{"OverwriteByMoves", Way::kOverwrite,
                                                    true},
                                           KillCase{"Append", Way::kAppend, false},
                                           KillCase{"AppendByMoves", Way::kAppend, true},
                                           KillCase{"Stream", Way::kStream, false}),
                         [](const auto& made) { return made.param.name; });

}  // namespace
}  // namespace rand_engine
