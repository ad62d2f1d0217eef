#include "rand_engine/verify.h"

#include <arrow/result.h>
#include <arrow/status.h>
#include <errno.h>
#include <fmt/format.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <utility>

#include "rand_engine/error.h"
#include "rand_engine/manifest/file_digest.h"
#include "rand_engine/manifest/manifest.h"
#include "rand_engine/write/dataset_directory.h"
#include "rand_engine/write/place.h"

namespace rand_engine {
namespace {

using Json = nlohmann::ordered_json;

/// A manifest and where its parts lie.
struct Claim {
  std::string path;
  std::string directory;
  std::string single_file;  ///< name of the one part; "" = a dataset directory
};

std::string BaseName(const std::string& path) {
  return path.substr(path.find_last_of('/') + 1);
}

Claim ClaimOfDirectory(const std::string& directory) {
  return {JoinPath(directory, ManifestName()), directory, ""};
}

Claim ClaimOfFile(const std::string& directory, const std::string& file) {
  return {JoinPath(directory, ManifestName(file)), directory, file};
}

class Verifier {
 public:
  explicit Verifier(const VerifyOptions& options)
      : options_(options),
        file_system_(options.file_system == nullptr ? PosixFileSystem()
                                                    : options.file_system),
        arena_(options.threads > 0 ? options.threads
                                   : oneapi::tbb::task_arena::automatic) {}

  arrow::Result<VerifyReport> Run(const std::string& path) {
    ARROW_ASSIGN_OR_RAISE(const std::vector<Claim> claims, FindClaims(path));
    for (const Claim& claim : claims) {
      report_.manifests.push_back(claim.path);
      ARROW_RETURN_NOT_OK(Check(claim));
    }
    report_.ok = report_.problems.empty();
    return std::move(report_);
  }

 private:
  bool IsThere(const std::string& path) const {
    FileStatus status;
    return file_system_->Status(path, /*follow=*/true, &status) >= 0;
  }

  arrow::Result<std::vector<Claim>> FindClaims(const std::string& path) {
    ARROW_ASSIGN_OR_RAISE(const Place place, FindPlace(file_system_, path));
    // Where the user's path is a link, the data is where that leads to.
    const bool is_link = BaseName(place.shown) != place.name;
    const std::string shown = is_link ? place.path : place.shown;
    const std::string parent = ParentOf(shown);
    if (place.exists && place.status.type == FileType::kDirectory) {
      const Claim claim = ClaimOfDirectory(shown);
      if (IsThere(claim.path)) return std::vector<Claim>{claim};
      return ClaimsWithin(shown);
    }
    if (const auto file = FileOfManifest(place.name); file && place.exists) {
      return std::vector<Claim>{file->empty() ? ClaimOfDirectory(parent)
                                              : ClaimOfFile(parent, *file)};
    }
    // A single file that is missing is found missing.
    Claim claim = ClaimOfFile(parent, place.name);
    if (IsThere(claim.path)) return std::vector<Claim>{std::move(claim)};
    if (!place.exists) {
      return OptionError(fmt::format("path: nothing stands at '{}'", place.shown));
    }
    return NoManifest(place.shown, claim.path);
  }

  // The tables of several.
  arrow::Result<std::vector<Claim>> ClaimsWithin(const std::string& directory) {
    std::vector<std::string> names;
    const SystemResult result = file_system_->List(directory, &names);
    if (result < 0) {
      return WriteError(fmt::format("cannot list the directory '{}'", directory),
                        static_cast<int>(-result));
    }
    std::vector<Claim> claims;
    for (const std::string& name : names) {
      const auto file = FileOfManifest(name);
      Claim claim = file ? ClaimOfFile(directory, *file)
                         : ClaimOfDirectory(JoinPath(directory, name));
      if (IsThere(claim.path)) claims.push_back(std::move(claim));
    }
    if (!claims.empty()) return claims;
    return NoManifest(directory, JoinPath(directory, ManifestName()));
  }

  static arrow::Status NoManifest(const std::string& path, const std::string& manifest) {
    return OptionError(fmt::format(
        "path: '{}' has no manifest to be checked against ('{}'); data that is written "
        "with option manifest=true has one",
        path, manifest));
  }

  arrow::Status Check(const Claim& claim) {
    const arrow::Result<Manifest> manifest = ReadManifest(claim);
    if (!manifest.ok()) {
      if (GetErrorKind(manifest.status()) == ErrorKind::kStopped)
        return manifest.status();
      Add(claim.path, "manifest", manifest.status().message());
      return arrow::Status::OK();
    }
    for (const ManifestPart& part : manifest->parts) {
      ++report_.parts;
      report_.rows += part.rows.value_or(0);
      report_.bytes += static_cast<int64_t>(part.bytes);
    }
    ARROW_RETURN_NOT_OK(CheckParts(claim, *manifest));
    if (claim.single_file.empty()) LookForAdditional(claim, *manifest);
    return arrow::Status::OK();
  }

