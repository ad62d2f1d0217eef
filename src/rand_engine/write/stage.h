// A hidden directory in which the parts of a dataset wait for their place.
#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "rand_engine/write/file_system.h"
#include "rand_engine/write/output_file.h"
#include "rand_engine/write/temporary_claim.h"

namespace rand_engine {

/// `.{name}.<random>.tmp/` and what this process put into it. While it is here other runs
/// can tell that its run is alive. Not thread-safe.
class Stage {
 public:
  /// The file of a PublishJournal that lies among the parts for a while.
  static constexpr const char* kJournalName = ".rand_engine_journal";

  /// Ends the name of a file that was taken out of the dataset for a moment.
  static constexpr const char* kEarlierSuffix = ".old";

  explicit Stage(FileSystem* file_system)
      : file_system_(file_system), claim_(file_system) {}
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
  /// Take the journal away, if there is one, so that nobody acts on it.
  SystemResult RemoveJournal();
  /// Remove all that was put in, and the directory. False if something stays: all of it
  /// where the journal does, because the next run will end what that says.
  bool Remove();
  /// Leave whatever now has its name, and claim it no longer.
  void Forget();

 private:
  arrow::Result<std::unique_ptr<OutputFile>> OpenFile(const std::string& name,
                                                      const std::string& shown);

  FileSystem* file_system_;
  TemporaryClaim claim_;
  std::string path_;
  std::vector<std::string> parts_;
  std::set<std::string> contents_;
  std::unique_ptr<OutputFile> file_;
};

}  // namespace rand_engine
