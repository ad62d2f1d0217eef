#include "write_request.h"

#include <arrow/status.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>

#include "numbers.h"
#include "rand_engine/error.h"
#include "spec_source.h"
#include "terminal.h"

namespace rand_engine::cli {
namespace {

std::string Lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

arrow::Status ReadOptions(const Arguments& arguments, WriteRequest* request) {
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

/// The same thing said by a flag and by -O would leave one of them without effect.
arrow::Status AddOption(const std::string& flag, const std::string& name,
                        OptionValue value, WriteRequest* request) {
  if (request->HasOption(name)) {
    return OptionError(fmt::format(
        "{} and -O {} say the same thing; leave one of them out", flag, name));
  }
  request->options.emplace_back(name, std::move(value));
  return arrow::Status::OK();
}

arrow::Status ReadFormat(const Arguments& arguments, WriteRequest* request) {
  request->format = arguments.Text("--format");
  if (!request->format) return arrow::Status::OK();
  const std::string name = Lower(*request->format);
  if (name != "jsonl" && name != "ndjson") return arrow::Status::OK();
  request->format = "json";
  return AddOption("-f " + name, "lines", true, request);
}

arrow::Status ReadFirstRow(const Arguments& arguments, WriteRequest* request) {
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

enum class ValueKind { kText, kCount, kLength, kRate };

/// A flag that stands for an option, and how its value is read.
struct OptionFlag {
  const char* key;
  const char* shown;
  const char* option;
  ValueKind kind;
};

constexpr OptionFlag kOptionFlags[] = {
    {"--compression", "-c", "compression", ValueKind::kText},
    {"--num-files", "-p", "numFiles", ValueKind::kCount},
    {"--threads", "-j", "threads", ValueKind::kCount},
    {"--now", "--now", "now", ValueKind::kText},
    {"--timeout", "--timeout", "timeout", ValueKind::kLength},
    {"--rate", "--rate", "rate", ValueKind::kRate},
    {"--checkpoint", "--checkpoint", "checkpointLocation", ValueKind::kText},
};

arrow::Result<OptionValue> ReadValue(const OptionFlag& flag, const std::string& text) {
  switch (flag.kind) {
    case ValueKind::kText:
      break;
    case ValueKind::kCount: {
      ARROW_ASSIGN_OR_RAISE(const int64_t count, ParseCount(flag.shown, text));
      return OptionValue(count);
    }
    case ValueKind::kLength:
      ARROW_RETURN_NOT_OK(CheckLength(flag.shown, text));
      break;
    case ValueKind::kRate: {
      ARROW_ASSIGN_OR_RAISE(const double rate, ParseRate(flag.shown, text));
      return OptionValue(rate);
    }
  }
  return OptionValue(text);
}

arrow::Status ReadOptionFlags(const Arguments& arguments, WriteRequest* request) {
  ARROW_RETURN_NOT_OK(ReadFormat(arguments, request));
  ARROW_RETURN_NOT_OK(ReadFirstRow(arguments, request));
  for (const OptionFlag& flag : kOptionFlags) {
    const auto text = arguments.Text(flag.key);
    if (!text) continue;
    ARROW_ASSIGN_OR_RAISE(OptionValue value, ReadValue(flag, *text));
    ARROW_RETURN_NOT_OK(AddOption(flag.shown, flag.option, std::move(value), request));
  }
  if (const auto now = arguments.Text("--now")) request->now = *now;
  return arrow::Status::OK();
}

arrow::Result<std::vector<std::string>> ReadNames(const char* flag,
                                                  const std::string& list) {
  std::vector<std::string> names;
  for (size_t begin = 0; begin <= list.size();) {
    const size_t end = std::min(list.find(',', begin), list.size());
    names.push_back(list.substr(begin, end - begin));
    if (names.back().empty()) {
      return OptionError(fmt::format(
          "{}: must be names such as customers,orders, got '{}'", flag, list));
    }
    begin = end + 1;
  }
  return names;
}

arrow::Status ReadSwitches(const Arguments& arguments, WriteRequest* request) {
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

bool WriteRequest::HasOption(std::string_view name) const {
  return std::any_of(options.begin(), options.end(),
                     [name](const auto& option) { return option.first == name; });
}

arrow::Result<WriteRequest> ReadWriteRequest(const Arguments& arguments) {
  const std::string& name = arguments.operands()[0];
  WriteRequest request;
  request.spec_name = name;
  ARROW_RETURN_NOT_OK(ReadSwitches(arguments, &request));
  ARROW_RETURN_NOT_OK(ReadOptions(arguments, &request));
  ARROW_RETURN_NOT_OK(ReadOptionFlags(arguments, &request));
  if (const auto rows = arguments.Text("--rows")) {
    ARROW_ASSIGN_OR_RAISE(request.rows, ParseCount("-n", *rows));
  }
  if (const auto tables = arguments.Text("--tables")) {
    ARROW_ASSIGN_OR_RAISE(request.tables, ReadNames("--tables", *tables));
  }
  if (const auto fixed = arguments.Text("--fixed")) {
    ARROW_ASSIGN_OR_RAISE(request.fixed, ReadNames("--fixed", *fixed));
  }
  request.mode = arguments.Text("--mode");
  request.path_was_given = arguments.Has("--output");
  request.path = arguments.Text("--output").value_or("-");
  if (const auto seed = arguments.Text("--seed")) {
    ARROW_ASSIGN_OR_RAISE(request.seed, Seed::FromText(*seed));
  }
  ARROW_ASSIGN_OR_RAISE(request.spec, LoadSpec(name));
  return request;
}

bool GoesToTerminal(const WriteRequest& request) {
  return request.to_standard_output() ? IsTerminal(STDOUT_FILENO)
                                      : IsTerminal(request.path);
}

bool ShowsProgress(const WriteRequest& request) {
  return !request.quiet && IsTerminal(STDERR_FILENO) && !GoesToTerminal(request);
}

}  // namespace rand_engine::cli
