#include <arrow/result.h>
#include <arrow/status.h>
#include <errno.h>
#include <fmt/format.h>
#include <limits.h>

#include <utility>

#include "rand_engine/error.h"
#include "rand_engine/write/target.h"

namespace rand_engine {
namespace {

// How often a FIFO without a reader is tried again.
constexpr int64_t kMillisecondsBetweenTries = 20;

class StraightTarget final : public Target {
 public:
  StraightTarget(FileSystem* file_system, std::string path, int descriptor,
                 StopToken stop_token)
      : file_system_(file_system),
        path_(std::move(path)),
        given_descriptor_(descriptor),
        stop_token_(std::move(stop_token)) {}
  ~StraightTarget() override { Abort(); }

  arrow::Status Begin() override;
  arrow::Result<OutputFile*> OpenPart(const std::string& name) override;
  arrow::Status FinishPart() override;
  arrow::Result<CommitResult> Commit() override;
  void Abort() override;
  bool seekable() const override { return false; }

 private:
  arrow::Status Failed(const std::string& what, SystemResult result) const;
  bool IsFifoWithoutReader(SystemResult opened) const;
  arrow::Status Open();
  arrow::Status TakeGiven();

  FileSystem* file_system_;
  std::string path_;
  int given_descriptor_;  ///< negative: none
  StopToken stop_token_;
  bool stays_open_ = false;  ///< the file's descriptor is the given one
  bool can_sync_ = false;
  std::unique_ptr<OutputFile> file_;
};

arrow::Status StraightTarget::Failed(const std::string& what, SystemResult result) const {
  return WriteError(fmt::format("cannot write '{}': {}", path_, what),
                    static_cast<int>(-result));
}

arrow::Status StraightTarget::Begin() {
  return given_descriptor_ >= 0 ? TakeGiven() : Open();
}

bool StraightTarget::IsFifoWithoutReader(SystemResult opened) const {
  FileStatus status;
  return opened == -ENXIO && file_system_->Status(path_, /*follow=*/true, &status) >= 0 &&
         status.type == FileType::kFifo;
}

arrow::Status StraightTarget::Open() {
  SystemResult opened = file_system_->OpenForWriting(path_, /*exclusive=*/false, 0666);
  while (opened == -EINTR || IsFifoWithoutReader(opened)) {
    if (stop_token_.stop_requested()) return StoppedError();
    file_system_->Pause(kMillisecondsBetweenTries);
    opened = file_system_->OpenForWriting(path_, /*exclusive=*/false, 0666);
  }
  if (opened < 0) return Failed("cannot open it", opened);
  const auto descriptor = static_cast<int>(opened);
  file_ = std::make_unique<OutputFile>(file_system_, descriptor, path_,
                                       StraightWrites{stop_token_});
  FileStatus status;
  const SystemResult result = file_system_->DescriptorStatus(descriptor, &status);
  if (result < 0) {
    Abort();
    return Failed("cannot look at it", result);
  }
  if (status.type == FileType::kRegular) {
    Abort();
    return Failed(
        "it is a regular file, which is replaced whole and not written straight", 0);
  }
  can_sync_ = status.type == FileType::kOther;
  return arrow::Status::OK();
}

arrow::Status StraightTarget::TakeGiven() {
  FileStatus status;
  const SystemResult result = file_system_->DescriptorStatus(given_descriptor_, &status);
  if (result < 0) return Failed("cannot look at it", result);
  // Pipes and terminals know no fsync; what was redirected to a file does.
  can_sync_ = status.type == FileType::kRegular || status.type == FileType::kOther;
  StraightWrites writes{stop_token_};
  SystemResult own = -EINVAL;
  if (status.type == FileType::kFifo) {
    // Others may share the given descriptor and expect it to block. This one is opened
    // anew, so its writes need not.
    own = file_system_->OpenForWriting(fmt::format("/proc/self/fd/{}", given_descriptor_),
                                       /*exclusive=*/false, 0666);
  }
  stays_open_ = own < 0;
  if (stays_open_ && status.type != FileType::kRegular) writes.most_bytes = PIPE_BUF;
  file_ = std::make_unique<OutputFile>(
      file_system_, stays_open_ ? given_descriptor_ : static_cast<int>(own), path_,
      std::move(writes));
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
  if (stays_open_) file_->Release();
  const arrow::Status status = file_->Close();
  file_.reset();
  ARROW_RETURN_NOT_OK(status);
  CommitResult result;
  result.paths = {path_};
  return result;
}

void StraightTarget::Abort() {
  if (file_ == nullptr) return;
  if (stays_open_) file_->Release();
  file_.reset();
}

}  // namespace

std::unique_ptr<Target> MakeStraightTarget(FileSystem* file_system, std::string path,
                                           int descriptor, StopToken stop_token) {
  return std::make_unique<StraightTarget>(file_system, std::move(path), descriptor,
                                          std::move(stop_token));
}

}  // namespace rand_engine
