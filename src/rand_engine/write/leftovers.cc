#include "rand_engine/write/leftovers.h"

#include <arrow/result.h>
#include <fmt/format.h>

#include "rand_engine/write/dataset_directory.h"
#include "rand_engine/write/dataset_record.h"
#include "rand_engine/write/publish_journal.h"
#include "rand_engine/write/stage.h"
#include "rand_engine/write/temporary_claim.h"

namespace rand_engine {
namespace {

struct Leftover {
  std::string path;
  FileType type;
};

void FindIn(FileSystem* file_system, const std::string& directory,
            const std::string& name, std::vector<Leftover>* found) {
  std::vector<std::string> entries;
  if (file_system->List(directory, &entries) < 0) return;
  for (const std::string& entry : entries) {
    if (!IsTemporaryNameOf(entry, name)) continue;
    const std::string path = JoinPath(directory, entry);
    FileStatus status;
    if (file_system->Status(path, /*follow=*/false, &status) < 0) continue;
    const bool ours =
        status.type == FileType::kRegular || status.type == FileType::kDirectory;
    if (ours) found->push_back({path, status.type});
  }
}

std::vector<Leftover> Find(FileSystem* file_system, const Place& place) {
  std::vector<Leftover> found;
  FindIn(file_system, place.parent, place.name, &found);
  FindIn(file_system, place.path, place.name, &found);
  return found;
}

bool IsSecondLink(FileSystem* file_system, const Place& place, const std::string& stage,
                  const std::string& name) {
  FileStatus left;
  FileStatus own;
  return file_system->Status(JoinPath(stage, name), /*follow=*/false, &left) >= 0 &&
         file_system->Status(JoinPath(place.path, name), /*follow=*/false, &own) >= 0 &&
         IsSameFile(left, own);
}

bool IsOurFile(FileSystem* file_system, const std::string& stage,
               const std::string& name) {
  FileStatus status;
  const std::string record = kDirectoryRecordName;
  const bool ours = name == Stage::kJournalName || name == record ||
                    name == record + Stage::kEarlierSuffix || IsOurPartName(name);
  return ours &&
         file_system->Status(JoinPath(stage, name), /*follow=*/false, &status) >= 0 &&
         status.type == FileType::kRegular;
}

// False: something of somebody else lies in it.
bool ClearStage(FileSystem* file_system, const Place& place, const std::string& stage) {
  std::vector<std::string> names;
  if (file_system->List(stage, &names) < 0) return true;
  bool all_ours = true;
  for (const std::string& name : names) {
    const bool ours = IsOurFile(file_system, stage, name) ||
                      IsSecondLink(file_system, place, stage, name);
    if (ours) file_system->Unlink(JoinPath(stage, name));
    all_ours = all_ours && ours;
  }
  if (all_ours) file_system->RemoveDirectory(stage);
  return all_ours;
}

}  // namespace

std::vector<std::string> ClearLeftovers(FileSystem* file_system, const Place& place) {
  std::vector<std::string> warnings;
  for (const Leftover& leftover : Find(file_system, place)) {
    TemporaryClaim claim(file_system);
    if (!claim.TakeOver(leftover.path, leftover.type)) continue;
    if (leftover.type == FileType::kRegular) {
      file_system->Unlink(leftover.path);
      continue;
    }
    if (HasDecidedChange(file_system, place, leftover.path)) continue;
    if (ClearStage(file_system, place, leftover.path)) continue;
    warnings.push_back(
        fmt::format("'{}' was left by a run that was killed while it wrote '{}', and "
                    "holds files that "
                    "rand_engine did not make; take out what is needed and remove it",
                    leftover.path, place.shown));
  }
  return warnings;
}

bool HasUnendedChanges(FileSystem* file_system, const Place& place) {
  for (const Leftover& leftover : Find(file_system, place)) {
    if (leftover.type == FileType::kDirectory &&
        HasDecidedChange(file_system, place, leftover.path)) {
      return true;
    }
  }
  return false;
}

arrow::Result<bool> EndChanges(FileSystem* file_system, const Place& place) {
  bool changed = false;
  for (const Leftover& leftover : Find(file_system, place)) {
    if (leftover.type != FileType::kDirectory) continue;
    ARROW_ASSIGN_OR_RAISE(const bool ended,
                          RollForward(file_system, place, leftover.path));
    if (!ended) continue;
    // It must not be done again when the dataset has changed once more.
    file_system->Unlink(JoinPath(leftover.path, Stage::kJournalName));
    file_system->SyncDirectory(leftover.path);
    changed = true;
  }
  return changed;
}

}  // namespace rand_engine
