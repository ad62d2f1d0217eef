#include "rand_engine/report.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "rand_engine/stream.h"

namespace rand_engine {
namespace {

using Json = nlohmann::ordered_json;

// Paths are whatever bytes the system has; JSON wants UTF-8.
std::string Dump(const Json& json, int indent) {
  return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

// What the reports of batches and streams both say of where their data comes from.
template <typename Report>
void AddProvenance(const Report& report, Json* json) {
  Json& members = *json;
  members["seed"] = report.seed;
  members["first_row"] = report.first_row;
  members["now"] = report.now.empty() ? Json(nullptr) : Json(report.now);
  members["format"] = report.format;
  members["compression"] = report.compression;
  members["codec_version"] = report.codec_version;
  members["data_version"] = report.data_version;
  members["tzdata_version"] =
      report.tzdata_version.empty() ? Json(nullptr) : Json(report.tzdata_version);
  members["spec_sha256"] = report.spec_sha256;
  members["atomic"] = report.atomic;
  members["durability"] = report.durability;
}

template <typename Item>
void AddTables(const std::vector<Item>& tables, Json* json) {
  if (tables.empty()) return;
  Json by_name = Json::object();
  for (const Item& table : tables) by_name[table.table] = Json::parse(table.ToJson());
  (*json)["tables"] = std::move(by_name);
}

}  // namespace

void StreamReport::Add(const StreamReport& other) {
  files += other.files;
  planned_files += other.planned_files;
  rows += other.rows;
  bytes += other.bytes;
  late_files += other.late_files;
  worst_lateness = std::max(worst_lateness, other.worst_lateness);
  if (!other.last_file.empty()) last_file = other.last_file;
  if (now.empty()) now = other.now;
  if (tzdata_version.empty()) tzdata_version = other.tzdata_version;
  atomic = atomic && other.atomic;
}

void WritePreview::Add(const WritePreview& other) {
  constexpr size_t kMostShown = 10;
  for (const std::string& file : other.files) {
    if (files.size() < kMostShown) files.push_back(file);
  }
  file_count += other.file_count;
  rows += other.rows;
  estimated_bytes += other.estimated_bytes;
}

std::string WriteReport::ToJson(int indent) const {
  Json json = {{"files", files}, {"rows", rows}, {"bytes", bytes}, {"seconds", seconds}};
  AddProvenance(*this, &json);
  json["late_files"] = late_files;
  json["warnings"] = warnings;
  return Dump(json, indent);
}

std::string StreamReport::ToJson(int indent) const {
  Json json = {{"files", files},
               {"planned_files", planned_files},
               {"rows", rows},
               {"bytes", bytes},
               {"seconds", seconds},
               {"late_files", late_files},
               {"worst_lateness", worst_lateness},
               {"path", path},
               {"last_file", last_file.empty() ? Json(nullptr) : Json(last_file)},
               {"stopped", stopped}};
  AddProvenance(*this, &json);
  json["warnings"] = warnings;
  AddTables(tables, &json);
  return Dump(json, indent);
}

std::string WritePreview::ToJson(int indent) const {
  Json described = Json::array();
  for (const ColumnSummary& column : columns) {
    described.push_back(
        {{"name", column.name}, {"type", column.type}, {"nullable", column.nullable}});
  }
  Json json = {{"dry_run", true},
               {"path", path},
               {"directory", directory},
               {"files", files},
               {"file_count", file_count},
               {"format", format},
               {"compression", compression},
               {"mode", mode},
               {"rows", rows},
               {"first_row", first_row},
               {"estimated_bytes", estimated_bytes},
               {"columns", described},
               {"warnings", warnings}};
  if (timeout_seconds) json["timeout_seconds"] = *timeout_seconds;
  if (frequency_seconds) json["frequency_seconds"] = *frequency_seconds;
  AddTables(tables, &json);
  return Dump(json, indent);
}

}  // namespace rand_engine
