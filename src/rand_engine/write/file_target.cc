#include <arrow/result.h>
#include <arrow/status.h>
#include <errno.h>
#include <fmt/format.h>

#include <utility>

#include "rand_engine/error.h"
#include "rand_engine/write/dataset_record.h"
#include "rand_engine/write/leftovers.h"
#include "rand_engine/write/moves.h"
#include "rand_engine/write/place.h"
#include "rand_engine/write/replacement.h"
#include "rand_engine/write/target.h"
#include "rand_engine/write/temporary_claim.h"

namespace rand_engine {
namespace {

constexpr uint32_t kNewFilePermissions = 0666;
constexpr uint32_t kAccessPermissions = 0777;
// To open the temporary once more and claim it; the final bits come with KeepPermissions.
constexpr uint32_t kOwnerPermissions = 0600;

class FileTarget final : public Target {
 public:
  FileTarget(FileSystem* file_system, std::string path, DatasetRecord* record)
      : file_system_(file_system),
        path_(std::move(path)),
        record_(record),
        parents_(file_system),
        claim_(file_system),
        record_claim_(file_system) {}
  ~FileTarget() override { Abort(); }

  arrow::Status Begin() override;
  arrow::Result<OutputFile*> OpenPart(const std::string& name) override;
  arrow::Status FinishPart() override;
  arrow::Result<CommitResult> Commit() override;
  void Abort() override;

 private:
  arrow::Status CheckPlace() const;
  arrow::Result<int> OpenTemporary(TemporaryClaim* claim, std::string* path);
  arrow::Status MakeTemporary();
  arrow::Status KeepPermissions();
  arrow::Result<bool> StageRecord();
  arrow::Status WriteRecord(const std::string& content);
  arrow::Status PublishWithRecord();
  arrow::Status Publish();
  arrow::Status Failed(const std::string& what, SystemResult result) const;

