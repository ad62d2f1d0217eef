// Where a run's parts go and how they appear: all at once, or not at all.
//
// Life: Begin, then for each part OpenPart ... write ... FinishPart, then Commit; or
// Abort (also by the destructor) at any time, which leaves the earlier data and nothing
// else. Not thread-safe: the ordered stage of one run owns it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "rand_engine/run_control.h"
#include "rand_engine/write/file_system.h"
#include "rand_engine/write/output_file.h"

namespace rand_engine {

class DatasetRecord;

/// What became of a commit.
struct CommitResult {
  /// False where the new data could not take the old one's place in one step.
  bool atomic = true;
  /// Why not atomic, leftovers that could not be removed, ...: for the report.
  std::vector<std::string> warnings;
  /// Final paths of the parts, in order.
  std::vector<std::string> paths;
};

/// What takes the parts of a run, one after another.
class PartSink {
 public:
  virtual ~PartSink() = default;

  /// Open the part that will be called `name` (single files ignore the name). The file
  /// belongs to the sink and is valid until FinishPart.
  virtual arrow::Result<OutputFile*> OpenPart(const std::string& name) = 0;

  /// Sync and close the open part.
  virtual arrow::Status FinishPart() = 0;
};

class Target : public PartSink {
 public:
  /// Check that the place can be written, clear what killed runs left there
  /// (leftovers.h), and make temporaries. Missing parent directories are created (and
  /// removed again by Abort).
  virtual arrow::Status Begin() = 0;

  /// True if Begin ended what a killed run had begun to change there, so that whatever
  /// was known of the dataset before is out of date.
  virtual bool has_ended_changes() const { return false; }

  /// Make everything visible under its final names and durable, in the order that loses
  /// nothing: the new is synced before the old goes.
  virtual arrow::Result<CommitResult> Commit() = 0;

  /// Remove everything that Begin and OpenPart made. Idempotent; nothing after Commit.
  virtual void Abort() = 0;

  /// True if WriteAt works on its files.
  virtual bool seekable() const { return true; }
};

/// One regular file: a temporary beside it (`.name.<random>.tmp`, opened exclusively),
/// fsync, rename, fsync of the directory. A symbolic link is followed and stays a link; a
/// replaced file keeps its permission bits (else 0666 & ~umask).
///
/// `record`, here and below: may be null; else it outlives the target, is told of each
/// part, and its file appears, changes or goes with the data: of a single file in a
/// rename of its own after the file's.
std::unique_ptr<Target> MakeFileTarget(FileSystem* file_system, std::string path,
                                       DatasetRecord* record = nullptr);

/// A dataset directory that is to hold exactly the new parts and the old directory's
/// files that are no data files. Staged beside it (`.name.<random>.tmp/`); other files
/// are hard-linked into the stage; then one exchange (or, where there was nothing, one
/// rename without replace), fsync of the parent, and the old directory's content is
/// removed.
///
/// Where that cannot be (a sub-directory inside, a mount point, the current directory, a
/// refused link, a file system without exchange) the new parts are renamed in, the
/// directory synced, then our old parts removed; CommitResult says atomic = false and
/// why. Each step can be taken back, so an error leaves the old parts there too; if the
/// run is killed in between, the next one does the rest (publish_journal.h).
///
/// A data file that is not ours makes Commit fail before anything changes. Commit takes
/// an advisory lock on the directory, and waits up to 10 seconds for another run's, but
/// no longer than until the token says stop.
/// Permission bits stay; a symbolic link to the directory is followed and stays. Where
/// the parent cannot be written, or a file system is mounted there, the stage is inside.
std::unique_ptr<Target> MakeDirectoryTarget(FileSystem* file_system,
                                            std::string directory,
                                            StopToken stop_token = {},
                                            DatasetRecord* record = nullptr);

/// Parts added to a dataset directory (created if missing), staged as MakeDirectoryTarget
/// does. One part is renamed in without replacing. Several appear in one step: all that
/// is there is hard-linked into the stage, which then takes the directory's place. Where
/// that cannot be, they are renamed in in the order of OpenPart and CommitResult says
/// atomic = false; if one rename fails, those already in are taken back.
std::unique_ptr<Target> MakeAppendTarget(FileSystem* file_system, std::string directory,
                                         StopToken stop_token = {},
                                         DatasetRecord* record = nullptr);

/// A device, a FIFO or an inherited descriptor (standard output: `path` is then its name
/// for messages and `descriptor` >= 0), written straight. Begin waits for a FIFO's reader
/// and writes wait for room, both no longer than until the token says stop, which makes
/// them a StoppedError. Commit closes it (a descriptor that was handed in stays open).
/// Not seekable; sync only where the system allows it.
std::unique_ptr<Target> MakeStraightTarget(FileSystem* file_system, std::string path,
                                           int descriptor = -1,
                                           StopToken stop_token = {});

}  // namespace rand_engine
