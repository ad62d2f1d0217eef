#include <arrow/result.h>
#include <arrow/status.h>
#include <errno.h>
#include <fmt/format.h>

#include <utility>

#include "rand_engine/error.h"
#include "rand_engine/write/leftovers.h"
#include "rand_engine/write/moves.h"
#include "rand_engine/write/place.h"
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
  FileTarget(FileSystem* file_system, std::string path)
      : file_system_(file_system),
        path_(std::move(path)),
        parents_(file_system),
        claim_(file_system) {}
  ~FileTarget() override { Abort(); }

  arrow::Status Begin() override;
  arrow::Result<OutputFile*> OpenPart(const std::string& name) override;
  arrow::Status FinishPart() override;
  arrow::Result<CommitResult> Commit() override;
  void Abort() override;

 private:
  arrow::Status CheckPlace() const;
  arrow::Status MakeTemporary();
  arrow::Status KeepPermissions();
  arrow::Status Publish();
  arrow::Status Failed(const std::string& what, SystemResult result) const;

  FileSystem* file_system_;
  std::string path_;
  ParentDirectories parents_;
  Place place_;
  std::string temporary_;  // Empty: there is none.
  TemporaryClaim claim_;   // On the temporary.
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

arrow::Status FileTarget::MakeTemporary() {
  // A private file's successor is never readable by others, not even for a moment.
  const uint32_t permissions =
      place_.exists ? (place_.status.permissions & kAccessPermissions) | kOwnerPermissions
                    : kNewFilePermissions;
  SystemResult result = -EEXIST;
  for (int i = 0; i < kTemporaryNameTries && result == -EEXIST; ++i) {
    temporary_ = JoinPath(place_.parent, TemporaryName(place_.name));
    result = file_system_->OpenForWriting(temporary_, /*exclusive=*/true, permissions);
    if (result < 0) continue;
    file_ = std::make_unique<OutputFile>(file_system_, static_cast<int>(result),
                                         place_.shown);
    result = claim_.Take(temporary_, FileType::kRegular);
    if (result >= 0) return arrow::Status::OK();
    file_.reset();
    file_system_->Unlink(temporary_);
  }
  temporary_.clear();
  return Failed("cannot create a temporary file beside it", result);
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
  return arrow::Status::OK();
}

arrow::Status FileTarget::Publish() {
  if (!finished_) {
    return WriteError(fmt::format("cannot write '{}': its part is not finished", path_));
  }
  ARROW_RETURN_NOT_OK(parents_.Sync(place_));
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
  CommitResult result;
  result.warnings = std::move(warnings_);
  result.paths = {place_.shown};
  return result;
}

void FileTarget::Abort() {
  file_.reset();
  if (!temporary_.empty()) {
    file_system_->Unlink(temporary_);
    temporary_.clear();
  }
  claim_.Release();
  parents_.Remove();
}

}  // namespace

std::unique_ptr<Target> MakeFileTarget(FileSystem* file_system, std::string path) {
  return std::make_unique<FileTarget>(file_system, std::move(path));
}

}  // namespace rand_engine
