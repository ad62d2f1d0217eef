#include "rand_engine/manifest/manifest.h"

#include <arrow/result.h>
#include <arrow/status.h>
#include <errno.h>
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "rand_engine/error.h"
#include "rand_engine/manifest/file_digest.h"
#include "rand_engine/random/stream_key.h"
#include "rand_engine/write/dataset_record.h"

namespace rand_engine {
namespace {

using Json = nlohmann::ordered_json;

// Raised when the fields change.
constexpr int kLayoutVersion = 1;
// A million parts take 200 MB.
constexpr uint64_t kMostBytes = uint64_t{1} << 30;
constexpr std::string_view kBeginning = "{\n  \"rand_engine_manifest\": ";
constexpr std::string_view kSuffix = kDirectoryRecordName;
constexpr size_t kSha256Digits = 64;

std::string Line(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string RunLine(const ManifestRun& run) {
  Json json = {{"engine_version", run.engine_version},
               {"data_version", run.data_version},
               {"spec", run.spec},
               {"spec_sha256", run.spec_sha256},
               {"seed", run.seed},
               {"format", run.format},
               {"compression", run.compression},
               {"codec_version", run.codec_version}};
  if (!run.tzdata_version.empty()) json["tzdata_version"] = run.tzdata_version;
  return Line(json);
}

std::string PartLine(const ManifestPart& part) {
  Json json = {{"name", part.name},
               {"first_row", part.first_row},
               {"rows", part.rows ? Json(*part.rows) : Json(nullptr)},
               {"bytes", part.bytes},
               {"sha256", part.sha256},
               {"run", part.run}};
  if (!part.now.empty()) json["now"] = part.now;
  return Line(json);
}

template <typename Item, typename ToLine>
std::string Lines(const std::vector<Item>& items, ToLine to_line) {
  std::string text;
  for (const Item& item : items) {
    text += fmt::format("{}\n    {}", text.empty() ? "" : ",", to_line(item));
  }
  return text.empty() ? text : text + "\n  ";
}

// Of the text before it.
std::string Seal(std::string_view body) {
  return fmt::format("  \"sha256\": \"{}\"\n}}\n", Sha256Hex(body));
}

arrow::Status Damaged(const std::string& shown, const std::string& why) {
  return WriteError(fmt::format("the manifest '{}' is damaged: {}", shown, why));
}

ManifestRun ReadRun(const Json& json) {
  ManifestRun run;
  json.at("engine_version").get_to(run.engine_version);
  json.at("data_version").get_to(run.data_version);
  json.at("spec").get_to(run.spec);
  json.at("spec_sha256").get_to(run.spec_sha256);
  json.at("seed").get_to(run.seed);
  json.at("format").get_to(run.format);
  json.at("compression").get_to(run.compression);
  json.at("codec_version").get_to(run.codec_version);
  if (json.contains("tzdata_version")) {
    json.at("tzdata_version").get_to(run.tzdata_version);
  }
  return run;
}

ManifestPart ReadPart(const Json& json) {
  ManifestPart part;
  json.at("name").get_to(part.name);
  json.at("first_row").get_to(part.first_row);
  if (!json.at("rows").is_null()) part.rows = json.at("rows").get<int64_t>();
  json.at("bytes").get_to(part.bytes);
  json.at("sha256").get_to(part.sha256);
  json.at("run").get_to(part.run);
  if (json.contains("now")) json.at("now").get_to(part.now);
  return part;
}

Manifest ReadMembers(const Json& json) {
  Manifest manifest;
  for (const Json& run : json.at("runs")) manifest.runs.push_back(ReadRun(run));
  for (const Json& part : json.at("parts")) manifest.parts.push_back(ReadPart(part));
  return manifest;
}

bool IsSealed(std::string_view text) {
  const size_t seal = Seal("").size();
  if (text.size() < seal) return false;
  const std::string_view body = text.substr(0, text.size() - seal);
  return text.substr(body.size()) == Seal(body);
}

arrow::Status NotInStep(const std::string& shown, const std::string& what) {
  return WriteError(fmt::format(
      "the manifest '{}' is not in step with the dataset: {}; 'rand-engine verify' tells "
      "all of it. To go on without a manifest say manifest=false, or overwrite the "
      "dataset",
      shown, what));
}

}  // namespace

std::string Manifest::ToText() const {
  int64_t rows = 0;
  uint64_t bytes = 0;
  bool rows_are_known = true;
  for (const ManifestPart& part : parts) {
    rows += part.rows.value_or(0);
    rows_are_known = rows_are_known && part.rows;
    bytes += part.bytes;
  }
  std::string text = fmt::format(
      "{}{},\n  \"runs\": [{}],\n  \"parts\": [{}],\n  \"rows\": {},\n  \"bytes\": {},\n",
      kBeginning, kLayoutVersion, Lines(runs, RunLine), Lines(parts, PartLine),
      rows_are_known ? fmt::to_string(rows) : "null", bytes);
  return text + Seal(text);
}

arrow::Result<Manifest> Manifest::FromText(const std::string& text,
                                           const std::string& shown) {
  if (!IsSealed(text)) {
    return Damaged(shown, "its text is not that of its checksum; it was changed or cut");
  }
  const Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  try {
    if (json.at("rand_engine_manifest").get<int>() != kLayoutVersion) {
      return WriteError(fmt::format(
          "cannot read the manifest '{}': another version of rand_engine wrote it",
          shown));
    }
    Manifest manifest = ReadMembers(json);
    for (const ManifestPart& part : manifest.parts) {
      const bool can_be = part.run < manifest.runs.size() &&
                          part.sha256.size() == kSha256Digits &&
                          part.name.find('/') == std::string::npos;
      if (!can_be) return Damaged(shown, "its part '" + part.name + "' cannot be");
    }
    return manifest;
  } catch (const Json::exception&) {
    return Damaged(shown, "a member is missing or is not what it should be");
  }
}

void Manifest::Add(ManifestPart part, const ManifestRun& run) {
  if (runs.empty() || runs.back() != run) runs.push_back(run);
  part.run = runs.size() - 1;
  parts.push_back(std::move(part));
}

void Manifest::Remove(const std::vector<std::string>& names) {
  const std::set<std::string> gone(names.begin(), names.end());
  std::erase_if(parts, [&](const auto& part) { return gone.count(part.name) != 0; });
  Manifest left;
  for (ManifestPart& part : parts) {
    const ManifestRun& run = runs[part.run];
    left.Add(std::move(part), run);
  }
  *this = std::move(left);
}

std::string ManifestName(const std::string& single_file) {
  const std::string prefix = single_file.empty() ? "" : "." + single_file;
  return prefix + std::string(kSuffix);
}

std::optional<std::string> FileOfManifest(std::string_view name) {
  if (!name.starts_with('.') || !name.ends_with(kSuffix)) return std::nullopt;
  name.remove_suffix(kSuffix.size());
  if (name.empty()) return "";
  name.remove_prefix(1);
  if (name.empty()) return std::nullopt;
  return std::string(name);
}

arrow::Result<FoundManifest> FindManifest(FileSystem* file_system,
                                          const std::string& path,
                                          const std::string& shown) {
  FoundManifest found;
  FileStatus status;
  const SystemResult result = file_system->Status(path, /*follow=*/false, &status);
  // A name that is too long is no file's.
  if (result == -ENOENT || result == -ENOTDIR || result == -ENAMETOOLONG) return found;
  if (result < 0) {
    return WriteError(fmt::format("cannot look at '{}'", shown),
                      static_cast<int>(-result));
  }
  found.exists = true;
  if (status.type != FileType::kRegular) return found;
  ARROW_ASSIGN_OR_RAISE(found.text, ReadFile(file_system, path, shown, kMostBytes));
  found.is_ours = found.text.starts_with(kBeginning);
  return found;
}

arrow::Status CheckInStep(const Manifest& manifest, const std::vector<DatasetPart>& there,
                          const std::string& shown) {
  std::map<std::string_view, uint64_t> sizes;
  for (const DatasetPart& part : there) sizes.emplace(part.name, part.size);
  for (const ManifestPart& part : manifest.parts) {
    const auto found = sizes.find(part.name);
    if (found == sizes.end()) {
      return NotInStep(shown, fmt::format("'{}' is missing", part.name));
    }
    if (found->second != part.bytes) {
      return NotInStep(shown, fmt::format("'{}' has {} bytes instead of {}", part.name,
                                          found->second, part.bytes));
    }
    sizes.erase(found);
  }
  if (sizes.empty()) return arrow::Status::OK();
  return NotInStep(shown, fmt::format("'{}' is not in it", sizes.begin()->first));
}

}  // namespace rand_engine
