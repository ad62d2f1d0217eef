#include "rand_engine/write/publish_journal.h"

#include <arrow/result.h>
#include <arrow/status.h>
#include <errno.h>
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>

#include "rand_engine/error.h"
#include "rand_engine/write/dataset_directory.h"
#include "rand_engine/write/dataset_record.h"
#include "rand_engine/write/output_file.h"
#include "rand_engine/write/whole_file.h"

namespace rand_engine {
namespace {

// A record is a word, a space, a name and this end: of all bytes only '/' is in no name.
constexpr std::string_view kEnd = "/\n";
constexpr std::string_view kDataset = "dataset ";
constexpr std::string_view kIncoming = "in ";
constexpr std::string_view kOutgoing = "out ";
constexpr std::string_view kStaying = "stay ";
// Says that the journal was written to its end.
constexpr std::string_view kComplete = "complete/\n";
// A million parts with names of 60 bytes are less.
constexpr size_t kMostBytes = size_t{1} << 28;

struct ReadJournal {
  std::string dataset;
  PublishJournal steps;
};

void Append(std::string_view word, std::string_view name, std::string* text) {
  text->append(word).append(name).append(kEnd);
}

std::string ToText(const std::string& dataset, const PublishJournal& journal) {
  std::string text;
  Append(kDataset, dataset, &text);
  for (const std::string& name : journal.incoming) Append(kIncoming, name, &text);
  for (const std::string& name : journal.outgoing) Append(kOutgoing, name, &text);
  for (const std::string& name : journal.staying) Append(kStaying, name, &text);
  return text.append(kComplete);
}

std::optional<ReadJournal> FromText(std::string_view text) {
  if (!text.ends_with(kComplete)) return std::nullopt;
  text.remove_suffix(kComplete.size());
  ReadJournal journal;
  while (!text.empty()) {
    const size_t end = text.find(kEnd);
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view record = text.substr(0, end);
    text.remove_prefix(end + kEnd.size());
    if (record.starts_with(kDataset)) {
      journal.dataset = record.substr(kDataset.size());
    } else if (record.starts_with(kIncoming)) {
      journal.steps.incoming.emplace_back(record.substr(kIncoming.size()));
    } else if (record.starts_with(kOutgoing)) {
      journal.steps.outgoing.emplace_back(record.substr(kOutgoing.size()));
    } else if (record.starts_with(kStaying)) {
      journal.steps.staying.emplace_back(record.substr(kStaying.size()));
    } else {
      return std::nullopt;
    }
  }
  return journal;
}

std::optional<ReadJournal> Read(FileSystem* file_system, const std::string& stage_path) {
  std::string text;
  const SystemResult result = ReadWholeFile(
      file_system, JoinPath(stage_path, Stage::kJournalName), kMostBytes, &text);
  return result < 0 ? std::nullopt : FromText(text);
}

bool IsThere(FileSystem* file_system, const std::string& path) {
  FileStatus status;
  return file_system->Status(path, /*follow=*/false, &status) >= 0;
}

/// The steps of a journal that have not been done.
class Rest {
 public:
  Rest(FileSystem* file_system, const Place& place, const std::string& stage_path)
      : file_system_(file_system), place_(place), stage_path_(stage_path) {}

  bool CanBeDone(const ReadJournal& journal) const {
    return journal.dataset == place_.name && HasAllParts(journal.steps) &&
           KnowsDataset(journal.steps);
  }

  SystemResult Do(const PublishJournal& journal) const {
    for (const std::string& name : journal.incoming) {
      // Where the name is taken the content is the same.
      const SystemResult result =
          file_system_->Rename(JoinPath(stage_path_, name), JoinPath(place_.path, name));
      if (result < 0 && result != -ENOENT) return result;
    }
    const SystemResult result = file_system_->SyncDirectory(place_.path);
    return result < 0 ? result : Remove(journal);
  }

 private:
  bool HasAllParts(const PublishJournal& journal) const {
    const std::vector<std::string>& parts = journal.incoming;
    return std::all_of(parts.begin(), parts.end(), [this](const std::string& name) {
      return IsThere(file_system_, JoinPath(stage_path_, name)) || IsInDataset(name);
    });
  }

  // A part's name tells its content, so where one of them is it is that dataset, and not
  // another that was made in its place.
  bool KnowsDataset(const PublishJournal& journal) const {
    if (journal.outgoing.empty() && journal.staying.empty()) return true;
    for (const auto* names : {&journal.incoming, &journal.outgoing, &journal.staying}) {
      const bool knows =
          std::any_of(names->begin(), names->end(), [this](const std::string& name) {
            return IsOurPartName(name) && IsInDataset(name);
          });
      if (knows) return true;
    }
    return false;
  }

  bool IsInDataset(const std::string& name) const {
    return IsThere(file_system_, JoinPath(place_.path, name));
  }

  SystemResult Remove(const PublishJournal& journal) const {
    for (const std::string& name : journal.outgoing) {
      if (std::find(journal.incoming.begin(), journal.incoming.end(), name) !=
          journal.incoming.end()) {
        continue;
      }
      const bool is_ours = IsOurPartName(name) || name == kDirectoryRecordName;
      const SystemResult result =
          is_ours ? file_system_->Unlink(JoinPath(place_.path, name)) : 0;
      if (result < 0 && result != -ENOENT) return result;
    }
    return file_system_->SyncDirectory(place_.path);
  }

  FileSystem* file_system_;
  const Place& place_;
  const std::string& stage_path_;
};

}  // namespace

SystemResult PublishJournal::Save(FileSystem* file_system, const Place& place,
                                  Stage* stage) const {
  const SystemResult opened = file_system->OpenForWriting(
      stage->PathOf(Stage::kJournalName), /*exclusive=*/true, 0600);
  if (opened < 0) return opened;
  stage->AddContent(Stage::kJournalName);
  OutputFile file(file_system, static_cast<int>(opened), place.shown);
  const std::string text = ToText(place.name, *this);
  arrow::Status status = file.Write(text.data(), static_cast<int64_t>(text.size()));
  if (status.ok()) status = file.Sync();
  if (status.ok()) status = file.Close();
  if (!status.ok()) return -int64_t{GetErrorNumber(status)};
  SystemResult result = file_system->SyncDirectory(stage->path());
  if (result >= 0) result = file_system->SyncDirectory(ParentOf(stage->path()));
  return result;
}

arrow::Result<bool> RollForward(FileSystem* file_system, const Place& place,
                                const std::string& stage_path) {
  const auto journal = Read(file_system, stage_path);
  const Rest rest(file_system, place, stage_path);
  if (!journal || !rest.CanBeDone(*journal)) return false;
  const SystemResult result = rest.Do(journal->steps);
  if (result >= 0) return true;
  return WriteError(
      fmt::format(
          "cannot write '{}': a run that was killed left it half changed, and the "
          "rest of the change, in '{}', cannot be done",
          place.shown, stage_path),
      static_cast<int>(-result));
}

bool HasDecidedChange(FileSystem* file_system, const Place& place,
                      const std::string& stage_path) {
  const auto journal = Read(file_system, stage_path);
  if (!journal) return false;
  // A long name is cut in its temporaries', so they can be another dataset's.
  const bool is_anothers = journal->dataset != place.name;
  return is_anothers || Rest(file_system, place, stage_path).CanBeDone(*journal);
}

}  // namespace rand_engine
