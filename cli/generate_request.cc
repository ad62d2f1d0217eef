#include "generate_request.h"

#include <arrow/status.h>
#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "builtin_specs.h"
#include "numbers.h"
#include "rand_engine/compress/codec.h"
#include "rand_engine/error.h"
#include "spec_source.h"

namespace rand_engine::cli {
namespace {

arrow::Result<std::optional<int64_t>> ReadCount(const Arguments& arguments,
                                                const std::string& key,
                                                std::string_view shown) {
  const auto text = arguments.Text(key);
  if (!text) return std::nullopt;
  ARROW_ASSIGN_OR_RAISE(const int64_t count, ParseCount(shown, *text));
  return count;
}

std::string Lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

/// The same thing said by a flag and by -O would leave one of them without effect.
arrow::Status CheckSaidOnce(const GenerateRequest& request, const std::string& flag,
                            const std::string& key) {
  const bool is_there =
      std::any_of(request.options.begin(), request.options.end(),
                  [&](const auto& option) { return option.first == key; });
  if (!is_there) return arrow::Status::OK();
  return OptionError(
      fmt::format("{} and -O {} say the same thing; leave one of them out", flag, key));
}

arrow::Status ReadOptions(const Arguments& arguments, GenerateRequest* request) {
  for (const std::string& text : arguments.All("--option")) {
    const size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0) {
      return OptionError(
          fmt::format("-O: must be KEY=VALUE, for example -O sep=';', got '{}'", text));
    }
    request->options.emplace_back(text.substr(0, equals), text.substr(equals + 1));
    if (text.substr(0, equals) == "now") request->now = text.substr(equals + 1);
  }
  return arrow::Status::OK();
}

arrow::Status AddOption(const std::string& flag, const std::string& key,
                        OptionValue value, GenerateRequest* request) {
  ARROW_RETURN_NOT_OK(CheckSaidOnce(*request, flag, key));
  request->options.emplace_back(key, std::move(value));
  return arrow::Status::OK();
}

arrow::Status ReadFormat(const Arguments& arguments, GenerateRequest* request) {
  request->format = arguments.Text("--format");
  if (!request->format) return arrow::Status::OK();
  const std::string name = Lower(*request->format);
  if (name != "jsonl" && name != "ndjson") return arrow::Status::OK();
  request->format = "json";
  return AddOption("-f " + name, "lines", true, request);
}

arrow::Status ReadFirstRow(const Arguments& arguments, GenerateRequest* request) {
  const auto text = arguments.Text("--first-row");
  if (!text) return arrow::Status::OK();
  if (Lower(*text) == "continue") {
    return AddOption("--first-row", "firstRow", "continue", request);
  }
  if (!(*text)[0] || std::isalpha(static_cast<unsigned char>((*text)[0])) != 0) {
    return OptionError(fmt::format(
        "--first-row: must be a row number such as 50000 or 1M, or continue, got '{}'",
        *text));
  }
  ARROW_ASSIGN_OR_RAISE(const int64_t row, ParseCount("--first-row", *text));
  return AddOption("--first-row", "firstRow", row, request);
}

/// The flags that stand for options.
arrow::Status ReadOptionFlags(const Arguments& arguments, GenerateRequest* request) {
  ARROW_RETURN_NOT_OK(ReadFormat(arguments, request));
  ARROW_RETURN_NOT_OK(ReadFirstRow(arguments, request));
  if (const auto codec = arguments.Text("--compression")) {
    ARROW_RETURN_NOT_OK(AddOption("-c", "compression", *codec, request));
  }
  ARROW_ASSIGN_OR_RAISE(const auto parts, ReadCount(arguments, "--num-files", "-p"));
  if (parts) ARROW_RETURN_NOT_OK(AddOption("-p", "numFiles", *parts, request));
  ARROW_ASSIGN_OR_RAISE(const auto threads, ReadCount(arguments, "--threads", "-j"));
  if (threads) ARROW_RETURN_NOT_OK(AddOption("-j", "threads", *threads, request));
  if (const auto now = arguments.Text("--now")) {
    ARROW_RETURN_NOT_OK(AddOption("--now", "now", *now, request));
    request->now = *now;
  }
  return arrow::Status::OK();
}

arrow::Status ReadSwitches(const Arguments& arguments, GenerateRequest* request) {
  request->dry_run = arguments.Has("--dry-run");
  request->json = arguments.Has("--json");
  request->quiet = arguments.Has("--quiet");
  request->verbose = arguments.Has("--verbose");
  if (request->quiet && request->verbose) {
    return OptionError("-q and -v contradict each other; leave one of them out");
  }
  return arrow::Status::OK();
}

}  // namespace

arrow::Result<GenerateRequest> ReadGenerateRequest(const Arguments& arguments) {
  const std::string& name = arguments.operands()[0];
  GenerateRequest request;
  request.spec_name = name;
  ARROW_RETURN_NOT_OK(ReadSwitches(arguments, &request));
  ARROW_RETURN_NOT_OK(ReadOptions(arguments, &request));
  ARROW_RETURN_NOT_OK(ReadOptionFlags(arguments, &request));
  ARROW_ASSIGN_OR_RAISE(const auto rows, ReadCount(arguments, "--rows", "-n"));
  request.rows = rows.value_or(request.rows);
  request.mode = arguments.Text("--mode");
  request.path_was_given = arguments.Has("--output");
  request.path = arguments.Text("--output").value_or("-");
  if (const auto seed = arguments.Text("--seed")) {
    ARROW_ASSIGN_OR_RAISE(request.seed, Seed::FromText(*seed));
  }
  ARROW_ASSIGN_OR_RAISE(request.spec, LoadSpec(name));
  return request;
}

BatchWriter MakeWriter(const GenerateRequest& request) {
  BatchWriter writer = DataGenerator(*request.spec, request.seed).write();
  writer.size(request.rows).options(request.options);
  if (request.format) writer.format(*request.format);
  if (request.mode) writer.mode(*request.mode);
  return writer;
}

std::string SuggestPath(const GenerateRequest& request, const std::string& format,
                        const std::string& compression) {
  std::string stem = request.spec_name == "-" ? "data" : request.spec_name;
  stem.erase(0, stem.rfind('/') + 1);
  if (FindBuiltInSpec(stem) == nullptr) stem = stem.substr(0, stem.find('.', 1));
  const CodecInfo* codec = FindCodec(compression);
  const bool has_suffix = format != "parquet" && codec != nullptr;
  return fmt::format("{}.{}{}", stem, format, has_suffix ? codec->suffix : "");
}

}  // namespace rand_engine::cli
