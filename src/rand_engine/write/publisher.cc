#include "rand_engine/write/publisher.h"

#include <arrow/result.h>
#include <arrow/status.h>
#include <errno.h>
#include <fmt/format.h>

#include <algorithm>

#include "rand_engine/error.h"
#include "rand_engine/write/dataset_directory.h"
#include "rand_engine/write/moves.h"
#include "rand_engine/write/publish_journal.h"

namespace rand_engine {
namespace {

// Opening a directory and listing it are two calls, a moment apart.
constexpr int64_t kMillisecondsToList = 10;

constexpr const char* kCannotSync = "cannot bring the directory to the disk (fsync)";

// "text: what errno means", for warnings.
std::string Explain(const std::string& text, SystemResult result) {
  return WriteError(text, static_cast<int>(-result)).message();
}

}  // namespace

arrow::Status DatasetPublisher::Failed(const std::string& what,
                                       SystemResult result) const {
  return WriteError(fmt::format("cannot write '{}': {}", place_->shown, what),
                    static_cast<int>(-result));
}

arrow::Result<bool> DatasetPublisher::PublishNew() {
  SystemResult result = file_system_->SyncDirectory(stage_->path());
  if (result < 0) return Failed(kCannotSync, result);
  const std::string stage = stage_->path();
  result = RenameWithoutReplacing(file_system_, stage, place_->path);
  if (result == -EEXIST) return false;
  if (result < 0) return Failed("cannot give the finished directory its name", result);
  result = file_system_->SyncDirectory(place_->parent);
  if (result >= 0) {
    stage_->Forget();
    return true;
  }
  if (RenameWithoutReplacing(file_system_, place_->path, stage) >= 0) {
    return Failed(kCannotSync, result);
  }
  stage_->Forget();
  return Failed(
      fmt::format("the new data stands there, complete, but may be gone after a loss of "
                  "power: {}",
                  kCannotSync),
      result);
}

SystemResult DatasetPublisher::LinkIntoStage(const std::vector<std::string>& keep,
                                             std::string* failed) {
  for (const std::string& name : keep) {
    const SystemResult result = file_system_->Link(PathOf(name), stage_->PathOf(name));
    if (result == -ENOENT) continue;  // Gone since the listing.
    if (result < 0) {
      *failed = fmt::format("the file '{}' could not be linked", name);
      return result;
    }
    stage_->AddContent(name);
  }
  return 0;
}

SystemResult DatasetPublisher::GiveStageThePermissions() {
  FileStatus status;
  SystemResult result = file_system_->Status(place_->path, /*follow=*/false, &status);
  if (result < 0) return result;
  const SystemResult opened = file_system_->OpenDirectory(stage_->path());
  if (opened < 0) return opened;
  const int descriptor = static_cast<int>(opened);
  result = file_system_->SetPermissions(descriptor, status.permissions);
  file_system_->Close(descriptor);
  return result;
}

SystemResult DatasetPublisher::ExchangeWithStage(const std::vector<std::string>& keep,
                                                 std::string* failed) {
  SystemResult result = LinkIntoStage(keep, failed);
  if (result < 0) return result;
  *failed = "its permission bits could not be given to its successor";
  result = GiveStageThePermissions();
  if (result < 0) return result;
  *failed = kCannotSync;
  result = file_system_->SyncDirectory(stage_->path());
  if (result < 0) return result;
  *failed = "the old and the new directory could not be exchanged";
  return file_system_->Exchange(stage_->path(), place_->path);
}

arrow::Result<std::string> DatasetPublisher::Exchange(
    const std::vector<std::string>& keep, const std::vector<std::string>& drop,
    CommitResult* result) {
  std::vector<std::string> kept = keep;
  std::set<std::string> dropped(drop.begin(), drop.end());
  if (record_.ends_earlier) {
    std::erase(kept, record_.name);
    dropped.insert(record_.name);
  }
  std::string failed;
  SystemResult done = ExchangeWithStage(kept, &failed);
  if (IsRefusal(done)) return Explain(failed, done);
  if (done < 0) return Failed(failed, done);
  done = file_system_->SyncDirectory(place_->parent);
  if (done < 0) return TakeExchangeBack(done);
  RemoveOldDirectory({kept.begin(), kept.end()}, dropped, result);
  return std::string();
}

arrow::Status DatasetPublisher::TakeExchangeBack(SystemResult cause) {
  if (file_system_->Exchange(stage_->path(), place_->path) >= 0) {
    return Failed(kCannotSync, cause);
  }
  // Its user may want it, so its name must not be that of a temporary, which goes.
  std::string old = stage_->path();
  std::string kept = old.substr(0, old.size() - kTemporaryEnd.size()) + ".earlier";
  if (file_system_->Rename(old, kept) >= 0) old = std::move(kept);
  stage_->Forget();
  return Failed(
      fmt::format("the new data stands there, complete, but may be gone after a "
                  "loss of power; the earlier data is now '{}': {}",
                  old, kCannotSync),
      cause);
}

SystemResult DatasetPublisher::RemoveSecondLink(const std::string& name) {
  const std::string old_path = stage_->PathOf(name);
  FileStatus old_status;
  FileStatus status;
  SystemResult result = file_system_->Status(old_path, /*follow=*/false, &old_status);
  if (result < 0) return result == -ENOENT ? 0 : result;
  result = file_system_->Status(PathOf(name), /*follow=*/false, &status);
  if (result < 0 && result != -ENOENT) return result;
  if (result >= 0 && IsSameFile(old_status, status))
    return file_system_->Unlink(old_path);
  // Replaced by its owner since it was linked: what stands here is the newer.
  return file_system_->Rename(old_path, PathOf(name));
}

bool DatasetPublisher::SharesParts(const std::set<std::string>& keep,
                                   const std::set<std::string>& drop) const {
  const std::vector<std::string>& parts = stage_->parts();
  return std::any_of(keep.begin(), keep.end(), IsOurPartName) ||
         std::any_of(parts.begin(), parts.end(),
                     [&](const std::string& name) { return drop.count(name) != 0; });
}

void DatasetPublisher::RemoveOldDirectory(const std::set<std::string>& keep,
                                          const std::set<std::string>& drop,
                                          CommitResult* result) {
  const std::string old = stage_->path();
  // Who has opened the old directory and not yet listed it would find only some of the
  // parts that stand in the new one too, and take them for all.
  if (SharesParts(keep, drop)) file_system_->Pause(kMillisecondsToList);
  std::vector<std::string> names;
  SystemResult done = file_system_->List(old, &names);
  for (const std::string& name : names) {
    SystemResult removed;
    if (drop.count(name) != 0) {
      removed = file_system_->Unlink(stage_->PathOf(name));
    } else if (keep.count(name) != 0) {
      removed = RemoveSecondLink(name);
    } else {
      removed = RenameWithoutReplacing(file_system_, stage_->PathOf(name), PathOf(name));
    }
    if (removed < 0) done = removed;
  }
  if (done >= 0) done = file_system_->RemoveDirectory(old);
  stage_->Forget();
  if (done >= 0) return;
  result->warnings.push_back(Explain(
      fmt::format("the earlier directory of '{}' could not be removed and stays as '{}'",
                  place_->shown, old),
      done));
}

arrow::Status DatasetPublisher::SaveJournal(const std::vector<std::string>& outgoing,
                                            const std::vector<std::string>& staying) {
  PublishJournal journal{stage_->parts(), outgoing, staying};
  if (changes_record()) {
    (record_.is_staged ? journal.incoming : journal.outgoing).push_back(record_.name);
  }
  const SystemResult result = journal.Save(file_system_, *place_, stage_);
  if (result >= 0) return arrow::Status::OK();
  return Failed("cannot write down which parts are to move", result);
}

SystemResult DatasetPublisher::Move(const std::string& from, const std::string& to) {
  const SystemResult result = RenameWithoutReplacing(file_system_, from, to);
  if (result >= 0) moves_.emplace_back(from, to);
  return result;
}

SystemResult DatasetPublisher::MovePartIn(const std::string& name, TakenName taken_name) {
  const SystemResult result = Move(stage_->PathOf(name), PathOf(name));
  if (result != -EEXIST || taken_name == TakenName::kRefuse) return result;
  // Equal content by the contract of part names: nothing to take back.
  return file_system_->Rename(stage_->PathOf(name), PathOf(name));
}

// The new record never names what is not there yet, nor the old one what is there no
// more.
SystemResult DatasetPublisher::MoveRecordIn() {
  record_move_.reset();
  if (!changes_record()) return 0;
  const std::string backup = record_.name + Stage::kEarlierSuffix;
  stage_->AddContent(backup);
  record_move_.emplace(file_system_,
                       record_.is_staged ? stage_->PathOf(record_.name) : "",
                       PathOf(record_.name), stage_->PathOf(backup));
  return record_move_->Do();
}

arrow::Status DatasetPublisher::MoveAll(TakenName taken_name,
                                        const std::vector<std::string>& outgoing) {
  for (const std::string& name : stage_->parts()) {
    const SystemResult result = MovePartIn(name, taken_name);
    if (result < 0) return Failed(fmt::format("cannot give '{}' its name", name), result);
  }
  SystemResult result = file_system_->SyncDirectory(place_->path);
  if (result < 0) return Failed(kCannotSync, result);
  result = MoveRecordIn();
  if (result < 0) {
    return Failed(fmt::format("cannot give '{}' its name", record_.name), result);
  }
  if (outgoing.empty() && !changes_record()) return arrow::Status::OK();

  const std::set<std::string> incoming(stage_->parts().begin(), stage_->parts().end());
  for (const std::string& name : outgoing) {
    if (incoming.count(name) != 0) continue;
    result = Move(PathOf(name), stage_->PathOf(name));
    if (result == -ENOENT) continue;
    if (result < 0) {
      return Failed(fmt::format("cannot remove the earlier part '{}'", name), result);
    }
    stage_->AddContent(name);
  }
  result = file_system_->SyncDirectory(place_->path);
  return result >= 0 ? arrow::Status::OK() : Failed(kCannotSync, result);
}

arrow::Status DatasetPublisher::TakeMovesBack(const arrow::Status& cause) {
  bool all_back = !record_move_ || record_move_->TakeBack() >= 0;
  for (auto move = moves_.rbegin(); move != moves_.rend(); ++move) {
    const SystemResult result =
        RenameWithoutReplacing(file_system_, move->second, move->first);
    all_back = all_back && result >= 0;
  }
  file_system_->SyncDirectory(place_->path);
  if (all_back) return cause;
  const std::string stage = stage_->path();
  stage_->Forget();
  return WriteError(
      fmt::format("{}; putting things back failed too: '{}' holds earlier and new parts, "
                  "the rest of both is in '{}'; the next run that writes there brings in "
                  "the new ones",
                  cause.message(), place_->shown, stage));
}

arrow::Status DatasetPublisher::MoveIn(TakenName taken_name,
                                       const std::vector<std::string>& outgoing,
                                       const std::vector<std::string>& staying,
                                       CommitResult* result) {
  moves_.clear();
  const size_t steps =
      stage_->parts().size() + outgoing.size() + (changes_record() ? 1 : 0);
  if (steps > 1) {
    ARROW_RETURN_NOT_OK(SaveJournal(outgoing, staying));
  }
  const arrow::Status status = MoveAll(taken_name, outgoing);
  if (!status.ok()) return TakeMovesBack(status);
  const std::string stage = stage_->path();
  if (!stage_->Remove()) {
    result->warnings.push_back(
        fmt::format("the temporary directory '{}' could not be removed; it holds nothing "
                    "that is needed",
                    stage));
  }
  return arrow::Status::OK();
}

}  // namespace rand_engine
