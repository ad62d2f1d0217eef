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

namespace rand_engine {

StreamTarget::StreamTarget(FileSystem* file_system, std::string directory,
                           const Options& options)
    : file_system_(file_system),
      directory_(std::move(directory)),
      options_(options),
      first_(options.overwrite
                 ? MakeDirectoryTarget(file_system, directory_, options.stop_token)
                 : MakeAppendTarget(file_system, directory_, options.stop_token)),
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
  if (stage_.path().empty()) ARROW_RETURN_NOT_OK(MakeStage());
  return stage_.OpenPart(name, JoinPath(place_.shown, name));
}

arrow::Status StreamTarget::FinishPart() {
  return first_ != nullptr ? first_->FinishPart() : stage_.FinishPart();
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
  if (result >= 0) return arrow::Status::OK();
  return WriteError(
      fmt::format("cannot write '{}': the finished part '{}' cannot take its "
                  "place",
                  place_.shown, name),
      static_cast<int>(-result));
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
  while (static_cast<int64_t>(parts_.size()) > *options_.max_parts) {
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
