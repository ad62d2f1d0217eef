#include "rand_engine/plan/manifest_resolution.h"

#include <arrow/result.h>
#include <arrow/status.h>
#include <fmt/format.h>

#include "rand_engine/manifest/manifest.h"
#include "rand_engine/plan/path_resolution.h"
#include "rand_engine/write/place.h"

namespace rand_engine {
namespace {

// A link is followed: the manifest lies beside the file itself.
arrow::Result<std::string> ManifestPathOf(const OutputPlan& plan,
                                          FileSystem* file_system) {
  if (plan.layout == Layout::kDirectory) return JoinPath(plan.path, ManifestName());
  ARROW_ASSIGN_OR_RAISE(const Place place, FindPlace(file_system, plan.path));
  const bool is_link =
      place.shown.substr(place.shown.find_last_of('/') + 1) != place.name;
  return JoinPath(is_link ? place.parent : ParentOf(place.shown),
                  ManifestName(place.name));
}

std::string Problem(const std::string& why) {
  return fmt::format("option 'manifest': {}", why);
}

void CheckEarlier(const FoundManifest& found, const std::string& path,
                  const DatasetListing& listing, bool resumes, OptionProblems* problems) {
  if (!found.is_ours) {
    if (listing.parts.empty() || resumes) return;
    problems->push_back(Problem(
        "the parts that are there have none, so it would not tell of them; leave the "
        "option out, or write to another path"));
    return;
  }
  const auto manifest = Manifest::FromText(found.text, path);
  if (!manifest.ok()) {
    problems->push_back(Problem(manifest.status().message()));
    return;
  }
  if (resumes) return;
  const arrow::Status status = CheckInStep(*manifest, listing.parts, path);
  if (!status.ok()) problems->push_back(Problem(status.message()));
}

}  // namespace

arrow::Result<bool> ResolveManifest(const SaidOptions& said, const OutputPlan& plan,
                                    const DatasetListing& listing, bool resumes,
                                    FileSystem* file_system, OptionProblems* problems) {
  if (plan.layout == Layout::kStraight) {
    if (said.manifest.value_or(false)) {
      problems->push_back(Problem(fmt::format(
          "'{}' is written straight and has no place for one; leave the option out, or "
          "write to a file or a directory, for example 'out/data/'",
          plan.path)));
    }
    return false;
  }
  const bool append = plan.mode == WriteMode::kAppend;
  if (!said.manifest.value_or(append)) return false;
  ARROW_ASSIGN_OR_RAISE(const std::string path, ManifestPathOf(plan, file_system));
  const std::string name = path.substr(path.find_last_of('/') + 1);
  if (name.size() > kLongestName) {
    problems->push_back(Problem(fmt::format(
        "the manifest's name, '{}', would have {} bytes; file systems take {} at most",
        name, name.size(), kLongestName)));
    return false;
  }
  ARROW_ASSIGN_OR_RAISE(const FoundManifest found, FindManifest(file_system, path, path));
  if (!said.manifest && !found.is_ours) return false;
  if (found.exists && !found.is_ours) {
    problems->push_back(Problem(fmt::format(
        "'{}' is there, which is no manifest of rand_engine; move it away, or leave the "
        "option out",
        path)));
  } else if (append) {
    CheckEarlier(found, path, listing, resumes, problems);
  }
  return true;
}

}  // namespace rand_engine
