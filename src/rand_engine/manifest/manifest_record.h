// Keeps a dataset's manifest in step with what a target publishes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "rand_engine/manifest/manifest.h"
#include "rand_engine/run_control.h"
#include "rand_engine/write/dataset_record.h"

namespace rand_engine {

/// Rows of a part, as its writer knows them.
struct PartRows {
  int64_t first_row = 0;
  std::optional<int64_t> rows;
};

/// Writes the manifest of a run, or (`Options::wanted` false) takes away one that the new
/// data would make a lie of. Files that are no manifests are left alone.
class ManifestRecord final : public DatasetRecord {
 public:
  struct Options {
    bool wanted = false;
    /// The earlier parts stay, and so does what the manifest says of them.
    bool append = false;
    /// Parts of a run that was killed before it could enter them are entered now.
    bool takes_in_others = false;
    StopToken stop_token = {};
  };

  ManifestRecord(FileSystem* file_system, const Options& options)
      : file_system_(file_system), options_(options) {}

  bool wanted() const { return options_.wanted; }

  /// Where the parts that are added from now on come from; `now` as in ManifestPart.
  void SetSource(ManifestRun run, std::string now) {
    run_ = std::move(run);
    now_ = std::move(now);
  }
  /// Rows of the parts that were added since the last Keep, in their order.
  void SetRows(std::vector<PartRows> rows);
  /// Rows of a part that is there, but may not have been entered.
  void SetRowsOf(std::string name, PartRows rows) {
    other_name_ = std::move(name);
    other_rows_ = rows;
  }

  std::string FileName(const std::string& single_file) const override {
    return ManifestName(single_file);
  }
  arrow::Status AddPart(const std::string& name, const std::string& path) override;
  arrow::Result<RecordRevision> Revise(const std::string& path,
                                       const std::vector<DatasetPart>* kept,
                                       const std::vector<std::string>& removed) override;
  void Keep() override;

 private:
  arrow::Result<Manifest> Earlier(const FoundManifest& found, const std::string& path,
                                  const std::vector<DatasetPart>* kept);
  arrow::Status TakeInOthers(const std::string& path,
                             const std::vector<DatasetPart>& kept, Manifest* manifest);

  FileSystem* file_system_;
  Options options_;
  ManifestRun run_;
  std::string now_;
  std::vector<ManifestPart> added_;
  std::string other_name_;
  PartRows other_rows_;
  bool has_kept_ = false;  ///< a revision of this run stands
  // The last revision, so that it need not be parsed again.
  Manifest manifest_;
  std::string text_;
};

}  // namespace rand_engine
