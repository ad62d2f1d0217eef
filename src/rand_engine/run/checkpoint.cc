#include "rand_engine/run/checkpoint.h"

#include <arrow/result.h>
#include <arrow/status.h>
#include <errno.h>
#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "rand_engine/error.h"
#include "rand_engine/write/output_file.h"
#include "rand_engine/write/place.h"
#include "rand_engine/write/target.h"
#include "rand_engine/write/whole_file.h"

namespace rand_engine {
namespace {

using Json = nlohmann::ordered_json;

// Raised when the fields change.
constexpr int kLayoutVersion = 1;
// A state has a few hundred bytes and a path.
constexpr size_t kMostBytes = 1 << 20;

arrow::Status Unreadable(const std::string& shown, const std::string& why) {
  return OptionError(
      fmt::format("option 'checkpointLocation': '{}' is no checkpoint of a stream ({}); "
                  "choose another "
                  "directory, or remove the file to begin anew",
                  shown, why));
}

arrow::Result<std::optional<std::string>> ReadWhole(FileSystem* file_system,
                                                    const std::string& path) {
  std::string text;
  const SystemResult result = ReadWholeFile(file_system, path, kMostBytes, &text);
  if (result >= 0) return text;
  if (result == -ENOENT || result == -ENOTDIR) return std::nullopt;
  if (result == -EINVAL) return Unreadable(path, "it is not a regular file");
  if (result == -EFBIG) return Unreadable(path, "it is too long");
  return WriteError(fmt::format("cannot read the checkpoint '{}'", path),
                    static_cast<int>(-result));
}

// The library would take any number and cut it.
template <typename Integer>
Integer IntegerOf(const Json& json) {
  const bool is_unsigned = json.is_number_unsigned();
  if ((is_unsigned && std::in_range<Integer>(json.get<uint64_t>())) ||
      (!is_unsigned && json.is_number_integer() &&
       std::in_range<Integer>(json.get<int64_t>()))) {
    return json.get<Integer>();
  }
  throw Json::type_error::create(302, "not an integer of its range", &json);
}

}  // namespace

std::string CheckpointState::ToJson() const {
  const Json json = {{"layout", kLayoutVersion},
                     {"path", path},
                     {"spec_sha256", spec_sha256},
                     {"seed", seed},
                     {"size", size},
                     {"format", format},
                     {"data_version", data_version},
                     {"schedule", schedule},
                     {"output", output},
                     {"first_row", first_row},
                     {"first_part_index", first_part_index},
                     {"next_file", next_file},
                     {"next_row", next_row},
                     {"next_name", next_name},
                     {"next_rows", next_rows}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

arrow::Result<CheckpointState> CheckpointState::FromJson(const std::string& text,
                                                         const std::string& shown) {
  const Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) return Unreadable(shown, "it is not a JSON object");
  try {
    if (IntegerOf<int>(json.at("layout")) != kLayoutVersion) {
      return Unreadable(shown, "another version of rand_engine wrote it");
    }
    CheckpointState state;
    json.at("path").get_to(state.path);
    json.at("spec_sha256").get_to(state.spec_sha256);
    json.at("seed").get_to(state.seed);
    state.size = IntegerOf<decltype(state.size)>(json.at("size"));
    json.at("format").get_to(state.format);
    state.data_version = IntegerOf<decltype(state.data_version)>(json.at("data_version"));
    json.at("schedule").get_to(state.schedule);
    json.at("output").get_to(state.output);
    state.first_row = IntegerOf<decltype(state.first_row)>(json.at("first_row"));
    state.first_part_index =
        IntegerOf<decltype(state.first_part_index)>(json.at("first_part_index"));
    state.next_file = IntegerOf<decltype(state.next_file)>(json.at("next_file"));
    state.next_row = IntegerOf<decltype(state.next_row)>(json.at("next_row"));
    json.at("next_name").get_to(state.next_name);
    state.next_rows = IntegerOf<decltype(state.next_rows)>(json.at("next_rows"));
    if (state.next_file < 0 || state.first_row < 0 || state.next_row < state.first_row ||
        state.next_rows < 0) {
      return Unreadable(shown, "its numbers cannot be");
    }
    return state;
  } catch (const Json::exception&) {
    return Unreadable(shown, "a field is missing or is not what it should be");
  }
}

Checkpoint::Checkpoint(FileSystem* file_system, std::string location)
    : file_system_(file_system),
      writing_files_(file_system),
      location_(std::move(location)),
      file_(JoinPath(location_, "stream.json")),
      lock_(file_system) {}

arrow::Status Checkpoint::Lock() {
  if (locked_) return arrow::Status::OK();
  ARROW_ASSIGN_OR_RAISE(const Place place, FindPlace(file_system_, location_));
  if (!place.exists) return arrow::Status::OK();
  const arrow::Status status =
      lock_.Acquire(place.path, location_, {}, /*patience_ms=*/200);
  if (!status.ok()) {
    return WriteError(
        fmt::format("the checkpoint '{}' is in use: another stream is running "
                    "with it; wait for its end, or choose another directory",
                    location_),
        GetErrorNumber(status));
  }
  locked_ = true;
  return arrow::Status::OK();
}

arrow::Result<std::optional<CheckpointState>> Checkpoint::Load() {
  ARROW_RETURN_NOT_OK(Lock());
  ARROW_ASSIGN_OR_RAISE(const auto text, ReadWhole(file_system_, file_));
  if (!text) return std::nullopt;
  return CheckpointState::FromJson(*text, file_);
}

arrow::Status Checkpoint::Save(const CheckpointState& state) {
  const std::string text = state.ToJson();
  const auto target = MakeFileTarget(writing_files_, file_);
  ARROW_RETURN_NOT_OK(target->Begin());
  ARROW_RETURN_NOT_OK(Lock());
  ARROW_ASSIGN_OR_RAISE(OutputFile * file, target->OpenPart(""));
  ARROW_RETURN_NOT_OK(file->Write(text.data(), static_cast<int64_t>(text.size())));
  ARROW_RETURN_NOT_OK(target->FinishPart());
  return target->Commit().status();
}

}  // namespace rand_engine
