// A dataset directory that grows by one part after another.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "rand_engine/run_control.h"
#include "rand_engine/write/dataset_record.h"
#include "rand_engine/write/place.h"
#include "rand_engine/write/stage.h"
#include "rand_engine/write/target.h"

namespace rand_engine {

/// Life: Begin, then for each part OpenPart ... write ... FinishPart, Publish. Each part
/// appears under its name in one step, whole and durable. What was not published goes
/// with the target. Not thread-safe.
///
/// The cost of a part does not grow with their number.
class StreamTarget final : public PartSink {
 public:
  struct Options {
    /// The first part takes the place of all our parts that are there, as that of
    /// MakeDirectoryTarget does; else it is added, as by MakeAppendTarget.
    bool overwrite = true;
    /// How many of our parts stay in the dataset; the oldest go. At least 1.
    std::optional<int64_t> max_parts = std::nullopt;
    /// Ends waits for another run's lock with a StoppedError.
    StopToken stop_token = {};
    /// As that of MakeFileTarget; its file is replaced after each part's rename.
    DatasetRecord* record = nullptr;
  };

  StreamTarget(FileSystem* file_system, std::string directory, const Options& options);

  /// As Target::Begin. Nothing is visible yet.
  arrow::Status Begin();

  /// As Target's, after Begin.
  bool has_ended_changes() const { return has_ended_changes_; }

  arrow::Result<OutputFile*> OpenPart(const std::string& name) override;
  arrow::Status FinishPart() override;

  /// Make the finished part visible and durable; return its path. A dataset directory
  /// that was removed meanwhile is made anew.
  arrow::Result<std::string> Publish();

  /// False if the first part could not take the old parts' place in one step.
  bool atomic() const { return atomic_; }
  /// For the report, without repetition.
  const std::vector<std::string>& warnings() const { return warnings_; }

 private:
  arrow::Status MakeStage();
  arrow::Status EnsureStage();
  arrow::Status MoveIn(const std::string& name);
  arrow::Status ReplaceRecord(const std::vector<std::string>& removed);
  arrow::Status ForgetParts(const std::vector<std::string>& names);
  SystemResult TryToMoveIn(const std::string& name);
  arrow::Status NoteParts();
  void RemoveOldest();
  void Warn(std::string warning);

  FileSystem* file_system_;
  std::string directory_;
  Options options_;
  std::unique_ptr<Target> first_;  // Until its part is published.
  Place place_;                    // Of the dataset.
  Stage stage_;                    // Of the parts after the first.
  std::string part_;               // The part in hand.
  std::deque<std::string> parts_;  // In the dataset, oldest first; if max_parts is set.
  bool atomic_ = true;
  bool has_ended_changes_ = false;
  std::vector<std::string> warnings_;
};

}  // namespace rand_engine
