#include "rand_engine/write/stream_target.h"

#include <arrow/result.h>
#include <arrow/status.h>
#include <errno.h>
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "rand_engine/error.h"
#include "rand_engine/write/dataset_directory.h"
#include "rand_engine/write/directory_lock.h"
#include "rand_engine/write/moves.h"
#include "rand_engine/write/replacement.h"

namespace rand_engine {

StreamTarget::StreamTarget(FileSystem* file_system, std::string directory,
                           const Options& options)
    : file_system_(file_system),
      directory_(std::move(directory)),
      options_(options),
      first_(options.overwrite ? MakeDirectoryTarget(file_system, directory_,
                                                     options.stop_token, options.record)
                               : MakeAppendTarget(file_system, directory_,
                                                  options.stop_token, options.record)),
      stage_(file_system) {}

arrow::Status StreamTarget::Begin() {
  ARROW_ASSIGN_OR_RAISE(place_, FindPlace(file_system_, directory_));
  ARROW_RETURN_NOT_OK(first_->Begin());
  has_ended_changes_ = first_->has_ended_changes();
  return options_.overwrite ? arrow::Status::OK() : NoteParts();
}

arrow::Result<OutputFile*> StreamTarget::OpenPart(const std::string& name) {
  part_ = name;
  if (first_ != nullptr) return first_->OpenPart(name);
  ARROW_RETURN_NOT_OK(EnsureStage());
  return stage_.OpenPart(name, JoinPath(place_.shown, name));
}

arrow::Status StreamTarget::FinishPart() {
  if (first_ != nullptr) return first_->FinishPart();
  ARROW_RETURN_NOT_OK(stage_.FinishPart());
  return options_.record == nullptr
             ? arrow::Status::OK()
             : options_.record->AddPart(part_, stage_.PathOf(part_));
}

arrow::Status StreamTarget::EnsureStage() {
  return stage_.path().empty() ? MakeStage() : arrow::Status::OK();
}

arrow::Status StreamTarget::MakeStage() {
  // It exists now.
  ARROW_ASSIGN_OR_RAISE(place_, FindPlace(file_system_, directory_));
  ARROW_ASSIGN_OR_RAISE(const std::string why_inside,
                        WhyTemporariesAreInside(file_system_, place_));
  const SystemResult result =
      stage_.Make(why_inside.empty() ? place_.parent : place_.path, place_.name,
                  // As private as the dataset.
                  (place_.status.permissions & 0777) | 0700);
  if (result >= 0) return arrow::Status::OK();
  return WriteError(
      fmt::format("cannot write '{}': cannot make a temporary directory", place_.shown),
      static_cast<int>(-result));
}

arrow::Result<std::string> StreamTarget::Publish() {
  if (first_ != nullptr) {
    ARROW_ASSIGN_OR_RAISE(CommitResult result, first_->Commit());
    first_.reset();
    atomic_ = result.atomic;
    for (std::string& warning : result.warnings) Warn(std::move(warning));
  } else {
    ARROW_RETURN_NOT_OK(MoveIn(part_));
    stage_.ReleasePart(part_);
  }
  if (options_.max_parts) parts_.push_back(part_);
  RemoveOldest();
  return JoinPath(place_.shown, part_);
}

// No other run of ours may be about to put another directory in this one's place.
arrow::Status StreamTarget::MoveIn(const std::string& name) {
  DirectoryLock lock(file_system_);
  ARROW_RETURN_NOT_OK(lock.Acquire(place_.path, place_.shown, options_.stop_token));
  SystemResult result = TryToMoveIn(name);
  if (result == -ENOENT) {
    result = file_system_->MakeDirectory(place_.path, 0777);
    if (result >= 0) result = file_system_->SyncDirectory(place_.parent);
    if (result >= 0) result = TryToMoveIn(name);
  }
  if (result < 0) {
    return WriteError(
        fmt::format("cannot write '{}': the finished part '{}' cannot take its "
                    "place",
                    place_.shown, name),
        static_cast<int>(-result));
  }
  const arrow::Status status = ReplaceRecord({});
  if (!status.ok())
    file_system_->Rename(JoinPath(place_.path, name), stage_.PathOf(name));
  return status;
}

// REQUIRES: the dataset's lock, a stage.
arrow::Status StreamTarget::ReplaceRecord(const std::vector<std::string>& removed) {
  if (options_.record == nullptr) return arrow::Status::OK();
  const std::string name = options_.record->FileName();
  const std::string path = JoinPath(place_.path, name);
  const std::string shown = JoinPath(place_.shown, name);
  ARROW_ASSIGN_OR_RAISE(const RecordRevision revision,
                        options_.record->Revise(path, nullptr, removed));
  if (!revision.content && !revision.ends_earlier) return arrow::Status::OK();
  std::string staged;
  if (revision.content) {
    ARROW_RETURN_NOT_OK(stage_.WriteFile(name, shown, *revision.content));
    staged = stage_.PathOf(name);
  }
  const std::string backup = stage_.PathOf(name + Stage::kEarlierSuffix);
  stage_.AddContent(name + Stage::kEarlierSuffix);
  Replacement replacement(file_system_, staged, path, backup);
  SystemResult result = replacement.Do();
  if (result >= 0) result = file_system_->SyncDirectory(place_.path);
  if (result >= 0) options_.record->Keep();
  if (result < 0) replacement.TakeBack();
  file_system_->Unlink(backup);
  if (result >= 0) return arrow::Status::OK();
  return WriteError(fmt::format("cannot write '{}'", shown), static_cast<int>(-result));
}

// Before they go: a record never names what is not there.
arrow::Status StreamTarget::ForgetParts(const std::vector<std::string>& names) {
  if (options_.record == nullptr) return arrow::Status::OK();
  ARROW_RETURN_NOT_OK(EnsureStage());
  DirectoryLock lock(file_system_);
  ARROW_RETURN_NOT_OK(lock.Acquire(place_.path, place_.shown, options_.stop_token));
  return ReplaceRecord(names);
}

SystemResult StreamTarget::TryToMoveIn(const std::string& name) {
  const std::string staged = stage_.PathOf(name);
  const std::string final_path = JoinPath(place_.path, name);
  SystemResult result = RenameWithoutReplacing(file_system_, staged, final_path);
  // An equal name means equal content: a run that was killed had come this far.
  if (result == -EEXIST) result = file_system_->Rename(staged, final_path);
  if (result < 0) return result;
  result = file_system_->SyncDirectory(place_.path);
  // An error has to mean that the part is not there.
  if (result < 0) file_system_->Rename(final_path, staged);
  return result;
}

arrow::Status StreamTarget::NoteParts() {
  if (!options_.max_parts) return arrow::Status::OK();
  ARROW_ASSIGN_OR_RAISE(const DatasetListing listing,
                        ListDataset(file_system_, place_.path, place_.shown));
  for (const DatasetPart& part : listing.parts) parts_.push_back(part.name);
  return arrow::Status::OK();
}

void StreamTarget::RemoveOldest() {
  if (!options_.max_parts) return;
  const int64_t surplus = static_cast<int64_t>(parts_.size()) - *options_.max_parts;
  if (surplus <= 0) return;
  const arrow::Status status = ForgetParts({parts_.begin(), parts_.begin() + surplus});
  if (!status.ok()) return Warn(status.message());
  for (int64_t i = 0; i < surplus; ++i) {
    const SystemResult result =
        file_system_->Unlink(JoinPath(place_.path, parts_.front()));
    if (result < 0 && result != -ENOENT) {
      Warn(WriteError(fmt::format("old parts of '{}' could not be removed", place_.shown),
                      static_cast<int>(-result))
               .message());
    }
    parts_.pop_front();
  }
}

void StreamTarget::Warn(std::string warning) {
  const bool is_new =
      std::find(warnings_.begin(), warnings_.end(), warning) == warnings_.end();
  if (is_new) warnings_.push_back(std::move(warning));
}

}  // namespace rand_engine
