// A file that takes another's place in one step, and how that is taken back.
#pragma once

#include <string>

#include "rand_engine/write/file_system.h"

namespace rand_engine {

/// Life: Do, then nothing, or TakeBack. What stays at `backup` is the owner's to remove.
class Replacement {
 public:
  /// `from` takes the place of what stands at `to`, if anything does; an empty `from`
  /// only takes that away. `backup` is a free name in the same file system.
  Replacement(FileSystem* file_system, std::string from, std::string to,
              std::string backup);

  /// A reader of `to` sees the earlier file or the new one. Where the earlier file cannot
  /// be given a second name (another user's, no hard links) there is no way back.
  SystemResult Do();

  /// Put things back as they were; nothing before Do. Negative if that cannot be.
  SystemResult TakeBack();

 private:
  FileSystem* file_system_;
  std::string from_;
  std::string to_;
  std::string backup_;
  bool had_earlier_ = false;
  bool has_backup_ = false;
  bool done_ = false;
};

}  // namespace rand_engine
