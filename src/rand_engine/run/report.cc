#include "rand_engine/report.h"

#include <nlohmann/json.hpp>

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
  members["spec_sha256"] = report.spec_sha256;
  members["atomic"] = report.atomic;
  members["durability"] = report.durability;
}

}  // namespace

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
  return Dump(json, indent);
}

}  // namespace rand_engine
