#include "rand_engine/manifest/manifest_record.h"

#include <arrow/result.h>
#include <arrow/status.h>
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "rand_engine/error.h"
#include "rand_engine/manifest/file_digest.h"
#include "rand_engine/write/place.h"

namespace rand_engine {
namespace {

arrow::Status NotOurs(const std::string& path) {
  return WriteError(fmt::format(
      "option 'manifest': '{}' is there, which is no manifest of rand_engine; move it "
      "away, or leave the option out",
      path));
}

}  // namespace

void ManifestRecord::SetRows(std::vector<PartRows> rows) {
  const size_t count = std::min(rows.size(), added_.size());
  for (size_t i = 0; i < count; ++i) {
    added_[i].first_row = rows[i].first_row;
    added_[i].rows = rows[i].rows;
  }
}

arrow::Status ManifestRecord::AddPart(const std::string& name, const std::string& path) {
  if (!wanted()) return arrow::Status::OK();
  ARROW_ASSIGN_OR_RAISE(FileDigest digest,
                        DigestFile(file_system_, path, name, options_.stop_token));
  ManifestPart part;
  part.name = name;
  part.now = now_;
  part.bytes = digest.bytes;
  part.sha256 = std::move(digest.sha256);
  added_.push_back(std::move(part));
  return arrow::Status::OK();
}

arrow::Status ManifestRecord::TakeInOthers(const std::string& path,
                                           const std::vector<DatasetPart>& kept,
                                           Manifest* manifest) {
  std::set<std::string> entered;
  for (const ManifestPart& part : manifest->parts) entered.insert(part.name);
  for (const DatasetPart& there : kept) {
    if (entered.count(there.name) != 0) continue;
    ARROW_ASSIGN_OR_RAISE(FileDigest digest,
                          DigestFile(file_system_, JoinPath(ParentOf(path), there.name),
                                     there.name, options_.stop_token));
    ManifestPart part;
    part.name = there.name;
    if (there.name == other_name_) {
      part.first_row = other_rows_.first_row;
      part.rows = other_rows_.rows;
    }
    part.bytes = digest.bytes;
    part.sha256 = std::move(digest.sha256);
    manifest->Add(std::move(part), run_);
  }
  return arrow::Status::OK();
}

arrow::Result<Manifest> ManifestRecord::Earlier(const FoundManifest& found,
                                                const std::string& path,
                                                const std::vector<DatasetPart>* kept) {
  Manifest manifest;
  // Once a revision stands, the parts in it are this run's to keep.
  if (!options_.append && !has_kept_) return manifest;
  if (found.is_ours) {
    if (found.text == text_) {
      manifest = manifest_;
    } else {
      ARROW_ASSIGN_OR_RAISE(manifest, Manifest::FromText(found.text, path));
    }
  }
  if (kept == nullptr) return manifest;
  if (options_.takes_in_others) ARROW_RETURN_NOT_OK(TakeInOthers(path, *kept, &manifest));
  ARROW_RETURN_NOT_OK(CheckInStep(manifest, *kept, path));
  return manifest;
}

arrow::Result<RecordRevision> ManifestRecord::Revise(
    const std::string& path, const std::vector<DatasetPart>* kept,
    const std::vector<std::string>& removed) {
  ARROW_ASSIGN_OR_RAISE(FoundManifest found, FindManifest(file_system_, path, path));
  RecordRevision revision;
  revision.ends_earlier = found.is_ours;
  if (!wanted()) return revision;
  if (found.exists && !found.is_ours) return NotOurs(path);
  ARROW_ASSIGN_OR_RAISE(manifest_, Earlier(found, path, kept));
  // A part that is written again has the content that it had.
  std::vector<std::string> gone = removed;
  for (const ManifestPart& part : added_) gone.push_back(part.name);
  manifest_.Remove(gone);
  for (const ManifestPart& part : added_) manifest_.Add(part, run_);
  text_ = manifest_.ToText();
  revision.content = text_;
  return revision;
}

void ManifestRecord::Keep() {
  added_.clear();
  has_kept_ = true;
}

}  // namespace rand_engine
