#include <arrow/result.h>
#include <arrow/status.h>
#include <errno.h>
#include <fmt/format.h>

#include <utility>

#include "rand_engine/error.h"
#include "rand_engine/write/target.h"

namespace rand_engine {
namespace {

class StraightTarget final : public Target {
 public:
  StraightTarget(FileSystem* file_system, std::string path, int descriptor)
      : file_system_(file_system),
        path_(std::move(path)),
        given_descriptor_(descriptor),
        descriptor_was_given_(descriptor >= 0) {}
  ~StraightTarget() override { Abort(); }

  arrow::Status Begin() override;
  arrow::Result<OutputFile*> OpenPart(const std::string& name) override;
  arrow::Status FinishPart() override;
  arrow::Result<CommitResult> Commit() override;
  void Abort() override;
  bool seekable() const override { return false; }

 private:
  arrow::Status Failed(const std::string& what, SystemResult result) const;

  FileSystem* file_system_;
  std::string path_;
  int given_descriptor_;
  bool descriptor_was_given_;
  bool can_sync_ = false;
  std::unique_ptr<OutputFile> file_;
};

arrow::Status StraightTarget::Failed(const std::string& what, SystemResult result) const {
  return WriteError(fmt::format("cannot write '{}': {}", path_, what),
                    static_cast<int>(-result));
}

arrow::Status StraightTarget::Begin() {
  SystemResult descriptor = given_descriptor_;
  if (!descriptor_was_given_) {
    do {
      descriptor = file_system_->OpenForWriting(path_, /*exclusive=*/false, 0666);
    } while (descriptor == -EINTR);
    if (descriptor < 0) return Failed("cannot open it", descriptor);
  }
  file_ = std::make_unique<OutputFile>(file_system_, static_cast<int>(descriptor), path_,
                                       /*seekable=*/false);
  FileStatus status;
  const SystemResult result =
      file_system_->DescriptorStatus(file_->descriptor(), &status);
  if (result < 0) {
    Abort();
    return Failed("cannot look at it", result);
  }
  if (status.type == FileType::kRegular && !descriptor_was_given_) {
    Abort();
    return Failed(
        "it is a regular file, which is replaced whole and not written straight", 0);
  }
  // Pipes and terminals know no fsync; what was redirected to a file does.
  can_sync_ = status.type == FileType::kRegular || status.type == FileType::kOther;
  return arrow::Status::OK();
}

arrow::Result<OutputFile*> StraightTarget::OpenPart(const std::string&) {
  if (file_ == nullptr) return Failed("it is not open", 0);
  return file_.get();
}

arrow::Status StraightTarget::FinishPart() {
  if (file_ == nullptr) return Failed("it is not open", 0);
  if (!can_sync_) return arrow::Status::OK();
  const arrow::Status status = file_->Sync();
  // A socket, for one, says EINVAL.
  const int error_number = GetErrorNumber(status);
  if (error_number == EINVAL || error_number == EROFS || error_number == ENOTSUP) {
    return arrow::Status::OK();
  }
  return status;
}

arrow::Result<CommitResult> StraightTarget::Commit() {
  if (file_ == nullptr) return Failed("it is not open", 0);
  if (descriptor_was_given_) file_->Release();
  const arrow::Status status = file_->Close();
  file_.reset();
  ARROW_RETURN_NOT_OK(status);
  CommitResult result;
  result.paths = {path_};
  return result;
}

void StraightTarget::Abort() {
  if (file_ == nullptr) return;
  if (descriptor_was_given_) file_->Release();
  file_.reset();
}

}  // namespace

std::unique_ptr<Target> MakeStraightTarget(FileSystem* file_system, std::string path,
                                           int descriptor) {
  return std::make_unique<StraightTarget>(file_system, std::move(path), descriptor);
}

}  // namespace rand_engine
