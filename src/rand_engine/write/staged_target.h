// What overwriting and appending to a dataset directory share.
#pragma once

#include <string>
#include <vector>

#include "rand_engine/run_control.h"
#include "rand_engine/write/dataset_directory.h"
#include "rand_engine/write/dataset_record.h"
#include "rand_engine/write/place.h"
#include "rand_engine/write/publisher.h"
#include "rand_engine/write/stage.h"
#include "rand_engine/write/target.h"

namespace rand_engine {

/// Writes parts into a stage; Commit locks and lists the dataset, refuses foreign data,
/// and lets the derived class publish. Where there is no dataset yet the stage becomes
/// it.
class StagedTarget : public Target {
 public:
  /// `record` may be null; it outlives the target.
  StagedTarget(FileSystem* file_system, std::string directory, StopToken stop_token,
               DatasetRecord* record);
  ~StagedTarget() override;

  arrow::Status Begin() override;
  arrow::Result<OutputFile*> OpenPart(const std::string& name) override;
  arrow::Status FinishPart() override;
  arrow::Result<CommitResult> Commit() override;
  bool has_ended_changes() const override { return has_ended_changes_; }
  void Abort() override;

 protected:
  /// Publish into the dataset that `listing` shows.
  virtual arrow::Status Publish(const DatasetListing& listing, CommitResult* result) = 0;

  /// The earlier parts that stay.
  virtual std::vector<DatasetPart> KeptParts(const DatasetListing& listing) const = 0;

  const std::string& shown() const { return place_.shown; }
  const Stage& stage() const { return stage_; }
  DatasetPublisher* publisher() { return &publisher_; }

  /// Why the dataset's directory cannot be exchanged with the stage; "" if nothing is
  /// known to be against it.
  std::string WhyNotAtOnce(const DatasetListing& listing) const;
  /// Tell the report that a reader may have seen some parts without the others.
  void ReportNotAtomic(const std::string& reason, CommitResult* result) const;

 private:
  arrow::Status CheckPlace();
  arrow::Status ClearPlace();
  arrow::Status MakeStage();
  arrow::Status PublishToWhatIsThere(CommitResult* result);
  arrow::Status ReviseRecord(const DatasetListing& listing);
  arrow::Result<bool> TryToPublish(CommitResult* result);
  arrow::Status CheckForeignData(const DatasetListing& listing) const;

  FileSystem* file_system_;
  std::string directory_;
  StopToken stop_token_;
  DatasetRecord* record_;
  Place place_;
  ParentDirectories parents_;
  Stage stage_;
  DatasetPublisher publisher_;
  bool has_ended_changes_ = false;
  std::vector<std::string> leftover_warnings_;
  std::string why_stage_is_inside_;  // Empty: it is beside the dataset.
};

}  // namespace rand_engine
