#include <arrow/result.h>
#include <arrow/status.h>

#include <utility>

#include "rand_engine/write/staged_target.h"
#include "rand_engine/write/target.h"

namespace rand_engine {
namespace {

class DirectoryTarget final : public StagedTarget {
 public:
  using StagedTarget::StagedTarget;

 private:
  std::vector<DatasetPart> KeptParts(const DatasetListing&) const override { return {}; }
  arrow::Status Publish(const DatasetListing& listing, CommitResult* result) override;
};

arrow::Status DirectoryTarget::Publish(const DatasetListing& listing,
                                       CommitResult* result) {
  std::vector<std::string> old_parts;
  for (const DatasetPart& part : listing.parts) old_parts.push_back(part.name);
  std::string reason = WhyNotAtOnce(listing);
  if (reason.empty()) {
    ARROW_ASSIGN_OR_RAISE(reason,
                          publisher()->Exchange(listing.other_files, old_parts, result));
    if (reason.empty()) return arrow::Status::OK();
  }
  ReportNotAtomic(reason, result);
  return publisher()->MoveIn(TakenName::kReplace, old_parts, {}, result);
}

}  // namespace

std::unique_ptr<Target> MakeDirectoryTarget(FileSystem* file_system,
                                            std::string directory, StopToken stop_token,
                                            DatasetRecord* record) {
  return std::make_unique<DirectoryTarget>(file_system, std::move(directory),
                                           std::move(stop_token), record);
}

}  // namespace rand_engine
