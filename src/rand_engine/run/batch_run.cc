#include "rand_engine/run/batch_run.h"

#include <arrow/result.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>

#include "rand_engine/error.h"
#include "rand_engine/plan/time_text.h"
#include "rand_engine/run/content_hash.h"
#include "rand_engine/run/part_pipeline.h"
#include "rand_engine/version.h"
#include "rand_engine/write/part_name.h"
#include "rand_engine/write/target.h"

namespace rand_engine {
namespace {

/// Everything decided, nothing done.
struct PreparedBatch {
  std::string seed;
  std::shared_ptr<const Plan> plan;
  OutputPlan output;
  std::unique_ptr<PartFormat> format;
  RowRange rows;
  int threads = 1;
};

void WarnOfRepeatedRows(const BatchRequest& request, PreparedBatch* batch) {
  if (!batch->output.rows_could_repeat) return;
  if (!request.seed && !batch->plan->has_sequence()) return;
  batch->output.warnings.push_back(fmt::format(
      "rows may repeat those already there ({}); option firstRow=\"continue\" "
      "goes on after them",
      request.seed ? "a seed was given" : "the spec has a sequence"));
}

arrow::Result<PreparedBatch> Prepare(const BatchRequest& request) {
  if (request.output.rows < 0) {
    return OptionError(
        fmt::format("size must be a number of rows >= 0, got {}", request.output.rows));
  }
  PreparedBatch batch;
  Seed seed = 0;
  if (request.seed) {
    seed = *request.seed;
  } else {
    ARROW_ASSIGN_OR_RAISE(seed, Seed::Draw());
  }
  batch.seed = seed.text();
  PlanInputs inputs{batch.seed, CurrentTimeMicros(), 0};
  ARROW_ASSIGN_OR_RAISE(auto draft, Plan::Make(request.spec, inputs));
  ARROW_ASSIGN_OR_RAISE(
      batch.output, ResolveOutput(request.output, draft->schema(), request.file_system));
  batch.rows = {batch.output.first_row, request.output.rows};
  ARROW_RETURN_NOT_OK(draft->CheckRows(batch.rows));
  // Only now are the last row and the option `now` known.
  inputs.row_end = batch.rows.end();
  inputs.now_us = batch.output.now_us.value_or(inputs.now_us);
  ARROW_ASSIGN_OR_RAISE(batch.plan, Plan::Make(request.spec, inputs));
  batch.threads = ResolveThreads(batch.output.threads);
  ARROW_ASSIGN_OR_RAISE(
      batch.format,
      MakePartFormat(batch.plan, batch.output,
                     {request.spec.json(), request.spec.sha256(), batch.rows.end(),
                      batch.threads, request.stop_token}));
  WarnOfRepeatedRows(request, &batch);
  return batch;
}

// Parts differ by one row at most; the longer ones come first.
RowRange PartRows(const PreparedBatch& batch, int64_t index) {
  const int64_t parts = batch.output.part_count;
  const int64_t least = batch.rows.count / parts;
  const int64_t longer = batch.rows.count % parts;
  const int64_t before = index * least + std::min(index, longer);
  return {batch.rows.first + before, least + (index < longer ? 1 : 0)};
}

std::string BaseName(const std::string& path) {
  return path.substr(path.find_last_of('/') + 1);
}

PartTask MakePart(const BatchRequest& request, const PreparedBatch& batch,
                  int64_t index) {
  const RowRange rows = PartRows(batch, index);
  const OutputPlan& output = batch.output;
  if (output.layout != Layout::kDirectory) return {rows, BaseName(output.path)};
  const std::string hash =
      HashPartContent(request.spec.sha256(), *batch.plan, output, rows);
  const auto number = static_cast<uint32_t>(output.first_part_index + index);
  return {rows, MakePartName(PartNaming::kBatch, number, hash, output.part_suffix)};
}

// The descriptor that a path such as "-", /dev/stdout or /dev/fd/3 stands for, or -1. It
// is written where it stands: opening the path anew would begin a redirected file again.
int DescriptorOf(const std::string& path) {
  if (path == "-" || path == "/dev/stdout") return 1;
  if (path == "/dev/stderr") return 2;
  for (const std::string_view folder : {"/dev/fd/", "/proc/self/fd/"}) {
    if (!path.starts_with(folder)) continue;
    int descriptor = -1;
    const char* end = path.data() + path.size();
    const auto result = std::from_chars(path.data() + folder.size(), end, descriptor);
    if (result.ec == std::errc() && result.ptr == end) return descriptor;
  }
  return -1;
}

std::unique_ptr<Target> MakeTarget(const BatchRequest& request,
                                   const OutputPlan& output) {
  FileSystem* file_system = request.file_system;
  switch (output.layout) {
    case Layout::kSingleFile:
      return MakeFileTarget(file_system, output.path);
    case Layout::kStraight:
      return MakeStraightTarget(file_system,
                                output.path == "-" ? "standard output" : output.path,
                                DescriptorOf(output.path), request.stop_token);
    case Layout::kDirectory:
      break;
  }
  return output.mode == WriteMode::kAppend
             ? MakeAppendTarget(file_system, output.path)
             : MakeDirectoryTarget(file_system, output.path);
}

WriteReport MakeReport(const BatchRequest& request, const PreparedBatch& batch) {
  WriteReport report;
  report.rows = batch.rows.count;
  report.seed = batch.seed;
  report.first_row = batch.rows.first;
  if (batch.plan->has_time()) {
    FormatTimeIso(batch.plan->inputs().now_us, &report.now);
  }
  report.format = FormatName(batch.output.format);
  report.compression = GetCodec(batch.output.codec).name;
  report.codec_version = CodecVersion(batch.output);
  report.data_version = kDataVersion;
  report.spec_sha256 = request.spec.sha256();
  report.warnings = batch.output.warnings;
  return report;
}

}  // namespace

arrow::Result<WriteReport> RunBatch(const BatchRequest& request) {
  const auto start = std::chrono::steady_clock::now();
  ARROW_ASSIGN_OR_RAISE(const PreparedBatch batch, Prepare(request));
  const std::unique_ptr<Target> target = MakeTarget(request, batch.output);
  ARROW_RETURN_NOT_OK(target->Begin());
  const PipelineOptions options{batch.threads, batch.output.part_count, batch.rows.count,
                                request.observer, request.stop_token};
  const PartOf part_of = [&](int64_t index) { return MakePart(request, batch, index); };
  ARROW_ASSIGN_OR_RAISE(const PipelineResult written,
                        WriteParts(*batch.format, part_of, options, target.get()));
  ARROW_ASSIGN_OR_RAISE(CommitResult commit, target->Commit());

  WriteReport report = MakeReport(request, batch);
  report.bytes = written.bytes;
  report.atomic = commit.atomic;
  report.files = std::move(commit.paths);
  for (std::string& warning : commit.warnings) {
    report.warnings.push_back(std::move(warning));
  }
  report.seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return report;
}

arrow::Result<WritePreview> PreviewBatch(const BatchRequest& request) {
  ARROW_ASSIGN_OR_RAISE(const PreparedBatch batch, Prepare(request));
  const OutputPlan& output = batch.output;
  WritePreview preview;
  preview.path = output.path;
  preview.directory = output.layout == Layout::kDirectory;
  preview.file_count = output.part_count;
  constexpr int64_t kMostShown = 10;
  for (int64_t i = 0; i < std::min(kMostShown, output.part_count); ++i) {
    const std::string name = MakePart(request, batch, i).name;
    preview.files.push_back(preview.directory ? output.path + "/" + name : output.path);
  }
  preview.format = FormatName(output.format);
  preview.compression = GetCodec(output.codec).name;
  preview.mode = output.mode == WriteMode::kAppend ? "append" : "overwrite";
  preview.rows = batch.rows.count;
  preview.first_row = batch.rows.first;
  preview.estimated_bytes = batch.format->EstimateBytes(batch.rows.count);
  for (const ColumnSchema& column : batch.plan->schema()) {
    preview.columns.push_back({column.name, ValueTypeName(column.type), column.nullable});
  }
  preview.warnings = output.warnings;
  return preview;
}

int64_t CurrentTimeMicros() {
  using std::chrono::duration_cast;
  using std::chrono::microseconds;
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return duration_cast<microseconds>(now).count();
}

int ResolveThreads(int threads) {
  if (threads > 0) return threads;
  return static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
}

}  // namespace rand_engine
