#include "stream_request.h"

#include <arrow/status.h>
#include <fmt/format.h>

#include <utility>

#include "numbers.h"
#include "rand_engine/dataset.h"
#include "rand_engine/error.h"
#include "rand_engine/plan/option_values.h"
#include "rand_engine/plan/path_resolution.h"
#include "rand_engine/write/file_system.h"

namespace rand_engine::cli {
namespace {

// Slow enough to be read.
constexpr double kRowsASecondOnTerminal = 10;

std::optional<double> FindRate(const StreamRequest& request) {
  for (const auto& [name, value] : request.options) {
    if (name == "rate") return NumberOf(value);
  }
  return std::nullopt;
}

/// A feed has rows only.
arrow::Status CheckFeed(const Arguments& arguments, const StreamRequest& request) {
  for (const char* flag : {"--every", "--once", "--available-now", "--checkpoint"}) {
    if (!arguments.Has(flag)) continue;
    return OptionError(fmt::format(
        "{}: it is of files, but {} is fed row by row; to write files say where, for "
        "example -o out/events; to feed leave {} out",
        flag, request.to_standard_output() ? "standard output" : request.path, flag));
  }
  return arrow::Status::OK();
}

arrow::Status CheckFiles(const Arguments& arguments, const StreamRequest& request) {
  if (arguments.Has("--rate")) {
    return OptionError(
        "--rate: it is of feeds (-o -, a FIFO or a device); the rows of files are -n a "
        "file, one --every so often, for example -n 1000 --every 1s");
  }
  if (request.trigger.once) return arrow::Status::OK();
  std::string missing;
  if (!request.trigger.frequency) {
    missing += "\n  --every 5s, the time from one file to the next";
  }
  if (!request.HasOption("timeout")) {
    missing += "\n  --timeout 1m, how long the stream runs";
  }
  if (missing.empty()) return arrow::Status::OK();
  return OptionError("a stream of files needs, for example:" + missing);
}

arrow::Status CheckDataset(const StreamRequest& request) {
  if (request.is_feed) {
    return OptionError(fmt::format(
        "a dataset is streamed into a directory: rand-engine stream {} -o DIR --every 5s "
        "--timeout 1m; a feed has the rows of one spec",
        request.spec_name));
  }
  if (request.rows) {
    return OptionError(
        "-n: the sizes of tables stand in the dataset's spec; they are those of a file");
  }
  return arrow::Status::OK();
}

arrow::Status CheckTable(const StreamRequest& request) {
  const bool names_tables = !request.tables.empty() || !request.fixed.empty();
  if (!names_tables) return arrow::Status::OK();
  return OptionError(fmt::format("{} is for a dataset; this spec is that of one table",
                                 request.tables.empty() ? "--fixed" : "--tables"));
}

}  // namespace

bool StreamRequest::is_dataset() const { return Dataset::IsDataset(*spec); }

arrow::Result<StreamRequest> ReadStreamRequest(const Arguments& arguments) {
  StreamRequest request;
  ARROW_ASSIGN_OR_RAISE(static_cast<WriteRequest&>(request), ReadWriteRequest(arguments));
  if (const auto every = arguments.Text("--every")) {
    ARROW_RETURN_NOT_OK(CheckLength("--every", *every));
    request.trigger.frequency = *every;
  }
  request.trigger.once = arguments.Has("--once");
  request.trigger.available_now = arguments.Has("--available-now");
  if (request.trigger.once && request.trigger.available_now) {
    return OptionError(
        "--once and --available-now contradict each other; leave one of them out");
  }
  request.rate = FindRate(request);
  // A place that cannot be looked at is the writer's to complain about.
  const auto kind = LookAt(PosixFileSystem(), request.path);
  request.is_feed = kind.ok() && *kind == PathKind::kStraight;
  ARROW_RETURN_NOT_OK(request.is_dataset() ? CheckDataset(request) : CheckTable(request));
  ARROW_RETURN_NOT_OK(request.is_feed ? CheckFeed(arguments, request)
                                      : CheckFiles(arguments, request));
  return request;
}

bool SlowDownForTerminal(StreamRequest* request) {
  if (!request->is_feed || request->HasOption("rate") || !GoesToTerminal(*request)) {
    return false;
  }
  request->rate = kRowsASecondOnTerminal;
  request->options.emplace_back("rate", *request->rate);
  return true;
}

StreamWriter MakeWriter(const StreamRequest& request) {
  StreamWriter writer = request.is_dataset()
                            ? Dataset(*request.spec, request.seed).writeStream()
                            : DataGenerator(*request.spec, request.seed).writeStream();
  Instruct(request, &writer);
  writer.tables(request.tables).fixed(request.fixed);
  writer.trigger(request.trigger);
  return writer;
}

}  // namespace rand_engine::cli
