#include "rand_engine/write/replacement.h"

#include <errno.h>

#include <utility>

#include "rand_engine/write/moves.h"

namespace rand_engine {

Replacement::Replacement(FileSystem* file_system, std::string from, std::string to,
                         std::string backup)
    : file_system_(file_system),
      from_(std::move(from)),
      to_(std::move(to)),
      backup_(std::move(backup)) {}

SystemResult Replacement::Do() {
  SystemResult result = file_system_->Link(to_, backup_);
  had_earlier_ = result != -ENOENT;
  has_backup_ = result >= 0;
  if (result < 0 && had_earlier_ && !IsRefusal(result)) return result;
  result = from_.empty() ? file_system_->Unlink(to_) : file_system_->Rename(from_, to_);
  if (from_.empty() && result == -ENOENT) result = 0;
  done_ = result >= 0;
  return result;
}

SystemResult Replacement::TakeBack() {
  if (!done_) return 0;
  if (had_earlier_ && !has_backup_) return -ENOTSUP;
  done_ = false;
  if (!from_.empty() && !had_earlier_) return file_system_->Unlink(to_);
  return has_backup_ ? file_system_->Rename(backup_, to_) : 0;
}

}  // namespace rand_engine
