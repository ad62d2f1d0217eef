// How staged parts take their place in a dataset directory.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "rand_engine/write/file_system.h"
#include "rand_engine/write/place.h"
#include "rand_engine/write/replacement.h"
#include "rand_engine/write/stage.h"
#include "rand_engine/write/target.h"

namespace rand_engine {

/// What to do with a part's name that is taken in the dataset.
enum class TakenName {
  kReplace,  ///< equal names have equal content, so the new file may stand for the old
  kRefuse,   ///< a WriteError
};

/// A file beside the parts that changes with them (dataset_record.h).
struct RecordChange {
  std::string name;           ///< "" = nothing changes
  bool is_staged = false;     ///< the new one is in the stage
  bool ends_earlier = false;  ///< one is in the dataset, which goes
};

/// The ways in. Each either does all, or gives an error and leaves the dataset as it was;
/// an error that could not be undone says what stands where.
class DatasetPublisher {
 public:
  /// All outlive the publisher.
  DatasetPublisher(FileSystem* file_system, const Place* place, Stage* stage)
      : file_system_(file_system), place_(place), stage_(stage) {}

  /// What goes with the parts, whichever way they take.
  void SetRecord(RecordChange record) { record_ = std::move(record); }
  bool changes_record() const { return record_.is_staged || record_.ends_earlier; }

  /// Nothing is there: the stage becomes the dataset by one rename. False if something
  /// has appeared there meanwhile.
  arrow::Result<bool> PublishNew();

  /// Hard-link the files called `keep` into the stage, exchange the stage with the
  /// dataset, and remove the old directory with those called `drop`. A name that is in
  /// neither list (it appeared at this moment) moves to the new directory. Gives "" when
  /// done, or the reason why it cannot be done here; then nothing has changed.
  arrow::Result<std::string> Exchange(const std::vector<std::string>& keep,
                                      const std::vector<std::string>& drop,
                                      CommitResult* result);

  /// Rename the parts in, one after another, then the record, then the dataset's files
  /// called `outgoing` (those that are not among the new) out. Where that is more than
  /// one step a journal comes first: should this run be killed, the next one does the
  /// rest. `staying` are the other parts there.
  arrow::Status MoveIn(TakenName taken_name, const std::vector<std::string>& outgoing,
                       const std::vector<std::string>& staying, CommitResult* result);

 private:
  std::string PathOf(const std::string& name) const {
    return JoinPath(place_->path, name);
  }
  arrow::Status Failed(const std::string& what, SystemResult result) const;

  SystemResult LinkIntoStage(const std::vector<std::string>& keep, std::string* failed);
  SystemResult GiveStageThePermissions();
  SystemResult ExchangeWithStage(const std::vector<std::string>& keep,
                                 std::string* failed);
  arrow::Status TakeExchangeBack(SystemResult cause);
  /// True if parts of the old directory are in the new one too.
  bool SharesParts(const std::set<std::string>& keep,
                   const std::set<std::string>& drop) const;
  void RemoveOldDirectory(const std::set<std::string>& keep,
                          const std::set<std::string>& drop, CommitResult* result);
  SystemResult RemoveSecondLink(const std::string& name);

  arrow::Status SaveJournal(const std::vector<std::string>& outgoing,
                            const std::vector<std::string>& staying);
  SystemResult MovePartIn(const std::string& name, TakenName taken_name);
  SystemResult MoveRecordIn();
  SystemResult Move(const std::string& from, const std::string& to);
  arrow::Status MoveAll(TakenName taken_name, const std::vector<std::string>& outgoing);
  arrow::Status TakeMovesBack(const arrow::Status& cause);

  FileSystem* file_system_;
  const Place* place_;
  Stage* stage_;
  RecordChange record_;
  std::optional<Replacement> record_move_;
  std::vector<std::pair<std::string, std::string>> moves_;  // (from, to), as done
};

}  // namespace rand_engine