  arrow::Result<Manifest> ReadManifest(const Claim& claim) const {
    ARROW_ASSIGN_OR_RAISE(const FoundManifest found,
                          FindManifest(file_system_, claim.path, claim.path));
    ARROW_ASSIGN_OR_RAISE(Manifest manifest, Manifest::FromText(found.text, claim.path));
    if (!claim.single_file.empty()) {
      if (manifest.parts.size() != 1) {
        return WriteError(
            fmt::format("the manifest '{}' is not that of a single file", claim.path));
      }
      manifest.parts[0].name = claim.single_file;
    }
    return manifest;
  }

  arrow::Status CheckParts(const Claim& claim, const Manifest& manifest) {
    std::vector<std::optional<VerifyProblem>> found(manifest.parts.size());
    arena_.execute([&] {
      oneapi::tbb::parallel_for(size_t{0}, found.size(), [&](size_t i) {
        found[i] = Compare(claim, manifest.parts[i]);
      });
    });
    if (options_.stop_token.stop_requested()) return StoppedError();
    for (std::optional<VerifyProblem>& problem : found) {
      if (problem) report_.problems.push_back(*std::move(problem));
    }
    return arrow::Status::OK();
  }

  std::optional<VerifyProblem> Compare(const Claim& claim,
                                       const ManifestPart& part) const {
    const std::string path = JoinPath(claim.directory, part.name);
    FileStatus status;
    const SystemResult result = file_system_->Status(path, /*follow=*/true, &status);
    if (result == -ENOENT || result == -ENOTDIR) {
      return VerifyProblem{path, "missing", fmt::format("'{}' is missing", path)};
    }
    if (result >= 0 && status.type != FileType::kRegular) {
      return VerifyProblem{
          path, "missing",
          fmt::format("'{}' is missing: what is there is not a file", path)};
    }
    if (result >= 0 && status.size != part.bytes) {
      return VerifyProblem{
          path, "size",
          fmt::format("'{}' has {} bytes instead of {}", path, status.size, part.bytes)};
    }
    const auto digest = DigestFile(file_system_, path, path, options_.stop_token);
    if (!digest.ok()) {
      return VerifyProblem{path, "unreadable", digest.status().message()};
    }
    if (digest->bytes == part.bytes && digest->sha256 == part.sha256) {
      return std::nullopt;
    }
    return VerifyProblem{
        path, "content",
        fmt::format("'{}' holds other bytes than were written: its SHA-256 is {} "
                    "instead of {}",
                    path, digest->sha256, part.sha256)};
  }

  void LookForAdditional(const Claim& claim, const Manifest& manifest) {
    const auto listing = ListDataset(file_system_, claim.directory);
    if (!listing.ok()) {
      return Add(claim.directory, "unreadable", listing.status().message());
    }
    std::vector<std::string> names = listing->foreign_data;
    for (const DatasetPart& part : listing->parts) names.push_back(part.name);
    std::sort(names.begin(), names.end());
    std::set<std::string> described;
    for (const ManifestPart& part : manifest.parts) described.insert(part.name);
    for (const std::string& name : names) {
      if (described.count(name) != 0) continue;
      const std::string path = JoinPath(claim.directory, name);
      Add(path, "additional", fmt::format("'{}' is not in the manifest", path));
    }
  }

  void Add(std::string path, std::string kind, std::string message) {
    report_.problems.push_back({std::move(path), std::move(kind), std::move(message)});
  }

  VerifyOptions options_;
  FileSystem* file_system_;
  oneapi::tbb::task_arena arena_;
  VerifyReport report_;
};

}  // namespace

arrow::Result<VerifyReport> Verify(const std::string& path,
                                   const VerifyOptions& options) {
  const auto start = std::chrono::steady_clock::now();
  ARROW_ASSIGN_OR_RAISE(VerifyReport report, Verifier(options).Run(path));
  report.seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return report;
}

std::string VerifyReport::ToJson(int indent) const {
  Json problem_list = Json::array();
  for (const VerifyProblem& problem : problems) {
    problem_list.push_back(
        {{"path", problem.path}, {"kind", problem.kind}, {"message", problem.message}});
  }
  const Json json = {{"ok", ok},
                     {"manifests", manifests},
                     {"parts", parts},
                     {"rows", rows},
                     {"bytes", bytes},
                     {"seconds", seconds},
                     {"problems", problem_list}};
  return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

}  // namespace rand_engine
