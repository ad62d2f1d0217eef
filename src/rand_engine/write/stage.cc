#include "rand_engine/write/stage.h"

#include <arrow/result.h>
#include <arrow/status.h>
#include <errno.h>
#include <fmt/format.h>

#include "rand_engine/error.h"
#include "rand_engine/write/place.h"

namespace rand_engine {

SystemResult Stage::Make(const std::string& directory, const std::string& name,
                         uint32_t permissions) {
  SystemResult result = -EEXIST;
  std::string path;
  for (int i = 0; i < kTemporaryNameTries && result == -EEXIST; ++i) {
    path = JoinPath(directory, TemporaryName(name));
    result = file_system_->MakeDirectory(path, permissions);
    if (result < 0) continue;
    result = claim_.Take(path, FileType::kDirectory);
    if (result < 0) file_system_->RemoveDirectory(path);
  }
  if (result >= 0) path_ = std::move(path);
  return result;
}

std::string Stage::PathOf(const std::string& name) const { return JoinPath(path_, name); }

arrow::Result<OutputFile*> Stage::OpenPart(const std::string& name,
                                           const std::string& shown) {
  if (path_.empty() || has_open_part()) {
    return WriteError(fmt::format(
        "cannot write '{}': {}", shown,
        path_.empty() ? "its target has not begun" : "the part before it is still open"));
  }
  ARROW_ASSIGN_OR_RAISE(file_, OpenFile(name, shown));
  parts_.push_back(name);
  return file_.get();
}

arrow::Result<std::unique_ptr<OutputFile>> Stage::OpenFile(const std::string& name,
                                                           const std::string& shown) {
  const SystemResult result =
      file_system_->OpenForWriting(PathOf(name), /*exclusive=*/true, 0666);
  if (result < 0) {
    return WriteError(
        fmt::format("cannot write '{}': cannot create its temporary file", shown),
        static_cast<int>(-result));
  }
  AddContent(name);
  return std::make_unique<OutputFile>(file_system_, static_cast<int>(result), shown);
}

arrow::Status Stage::FinishPart() {
  if (file_ == nullptr) return WriteError("cannot finish a part: none is open");
  ARROW_RETURN_NOT_OK(file_->Sync());
  ARROW_RETURN_NOT_OK(file_->Close());
  file_.reset();
  return arrow::Status::OK();
}

arrow::Status Stage::WriteFile(const std::string& name, const std::string& shown,
                               const std::string& content) {
  if (contents_.count(name) != 0) file_system_->Unlink(PathOf(name));
  ARROW_ASSIGN_OR_RAISE(const auto file, OpenFile(name, shown));
  ARROW_RETURN_NOT_OK(file->Write(content.data(), static_cast<int64_t>(content.size())));
  ARROW_RETURN_NOT_OK(file->Sync());
  return file->Close();
}

void Stage::ReleasePart(const std::string& name) {
  std::erase(parts_, name);
  contents_.erase(name);
}

SystemResult Stage::RemoveJournal() {
  if (contents_.count(kJournalName) == 0) return 0;
  const SystemResult result = file_system_->Unlink(PathOf(kJournalName));
  if (result < 0 && result != -ENOENT) return result;
  contents_.erase(kJournalName);
  return 0;
}

bool Stage::Remove() {
  file_.reset();
  if (path_.empty()) return true;
  if (RemoveJournal() < 0) {
    Forget();
    return false;
  }
  for (const std::string& name : contents_) file_system_->Unlink(PathOf(name));
  const SystemResult result = file_system_->RemoveDirectory(path_);
  Forget();
  return result >= 0 || result == -ENOENT;
}

void Stage::Forget() {
  path_.clear();
  parts_.clear();
  contents_.clear();
  claim_.Release();
}

}  // namespace rand_engine
