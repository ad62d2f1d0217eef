#include "rand_engine/write/staged_target.h"

#include <arrow/result.h>
#include <arrow/status.h>
#include <errno.h>
#include <fmt/format.h>

#include <utility>

#include "rand_engine/error.h"
#include "rand_engine/write/directory_lock.h"
#include "rand_engine/write/leftovers.h"

namespace rand_engine {
namespace {

constexpr uint32_t kNewDirectoryPermissions = 0777;
constexpr uint32_t kOwnerPermissions = 0700;

// A dataset that appears or goes between look and step is looked at again.
constexpr int kMostLooks = 10;

}  // namespace

StagedTarget::StagedTarget(FileSystem* file_system, std::string directory,
                           StopToken stop_token, DatasetRecord* record)
    : file_system_(file_system),
      directory_(std::move(directory)),
      stop_token_(std::move(stop_token)),
      record_(record),
      parents_(file_system),
      stage_(file_system),
      publisher_(file_system, &place_, &stage_) {}

StagedTarget::~StagedTarget() {
  stage_.Remove();
  parents_.Remove();
}

arrow::Status StagedTarget::CheckPlace() {
  const bool parent_is_writable = ParentIsWritable(file_system_, place_);
  if (!place_.exists) {
    return parent_is_writable ? arrow::Status::OK()
                              : NoRight(place_, place_.existing_ancestor);
  }
  if (place_.status.type != FileType::kDirectory) {
    return WriteError(fmt::format(
        "cannot write '{}': it is a file, but a directory of part files is wanted there; "
        "choose another path, or remove the file first",
        place_.shown));
  }
  if (!file_system_->CanCreateIn(place_.path)) return NoRight(place_, place_.path);

  return WhyTemporariesAreInside(file_system_, place_).Value(&why_stage_is_inside_);
}

arrow::Status StagedTarget::ClearPlace() {
  if (HasUnendedChanges(file_system_, place_)) {
    DirectoryLock lock(file_system_);
    ARROW_RETURN_NOT_OK(lock.Acquire(place_.path, place_.shown, stop_token_));
    // Without locks it could be a run that is at work.
    if (lock.held()) {
      ARROW_ASSIGN_OR_RAISE(has_ended_changes_, EndChanges(file_system_, place_));
    }
  }
  leftover_warnings_ = ClearLeftovers(file_system_, place_);
  return arrow::Status::OK();
}

arrow::Status StagedTarget::MakeStage() {
  // The successor of a private directory is private from its first moment.
  const uint32_t permissions =
      place_.exists
          ? (place_.status.permissions & kNewDirectoryPermissions) | kOwnerPermissions
          : kNewDirectoryPermissions;
  const bool inside = !why_stage_is_inside_.empty();
  const SystemResult result =
      stage_.Make(inside ? place_.path : place_.parent, place_.name, permissions);
  if (result >= 0) return arrow::Status::OK();
  return WriteError(
      fmt::format("cannot write '{}': cannot make a temporary directory {} it",
                  place_.shown, inside ? "in" : "beside"),
      static_cast<int>(-result));
}

arrow::Status StagedTarget::Begin() {
  ARROW_ASSIGN_OR_RAISE(place_, FindPlace(file_system_, directory_));
  ARROW_RETURN_NOT_OK(CheckPlace());
  ARROW_RETURN_NOT_OK(ClearPlace());
  arrow::Status status = parents_.Make(place_);
  if (status.ok()) status = MakeStage();
  if (!status.ok()) Abort();
  return status;
}

arrow::Result<OutputFile*> StagedTarget::OpenPart(const std::string& name) {
  return stage_.OpenPart(name, JoinPath(place_.shown, name));
}

arrow::Status StagedTarget::FinishPart() {
  ARROW_RETURN_NOT_OK(stage_.FinishPart());
  if (record_ == nullptr) return arrow::Status::OK();
  const std::string& name = stage_.parts().back();
  return record_->AddPart(name, stage_.PathOf(name));
}

arrow::Status StagedTarget::CheckForeignData(const DatasetListing& listing) const {
  if (listing.foreign_data.empty()) return arrow::Status::OK();
  return WriteError(fmt::format(
      "cannot write '{}': the data file '{}' is there, which is not a part that "
      "rand_engine made; move it away or choose another directory (nothing was "
      "changed)",
      place_.shown, JoinPath(place_.shown, listing.foreign_data.front())));
}

std::string StagedTarget::WhyNotAtOnce(const DatasetListing& listing) const {
  if (!why_stage_is_inside_.empty()) return why_stage_is_inside_;
  if (!listing.subdirectories.empty()) {
    return fmt::format("it holds the directory '{}'", listing.subdirectories.front());
  }
  FileStatus dataset;
  if (file_system_->Status(place_.path, /*follow=*/true, &dataset) < 0) return "";
  // Its successor would be ours, and we could not write into it again.
  if ((dataset.permissions & kOwnerPermissions) != kOwnerPermissions) {
    return "its permission bits keep out its owner";
  }
  FileStatus current;
  const bool is_current = file_system_->Status(".", /*follow=*/true, &current) >= 0 &&
                          IsSameFile(current, dataset);
  return is_current ? "it is the current directory" : "";
}

void StagedTarget::ReportNotAtomic(const std::string& reason,
                                   CommitResult* result) const {
  result->atomic = false;
  result->warnings.push_back(
      fmt::format("the parts of '{}' could not take their place in one step, because {}; "
                  "they were renamed in one after another",
                  place_.shown, reason));
}

arrow::Status StagedTarget::ReviseRecord(const DatasetListing& listing) {
  if (record_ == nullptr) return arrow::Status::OK();
  const std::string name = record_->FileName();
  const std::vector<DatasetPart> kept = KeptParts(listing);
  ARROW_ASSIGN_OR_RAISE(const RecordRevision revision,
                        record_->Revise(JoinPath(place_.path, name), &kept, {}));
  if (revision.content) {
    ARROW_RETURN_NOT_OK(
        stage_.WriteFile(name, JoinPath(place_.shown, name), *revision.content));
  }
  publisher_.SetRecord({name, revision.content.has_value(), revision.ends_earlier});
  return arrow::Status::OK();
}

arrow::Result<bool> StagedTarget::TryToPublish(CommitResult* result) {
  DirectoryLock lock(file_system_);
  ARROW_RETURN_NOT_OK(lock.Acquire(place_.path, place_.shown, stop_token_));
  // A run may have been killed since this one began.
  if (lock.held()) ARROW_RETURN_NOT_OK(EndChanges(file_system_, place_).status());
  ARROW_ASSIGN_OR_RAISE(DatasetListing listing,
                        ListDataset(file_system_, place_.path, place_.shown));
  if (listing.exists) ARROW_RETURN_NOT_OK(CheckForeignData(listing));
  ARROW_RETURN_NOT_OK(ReviseRecord(listing));
  if (!listing.exists) return publisher_.PublishNew();
  ARROW_RETURN_NOT_OK(Publish(listing, result));
  if (!why_stage_is_inside_.empty()) {
    result->warnings.push_back(
        fmt::format("the temporaries of '{}' were inside it, because {}", place_.shown,
                    why_stage_is_inside_));
  }
  return true;
}

arrow::Status StagedTarget::PublishToWhatIsThere(CommitResult* result) {
  if (stage_.path().empty() || stage_.has_open_part()) {
    return WriteError(
        fmt::format("cannot write '{}': its parts are not finished", directory_));
  }
  ARROW_RETURN_NOT_OK(parents_.Sync(place_));
  for (int i = 0; i < kMostLooks; ++i) {
    ARROW_ASSIGN_OR_RAISE(const bool published, TryToPublish(result));
    if (published) return arrow::Status::OK();
  }
  return WriteError(fmt::format(
      "cannot write '{}': other programs make and remove it all the time", place_.shown));
}

arrow::Result<CommitResult> StagedTarget::Commit() {
  CommitResult result;
  result.warnings = std::move(leftover_warnings_);
  for (const std::string& name : stage_.parts()) {
    result.paths.push_back(JoinPath(place_.shown, name));
  }
  const arrow::Status status = PublishToWhatIsThere(&result);
  if (!status.ok()) {
    Abort();
    return status;
  }
  parents_.Keep();
  if (record_ != nullptr) record_->Keep();
  return result;
}

void StagedTarget::Abort() {
  stage_.Remove();
  parents_.Remove();
}

}  // namespace rand_engine
