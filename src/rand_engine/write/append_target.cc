#include <arrow/result.h>
#include <arrow/status.h>
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "rand_engine/error.h"
#include "rand_engine/write/staged_target.h"
#include "rand_engine/write/target.h"

namespace rand_engine {
namespace {

class AppendTarget final : public StagedTarget {
 public:
  using StagedTarget::StagedTarget;

 private:
  std::vector<DatasetPart> KeptParts(const DatasetListing& listing) const override {
    return listing.parts;
  }
  arrow::Status CheckNames(const DatasetListing& listing) const;
  arrow::Status Publish(const DatasetListing& listing, CommitResult* result) override;
};

arrow::Status AppendTarget::CheckNames(const DatasetListing& listing) const {
  const std::vector<std::string>& added = stage().parts();
  for (const DatasetPart& part : listing.parts) {
    if (std::find(added.begin(), added.end(), part.name) == added.end()) continue;
    return WriteError(fmt::format(
        "cannot add '{}' to '{}': a part of this name, so of this content, is "
        "there already; another run has added it. Nothing was changed; run "
        "again to add after it",
        part.name, shown()));
  }
  return arrow::Status::OK();
}

arrow::Status AppendTarget::Publish(const DatasetListing& listing, CommitResult* result) {
  ARROW_RETURN_NOT_OK(CheckNames(listing));
  // One part appears in one step by its rename; several files, with all that is there, by
  // an exchange: a crash between two renames would leave half of them.
  std::vector<std::string> old_parts;
  for (const DatasetPart& part : listing.parts) old_parts.push_back(part.name);
  if (stage().parts().size() > 1 || publisher()->changes_record()) {
    std::string reason = WhyNotAtOnce(listing);
    if (reason.empty()) {
      std::vector<std::string> keep = listing.other_files;
      keep.insert(keep.end(), old_parts.begin(), old_parts.end());
      ARROW_ASSIGN_OR_RAISE(reason, publisher()->Exchange(keep, {}, result));
      if (reason.empty()) return arrow::Status::OK();
    }
    ReportNotAtomic(reason, result);
  }
  return publisher()->MoveIn(TakenName::kRefuse, {}, old_parts, result);
}

}  // namespace

std::unique_ptr<Target> MakeAppendTarget(FileSystem* file_system, std::string directory,
                                         StopToken stop_token, DatasetRecord* record) {
  return std::make_unique<AppendTarget>(file_system, std::move(directory),
                                        std::move(stop_token), record);
}

}  // namespace rand_engine
