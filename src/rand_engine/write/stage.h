// A hidden directory in which the parts of a dataset wait for their place.
#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "rand_engine/write/file_system.h"
#include "rand_engine/write/output_file.h"

namespace rand_engine {

/// `.{name}.<random>.tmp/` and what this process put into it. Not thread-safe.
class Stage {
 public:
  explicit Stage(FileSystem* file_system) : file_system_(file_system) {}
  ~Stage() { Remove(); }
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;

  /// Make it in `directory` for a dataset called `name`.
  SystemResult Make(const std::string& directory, const std::string& name,
                    uint32_t permissions);

  /// Create the part `name`; `shown` is its final path for messages. One is open at a
  /// time.
  arrow::Result<OutputFile*> OpenPart(const std::string& name, const std::string& shown);
  /// Sync and close the open part.
  arrow::Status FinishPart();
  /// Write a file that is no part, anew if it is there.
  arrow::Status WriteFile(const std::string& name, const std::string& shown,
                          const std::string& content);
  bool has_open_part() const { return file_ != nullptr; }

  const std::string& path() const { return path_; }  ///< empty: there is none
  std::string PathOf(const std::string& name) const;
  const std::vector<std::string>& parts() const { return parts_; }  ///< as opened

  /// Remove will also remove a file of this name.
  void AddContent(std::string name) { contents_.insert(std::move(name)); }
  /// The part `name` has been moved to its place; it is no longer here.
  void ReleasePart(const std::string& name);
  /// Remove all that was put in, and the directory. False if something stays.
  bool Remove();
  /// Leave whatever now has its name.
  void Forget();

 private:
  FileSystem* file_system_;
  std::string path_;
  std::vector<std::string> parts_;
  std::set<std::string> contents_;
  std::unique_ptr<OutputFile> file_;
};

}  // namespace rand_engine
