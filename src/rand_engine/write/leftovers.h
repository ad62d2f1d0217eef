// What runs that were killed left beside, or in, the place of another run.
#pragma once

#include <string>
#include <vector>

#include "rand_engine/write/file_system.h"
#include "rand_engine/write/place.h"

namespace arrow {
template <class T>
class Result;
}  // namespace arrow

namespace rand_engine {

/// Remove the temporaries (TemporaryName) that dead runs made for the file or dataset at
/// `place`. Those of runs that are alive, or of which that cannot be told, stay. In a
/// directory only our parts and second links of the dataset's own files are removed; one
/// that holds anything else stays, and a sentence for the report is returned. What cannot
/// be removed stays for the next run.
std::vector<std::string> ClearLeftovers(FileSystem* file_system, const Place& place);

/// True if a killed run, or one that is at work, has not ended a change of the dataset at
/// `place` in steps (publish_journal.h).
bool HasUnendedChanges(FileSystem* file_system, const Place& place);

/// End those of killed runs. True if there was one, so that the dataset is another now; a
/// WriteError if one cannot be ended. REQUIRES: the dataset is locked, so that no run is
/// at work.
arrow::Result<bool> EndChanges(FileSystem* file_system, const Place& place);

}  // namespace rand_engine
