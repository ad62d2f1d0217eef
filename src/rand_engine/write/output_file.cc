#include "rand_engine/write/output_file.h"

#include <arrow/status.h>
#include <errno.h>
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "rand_engine/error.h"

namespace rand_engine {
namespace {

// How often a wait looks whether the run is to stop.
constexpr int64_t kMillisecondsBetweenLooks = 20;

// Room is reserved in such steps, from the second on: most files are smaller, and are
// spared the call. What a killed process leaves behind takes at most one step more.
constexpr int64_t kReservedBytes = int64_t{16} << 20;

bool IsFull(int error_number) {
  return error_number == ENOSPC || error_number == EDQUOT || error_number == EFBIG;
}

}  // namespace

OutputFile::OutputFile(FileSystem* file_system, int descriptor, std::string path)
    : file_system_(file_system), descriptor_(descriptor), path_(std::move(path)) {}

OutputFile::OutputFile(FileSystem* file_system, int descriptor, std::string path,
                       StraightWrites straight)
    : file_system_(file_system),
      descriptor_(descriptor),
      path_(std::move(path)),
      straight_(std::move(straight)) {}

OutputFile::~OutputFile() {
  if (descriptor_ != kNone) file_system_->Close(descriptor_);
}

arrow::Status OutputFile::Write(const void* bytes, int64_t count) {
  const char* next = static_cast<const char*>(bytes);
  if (!straight_) ReserveFor(count);
  while (count > 0) {
    auto size = static_cast<size_t>(count);
    if (straight_) {
      ARROW_RETURN_NOT_OK(AwaitRoom());
      size = std::min(size, straight_->most_bytes);
    }
    const SystemResult taken = file_system_->Write(descriptor_, next, size);
    if (taken == -EINTR || taken == -EAGAIN) continue;
    if (taken <= 0) return Failed(taken);
    next += taken;
    count -= taken;
    bytes_written_ += taken;
  }
  return arrow::Status::OK();
}

arrow::Status OutputFile::WriteAt(int64_t offset, const void* bytes, int64_t count) {
  const char* next = static_cast<const char*>(bytes);
  while (count > 0) {
    const SystemResult taken = file_system_->WriteAt(
        descriptor_, next, static_cast<size_t>(count), static_cast<uint64_t>(offset));
    if (taken == -EINTR) continue;
    if (taken <= 0) return Failed(taken);
    next += taken;
    count -= taken;
    offset += taken;
  }
  return arrow::Status::OK();
}

void OutputFile::ReserveFor(int64_t count) {
  const int64_t needed_end = bytes_written_ + count;
  if (!reserves_ || needed_end <= std::max(reserved_end_, kReservedBytes)) return;
  const int64_t start = std::max(reserved_end_, bytes_written_);
  const int64_t end = needed_end + kReservedBytes;
  // Where the disk has too little room for a step the last writes may yet fit. A call
  // that fails may have reserved a part, so that too is given back at the end.
  reserves_ = file_system_->Reserve(descriptor_, static_cast<uint64_t>(start),
                                    static_cast<uint64_t>(end - start)) >= 0;
  reserved_end_ = end;
}

arrow::Status OutputFile::ReleaseReserved() {
  if (reserved_end_ <= bytes_written_) return arrow::Status::OK();
  SystemResult result;
  do {
    result = file_system_->Truncate(descriptor_, static_cast<uint64_t>(bytes_written_));
  } while (result == -EINTR);
  if (result < 0) {
    return WriteError(fmt::format("cannot give back what was reserved for '{}'", path_),
                      static_cast<int>(-result));
  }
  reserved_end_ = bytes_written_;
  return arrow::Status::OK();
}

arrow::Status OutputFile::AwaitRoom() {
  for (;;) {
    if (straight_->stop_token.stop_requested()) return StoppedError();
    const SystemResult room =
        file_system_->AwaitRoom(descriptor_, kMillisecondsBetweenLooks);
    // An error is for the write to find.
    if (room != 0 && room != -EINTR) return arrow::Status::OK();
  }
}

arrow::Status OutputFile::Failed(int64_t taken) const {
  if (taken == 0) {
    return WriteError(fmt::format("cannot write '{}': the system took no bytes", path_));
  }
  const int error_number = static_cast<int>(-taken);
  if (!IsFull(error_number)) {
    return WriteError(fmt::format("cannot write '{}'", path_), error_number);
  }
  return WriteError(
      fmt::format("cannot write '{}' after {} bytes", path_, bytes_written_),
      error_number);
}

arrow::Status OutputFile::Sync() {
  ARROW_RETURN_NOT_OK(ReleaseReserved());
  SystemResult result;
  do {
    result = file_system_->Sync(descriptor_);
  } while (result == -EINTR);
  if (result >= 0) return arrow::Status::OK();
  return WriteError(fmt::format("cannot bring '{}' to the disk (fsync)", path_),
                    static_cast<int>(-result));
}

arrow::Status OutputFile::Close() {
  if (descriptor_ == kNone) return arrow::Status::OK();
  ARROW_RETURN_NOT_OK(ReleaseReserved());
  const SystemResult result = file_system_->Close(std::exchange(descriptor_, kNone));
  // Linux has freed the descriptor when close(2) says EINTR; a second try could close
  // another thread's file.
  if (result >= 0 || result == -EINTR) return arrow::Status::OK();
  return WriteError(fmt::format("cannot close '{}'", path_), static_cast<int>(-result));
}

}  // namespace rand_engine