  FileSystem* file_system_;
  std::string path_;
  DatasetRecord* record_;
  ParentDirectories parents_;
  Place place_;
  std::string temporary_;  // Empty: there is none.
  TemporaryClaim claim_;   // On the temporary.
  std::string record_name_;
  std::string record_temporary_;  // Empty: there is none.
  TemporaryClaim record_claim_;
  std::unique_ptr<OutputFile> file_;
  bool opened_ = false;
  bool finished_ = false;
  std::vector<std::string> warnings_;
};

arrow::Status FileTarget::Failed(const std::string& what, SystemResult result) const {
  return WriteError(fmt::format("cannot write '{}': {}", place_.shown, what),
                    static_cast<int>(-result));
}

arrow::Status FileTarget::CheckPlace() const {
  if (place_.exists && place_.status.type == FileType::kDirectory) {
    return WriteError(
        fmt::format("cannot write '{}': it is a directory, but a file is wanted there; "
                    "choose another "
                    "path",
                    place_.shown));
  }
  if (place_.exists && place_.status.type != FileType::kRegular) {
    return WriteError(fmt::format(
        "cannot write '{}': it is not a regular file, so it cannot be replaced by one",
        place_.shown));
  }
  if (ParentIsWritable(file_system_, place_)) return arrow::Status::OK();
  return NoRight(place_, place_.existing_ancestor);
}

// Under the file's own name, so that leftovers are found.
arrow::Result<int> FileTarget::OpenTemporary(TemporaryClaim* claim, std::string* path) {
  // A private file's successor is never readable by others, not even for a moment.
  const uint32_t permissions =
      place_.exists ? (place_.status.permissions & kAccessPermissions) | kOwnerPermissions
                    : kNewFilePermissions;
  SystemResult result = -EEXIST;
  for (int i = 0; i < kTemporaryNameTries && result == -EEXIST; ++i) {
    *path = JoinPath(place_.parent, TemporaryName(place_.name));
    result = file_system_->OpenForWriting(*path, /*exclusive=*/true, permissions);
    if (result < 0) continue;
    const int descriptor = static_cast<int>(result);
    result = claim->Take(*path, FileType::kRegular);
    if (result >= 0) return descriptor;
    file_system_->Close(descriptor);
    file_system_->Unlink(*path);
  }
  path->clear();
  return Failed("cannot create a temporary file beside it", result);
}

arrow::Status FileTarget::MakeTemporary() {
  ARROW_ASSIGN_OR_RAISE(const int descriptor, OpenTemporary(&claim_, &temporary_));
  file_ = std::make_unique<OutputFile>(file_system_, descriptor, place_.shown);
  return arrow::Status::OK();
}

arrow::Status FileTarget::Begin() {
  ARROW_ASSIGN_OR_RAISE(place_, FindPlace(file_system_, path_));
  ARROW_RETURN_NOT_OK(CheckPlace());
  warnings_ = ClearLeftovers(file_system_, place_);
  arrow::Status status = parents_.Make(place_);
  if (status.ok()) status = MakeTemporary();
  if (!status.ok()) Abort();
  return status;
}

arrow::Result<OutputFile*> FileTarget::OpenPart(const std::string&) {
  if (file_ == nullptr || opened_) {
    return WriteError(
        fmt::format("cannot write '{}': a single file has one part only", path_));
  }
  opened_ = true;
  return file_.get();
}

arrow::Status FileTarget::KeepPermissions() {
  if (!place_.exists) return arrow::Status::OK();
  const SystemResult result =
      file_system_->SetPermissions(file_->descriptor(), place_.status.permissions);
  if (result >= 0) return arrow::Status::OK();
  if (!IsRefusal(result)) return Failed("cannot keep its permission bits", result);
  warnings_.push_back(fmt::format(
      "the permission bits of '{}' could not be kept: the file system refused them",
      place_.shown));
  return arrow::Status::OK();
}

arrow::Status FileTarget::FinishPart() {
  if (file_ == nullptr) {
    return WriteError(fmt::format("cannot finish '{}': no part is open", path_));
  }
  ARROW_RETURN_NOT_OK(KeepPermissions());
  ARROW_RETURN_NOT_OK(file_->Sync());
  ARROW_RETURN_NOT_OK(file_->Close());
  file_.reset();
  finished_ = true;
  return record_ == nullptr ? arrow::Status::OK()
                            : record_->AddPart(place_.name, temporary_);
}

arrow::Status FileTarget::WriteRecord(const std::string& content) {
  ARROW_ASSIGN_OR_RAISE(const int descriptor,
                        OpenTemporary(&record_claim_, &record_temporary_));
  OutputFile file(file_system_, descriptor,
                  JoinPath(ParentOf(place_.shown), record_name_));
  ARROW_RETURN_NOT_OK(file.Write(content.data(), static_cast<int64_t>(content.size())));
  ARROW_RETURN_NOT_OK(file.Sync());
  return file.Close();
}

// True if the record beside the file changes with it.
arrow::Result<bool> FileTarget::StageRecord() {
  if (record_ == nullptr) return false;
  record_name_ = record_->FileName(place_.name);
  ARROW_ASSIGN_OR_RAISE(
      const RecordRevision revision,
      record_->Revise(JoinPath(place_.parent, record_name_), nullptr, {}));
  if (revision.content) ARROW_RETURN_NOT_OK(WriteRecord(*revision.content));
  return revision.content.has_value() || revision.ends_earlier;
}

arrow::Status FileTarget::PublishWithRecord() {
  const auto place_of = [this](const std::string& name) {
    return JoinPath(place_.parent, name);
  };
  const std::string backup = place_of(TemporaryName(place_.name));
  const std::string record_backup = place_of(TemporaryName(place_.name));
  Replacement data(file_system_, temporary_, place_.path, backup);
  Replacement record(file_system_, record_temporary_, place_of(record_name_),
                     record_backup);
  SystemResult result = data.Do();
  if (result >= 0) result = record.Do();
  if (result >= 0) result = file_system_->SyncDirectory(place_.parent);
  bool is_back = true;
  if (result < 0) {
    is_back = record.TakeBack() >= 0;
    is_back = data.TakeBack() >= 0 && is_back;
  }
  file_system_->Unlink(backup);
  file_system_->Unlink(record_backup);
  if (result >= 0) {
    temporary_.clear();
    record_temporary_.clear();
    claim_.Release();
    record_claim_.Release();
    return arrow::Status::OK();
  }
  return Failed(is_back ? "cannot give file and manifest their names"
                        : "the new file stands there, complete, but not its manifest",
                result);
}

arrow::Status FileTarget::Publish() {
  if (!finished_) {
    return WriteError(fmt::format("cannot write '{}': its part is not finished", path_));
  }
  ARROW_RETURN_NOT_OK(parents_.Sync(place_));
  ARROW_ASSIGN_OR_RAISE(const bool record_changes, StageRecord());
  if (record_changes) return PublishWithRecord();
  SystemResult result = file_system_->Rename(temporary_, place_.path);
  if (result < 0) return Failed("cannot give the finished file its name", result);
  temporary_.clear();
  claim_.Release();
  result = file_system_->SyncDirectory(place_.parent);
  if (result >= 0) return arrow::Status::OK();
  if (place_.exists) {
    return Failed(
        "the new file stands there, complete, but may be gone after a loss of power: "
        "cannot bring its directory to the disk (fsync)",
        result);
  }
  file_system_->Unlink(place_.path);
  return Failed("cannot bring its directory to the disk (fsync)", result);
}

arrow::Result<CommitResult> FileTarget::Commit() {
  const arrow::Status status = Publish();
  if (!status.ok()) {
    Abort();
    return status;
  }
  parents_.Keep();
  if (record_ != nullptr) record_->Keep();
  CommitResult result;
  result.warnings = std::move(warnings_);
  result.paths = {place_.shown};
  return result;
}

void FileTarget::Abort() {
  file_.reset();
  for (std::string* temporary : {&temporary_, &record_temporary_}) {
    if (temporary->empty()) continue;
    file_system_->Unlink(*temporary);
    temporary->clear();
  }
  claim_.Release();
  record_claim_.Release();
  parents_.Remove();
}

}  // namespace

std::unique_ptr<Target> MakeFileTarget(FileSystem* file_system, std::string path,
                                       DatasetRecord* record) {
  return std::make_unique<FileTarget>(file_system, std::move(path), record);
}

}  // namespace rand_engine
