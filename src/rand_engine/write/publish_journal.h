// What a run wrote down before it put parts in place one after another, so that the next
// run can end what a killed one had begun.
#pragma once

#include <string>
#include <vector>

#include "rand_engine/write/file_system.h"
#include "rand_engine/write/place.h"
#include "rand_engine/write/stage.h"

namespace arrow {
class Status;
template <class T>
class Result;
}  // namespace arrow

namespace rand_engine {

/// Lies in the stage as Stage::kJournalName while parts move, and only while the dataset
/// is locked. From the moment that it is on the disk the new parts are decided.
struct PublishJournal {
  /// Parts, then the record (dataset_record.h), that move from the stage to the dataset.
  std::vector<std::string> incoming;
  /// Parts of the dataset, or its record, that then go.
  std::vector<std::string> outgoing;
  std::vector<std::string> staying;  ///< parts of the dataset that stay

  /// Write it into the stage of the dataset at `place` and bring it, the stage and the
  /// stage's name to the disk.
  SystemResult Save(FileSystem* file_system, const Place& place, Stage* stage) const;
};

/// Do the rest of what the journal in `stage_path`, left by a killed run, says of the
/// dataset at `place`. False if there is none, or none that counts: not written to its
/// end, another dataset's (by its name, or because none of its parts is there), or with
/// parts missing. REQUIRES: the dataset is locked.
arrow::Result<bool> RollForward(FileSystem* file_system, const Place& place,
                                const std::string& stage_path);

/// True if `stage_path` has a journal of which something may be to do, so that what lies
/// there is not to be cleared.
bool HasDecidedChange(FileSystem* file_system, const Place& place,
                      const std::string& stage_path);

}  // namespace rand_engine
