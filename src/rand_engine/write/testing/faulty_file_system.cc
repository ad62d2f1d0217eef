#include "rand_engine/write/testing/faulty_file_system.h"

#include <errno.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <array>

namespace rand_engine {
namespace {

constexpr std::array<std::string_view, kSystemCallCount> kNames = {"OpenForWriting",
                                                                   "OpenForReading",
                                                                   "Read",
                                                                   "Write",
                                                                   "WriteAt",
                                                                   "Reserve",
                                                                   "Truncate",
                                                                   "Sync",
                                                                   "Close",
                                                                   "SetPermissions",
                                                                   "DescriptorStatus",
                                                                   "Rename",
                                                                   "RenameNoReplace",
                                                                   "Exchange",
                                                                   "Link",
                                                                   "Unlink",
                                                                   "MakeDirectory",
                                                                   "RemoveDirectory",
                                                                   "SyncDirectory",
                                                                   "List",
                                                                   "Status",
                                                                   "Resolve",
                                                                   "ReadLink",
                                                                   "Lock",
                                                                   "OpenDirectory"};

}  // namespace

std::string_view NameOf(SystemCall call) { return kNames[static_cast<size_t>(call)]; }

void FaultyFileSystem::Reset() {
  const std::lock_guard<std::mutex> guard(mutex_);
  calls_ = 0;
  std::fill(std::begin(calls_by_kind_), std::end(calls_by_kind_), 0);
  log_.clear();
  faults_.clear();
  kill_at_ = 0;
  kill_kind_.reset();
  most_bytes_ = 0;
  random_lengths_.reset();
  interrupted_writes_ = false;
  interrupt_next_ = true;
  disk_space_.reset();
  pretended_syncs_ = false;
  no_exchange_ = no_link_ = no_rename_no_replace_ = false;
  denied_.clear();
}

int64_t FaultyFileSystem::calls() const {
  const std::lock_guard<std::mutex> guard(mutex_);
  return calls_;
}

int64_t FaultyFileSystem::calls(SystemCall call) const {
  const std::lock_guard<std::mutex> guard(mutex_);
  return calls_by_kind_[static_cast<int>(call)];
}

std::vector<FaultyFileSystem::LoggedCall> FaultyFileSystem::log() const {
  const std::lock_guard<std::mutex> guard(mutex_);
  return log_;
}

void FaultyFileSystem::FailAt(int64_t n, int error_number, bool from_then_on) {
  const std::lock_guard<std::mutex> guard(mutex_);
  faults_.push_back({std::nullopt, n, error_number, from_then_on});
}

void FaultyFileSystem::FailAt(SystemCall call, int64_t n, int error_number,
                              bool from_then_on) {
  const std::lock_guard<std::mutex> guard(mutex_);
  faults_.push_back({call, n, error_number, from_then_on});
}

void FaultyFileSystem::KillAt(int64_t n) { kill_at_ = n; }
void FaultyFileSystem::KillAt(SystemCall call, int64_t n) {
  kill_kind_ = call;
  kill_at_ = n;
}
void FaultyFileSystem::SetShortWrites(size_t most_bytes) { most_bytes_ = most_bytes; }
void FaultyFileSystem::SetRandomShortWrites(uint32_t seed) {
  random_lengths_.emplace(seed);
}
void FaultyFileSystem::SetInterruptedWrites(bool on) { interrupted_writes_ = on; }
void FaultyFileSystem::SetDiskSpace(int64_t bytes) { disk_space_ = bytes; }
void FaultyFileSystem::SetPretendedSyncs(bool on) { pretended_syncs_ = on; }
void FaultyFileSystem::SetNoExchange(bool on) { no_exchange_ = on; }
void FaultyFileSystem::SetNoLink(bool on) { no_link_ = on; }
void FaultyFileSystem::SetNoRenameNoReplace(bool on) { no_rename_no_replace_ = on; }
void FaultyFileSystem::DenyCreationIn(const std::string& directory) {
  denied_.insert(directory);
}

SystemResult FaultyFileSystem::Count(SystemCall call) {
  ++calls_;
  const int64_t calls_of_kind = ++calls_by_kind_[static_cast<int>(call)];
  const int64_t calls = !kill_kind_ ? calls_ : *kill_kind_ == call ? calls_of_kind : -1;
  if (calls == kill_at_) ::kill(::getpid(), SIGKILL);
  for (const Fault& fault : faults_) {
    if (fault.call.has_value() && *fault.call != call) continue;
    const int64_t n = fault.call.has_value() ? calls_of_kind : calls_;
    if (n == fault.n || (fault.from_then_on && n > fault.n)) return -fault.error_number;
  }
  if (call == SystemCall::kExchange && no_exchange_) return -EINVAL;
  if (call == SystemCall::kLink && no_link_) return -EPERM;
  if (call == SystemCall::kRenameNoReplace && no_rename_no_replace_) return -EINVAL;
  return 0;
}

SystemResult FaultyFileSystem::AllowedBytes(size_t count) {
  if (interrupted_writes_) {
    interrupt_next_ = !interrupt_next_;
    if (!interrupt_next_) return -EINTR;
  }
  size_t allowed = count;
  if (most_bytes_ != 0) allowed = std::min(allowed, most_bytes_);
  if (random_lengths_.has_value() && allowed > 1)
    allowed = 1 + (*random_lengths_)() % allowed;
  if (disk_space_.has_value()) {
    if (*disk_space_ == 0) return -ENOSPC;
    allowed = std::min(allowed, static_cast<size_t>(*disk_space_));
    *disk_space_ -= static_cast<int64_t>(allowed);
  }
  return static_cast<SystemResult>(allowed);
}

template <class Action>
SystemResult FaultyFileSystem::Do(SystemCall call, const std::string& path,
                                  const std::string& other, Action action) {
  const std::lock_guard<std::mutex> guard(mutex_);
  SystemResult result = Count(call);
  if (result >= 0) result = action();
  log_.push_back({call, path, other, result});
  return result;
}

SystemResult FaultyFileSystem::OpenForWriting(const std::string& path, bool exclusive,
                                              uint32_t permissions) {
  return Do(SystemCall::kOpenForWriting, path, "",
            [&] { return wrapped_->OpenForWriting(path, exclusive, permissions); });
}

SystemResult FaultyFileSystem::OpenForReading(const std::string& path) {
  return Do(SystemCall::kOpenForReading, path, "",
            [&] { return wrapped_->OpenForReading(path); });
}

SystemResult FaultyFileSystem::Read(int descriptor, void* bytes, size_t count) {
  return Do(SystemCall::kRead, "", "",
            [&] { return wrapped_->Read(descriptor, bytes, count); });
}

SystemResult FaultyFileSystem::Write(int descriptor, const void* bytes, size_t count) {
  return Do(SystemCall::kWrite, "", "", [&]() -> SystemResult {
    const SystemResult allowed = AllowedBytes(count);
    if (allowed < 0) return allowed;
    return wrapped_->Write(descriptor, bytes, static_cast<size_t>(allowed));
  });
}

SystemResult FaultyFileSystem::WriteAt(int descriptor, const void* bytes, size_t count,
                                       uint64_t offset) {
  return Do(SystemCall::kWriteAt, "", "", [&]() -> SystemResult {
    const SystemResult allowed = AllowedBytes(count);
    if (allowed < 0) return allowed;
    return wrapped_->WriteAt(descriptor, bytes, static_cast<size_t>(allowed), offset);
  });
}

SystemResult FaultyFileSystem::Reserve(int descriptor, uint64_t offset, uint64_t count) {
  return Do(SystemCall::kReserve, "", "",
            [&] { return wrapped_->Reserve(descriptor, offset, count); });
}

SystemResult FaultyFileSystem::Truncate(int descriptor, uint64_t size) {
  return Do(SystemCall::kTruncate, "", "",
            [&] { return wrapped_->Truncate(descriptor, size); });
}

SystemResult FaultyFileSystem::Sync(int descriptor) {
  return Do(SystemCall::kSync, "", "", [&] {
    return pretended_syncs_ ? SystemResult{0} : wrapped_->Sync(descriptor);
  });
}

SystemResult FaultyFileSystem::Close(int descriptor) {
  const std::lock_guard<std::mutex> guard(mutex_);
  SystemResult result = Count(SystemCall::kClose);
  const SystemResult closed = wrapped_->Close(descriptor);
  if (result >= 0) result = closed;
  log_.push_back({SystemCall::kClose, "", "", result});
  return result;
}

SystemResult FaultyFileSystem::SetPermissions(int descriptor, uint32_t permissions) {
  return Do(SystemCall::kSetPermissions, "", "",
            [&] { return wrapped_->SetPermissions(descriptor, permissions); });
}

SystemResult FaultyFileSystem::DescriptorStatus(int descriptor, FileStatus* status) {
  return Do(SystemCall::kDescriptorStatus, "", "",
            [&] { return wrapped_->DescriptorStatus(descriptor, status); });
}

SystemResult FaultyFileSystem::Rename(const std::string& from, const std::string& to) {
  return Do(SystemCall::kRename, from, to, [&] { return wrapped_->Rename(from, to); });
}

SystemResult FaultyFileSystem::RenameNoReplace(const std::string& from,
                                               const std::string& to) {
  return Do(SystemCall::kRenameNoReplace, from, to,
            [&] { return wrapped_->RenameNoReplace(from, to); });
}

SystemResult FaultyFileSystem::Exchange(const std::string& a, const std::string& b) {
  return Do(SystemCall::kExchange, a, b, [&] { return wrapped_->Exchange(a, b); });
}

SystemResult FaultyFileSystem::Link(const std::string& from, const std::string& to) {
  return Do(SystemCall::kLink, from, to, [&] { return wrapped_->Link(from, to); });
}

SystemResult FaultyFileSystem::Unlink(const std::string& path) {
  return Do(SystemCall::kUnlink, path, "", [&] { return wrapped_->Unlink(path); });
}

SystemResult FaultyFileSystem::MakeDirectory(const std::string& path,
                                             uint32_t permissions) {
  return Do(SystemCall::kMakeDirectory, path, "",
            [&] { return wrapped_->MakeDirectory(path, permissions); });
}

SystemResult FaultyFileSystem::RemoveDirectory(const std::string& path) {
  return Do(SystemCall::kRemoveDirectory, path, "",
            [&] { return wrapped_->RemoveDirectory(path); });
}

SystemResult FaultyFileSystem::SyncDirectory(const std::string& path) {
  return Do(SystemCall::kSyncDirectory, path, "", [&] {
    return pretended_syncs_ ? SystemResult{0} : wrapped_->SyncDirectory(path);
  });
}

SystemResult FaultyFileSystem::List(const std::string& path,
                                    std::vector<std::string>* names) {
  return Do(SystemCall::kList, path, "", [&] { return wrapped_->List(path, names); });
}

SystemResult FaultyFileSystem::Status(const std::string& path, bool follow,
                                      FileStatus* status) {
  return Do(SystemCall::kStatus, path, "",
            [&] { return wrapped_->Status(path, follow, status); });
}

SystemResult FaultyFileSystem::Resolve(const std::string& path, std::string* resolved) {
  return Do(SystemCall::kResolve, path, "",
            [&] { return wrapped_->Resolve(path, resolved); });
}

SystemResult FaultyFileSystem::ReadLink(const std::string& path, std::string* target) {
  return Do(SystemCall::kReadLink, path, "",
            [&] { return wrapped_->ReadLink(path, target); });
}

SystemResult FaultyFileSystem::Lock(int descriptor) {
  return Do(SystemCall::kLock, "", "", [&] { return wrapped_->Lock(descriptor); });
}

SystemResult FaultyFileSystem::OpenDirectory(const std::string& path) {
  return Do(SystemCall::kOpenDirectory, path, "",
            [&] { return wrapped_->OpenDirectory(path); });
}

bool FaultyFileSystem::CanCreateIn(const std::string& directory) {
  return denied_.count(directory) == 0 && wrapped_->CanCreateIn(directory);
}

SystemResult FaultyFileSystem::AwaitRoom(int descriptor, int64_t milliseconds) {
  return wrapped_->AwaitRoom(descriptor, milliseconds);
}

void FaultyFileSystem::Pause(int64_t) {}

}  // namespace rand_engine
