#include "rand_engine/run/batch_run.h"

#include <arrow/result.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "rand_engine/error.h"
#include "rand_engine/run/clock.h"
#include "rand_engine/run/content_hash.h"
#include "rand_engine/run/part_format.h"
#include "rand_engine/run/part_pipeline.h"
#include "rand_engine/run/run_manifest.h"
#include "rand_engine/run/run_setup.h"
#include "rand_engine/write/part_name.h"
#include "rand_engine/write/target.h"

namespace rand_engine {
namespace {

/// Everything decided, nothing done.
struct PreparedBatch {
  std::shared_ptr<const Plan> plan;
  OutputPlan output;
  std::unique_ptr<TransformedRows> transformed;  ///< null without a transform
  std::unique_ptr<PartFormat> format;
  RowRange rows;
};

arrow::Result<PreparedBatch> Prepare(const RunRequest& request) {
  if (request.output.rows < 0) {
    return OptionError(
        fmt::format("size must be a number of rows >= 0, got {}", request.output.rows));
  }
  PreparedBatch batch;
  PlanInputs inputs;
  ARROW_ASSIGN_OR_RAISE(inputs.seed, SeedText(request.seed));
  inputs.now_us = request.now_us.value_or(SystemClock()->WallMicros());
  inputs.source = request.plan_source;
  ARROW_ASSIGN_OR_RAISE(auto draft, Plan::Make(request.spec, inputs));
  ARROW_ASSIGN_OR_RAISE(batch.transformed, BeginTransform(request, draft));
  const Schema& schema = WrittenSchema(*draft, batch.transformed.get());
  ARROW_ASSIGN_OR_RAISE(batch.output,
                        ResolveOutput(request.output, schema, request.file_system));
  batch.rows = {batch.output.first_row, request.output.rows};
  ARROW_RETURN_NOT_OK(draft->CheckRows(batch.rows));
  // Only now are the last row and the option `now` known.
  inputs.row_end = batch.rows.end();
  inputs.now_us = batch.output.now_us.value_or(inputs.now_us);
  ARROW_ASSIGN_OR_RAISE(batch.plan, Plan::Make(request.spec, inputs));
  ARROW_ASSIGN_OR_RAISE(batch.format,
                        MakeFormatOf(request, batch.plan, batch.output, batch.rows.end(),
                                     batch.transformed.get()));
  if (batch.transformed != nullptr) batch.transformed->StartAt(batch.rows.first);
  WarnOfRepeatedRows(request, *batch.plan, &batch.output);
  return batch;
}

// Parts differ by one row at most; the longer ones come first.
RowRange RowsOfPart(const PreparedBatch& batch, int64_t index) {
  const int64_t parts = batch.output.part_count;
  const int64_t least = batch.rows.count / parts;
  const int64_t longer = batch.rows.count % parts;
  const int64_t before = index * least + std::min(index, longer);
  return {batch.rows.first + before, least + (index < longer ? 1 : 0)};
}

/// Rows of each part, where a transform may make more or fewer than there were.
class PartRowsCount {
 public:
  explicit PartRowsCount(const PreparedBatch& batch) : batch_(batch) {}

  /// Called in order before each part's rows are made, and after the last.
  void NotePartBegin() {
    if (batch_.transformed != nullptr) {
      made_before_.push_back(batch_.transformed->row_count());
    }
  }

  std::vector<PartRows> All() const {
    std::vector<PartRows> all;
    for (int64_t i = 0; i < batch_.output.part_count; ++i) {
      const RowRange rows = RowsOfPart(batch_, i);
      const auto at = static_cast<size_t>(i);
      all.push_back({rows.first, made_before_.empty()
                                     ? rows.count
                                     : made_before_[at + 1] - made_before_[at]});
    }
    return all;
  }

 private:
  const PreparedBatch& batch_;
  std::vector<int64_t> made_before_;  ///< by all parts before; with a transform
};

std::string BaseName(const std::string& path) {
  return path.substr(path.find_last_of('/') + 1);
}

PartTask MakePart(const RunRequest& request, const PreparedBatch& batch, int64_t index) {
  const RowRange rows = RowsOfPart(batch, index);
  const OutputPlan& output = batch.output;
  if (output.layout != Layout::kDirectory) return {rows, BaseName(output.path)};
  const std::string identity = ContentIdentity(request, batch.transformed.get());
  const std::string hash = HashPartContent(identity, *batch.plan, output, rows);
  const auto number = static_cast<uint32_t>(output.first_part_index + index);
  return {rows, MakePartName(PartNaming::kBatch, number, hash, output.part_suffix)};
}

std::unique_ptr<Target> MakeTarget(const RunRequest& request, const OutputPlan& output,
                                   DatasetRecord* record) {
  FileSystem* file_system = request.file_system;
  switch (output.layout) {
    case Layout::kSingleFile:
      return MakeFileTarget(file_system, output.path, record);
    case Layout::kStraight:
      return MakeStraightTargetOf(request, output);
    case Layout::kDirectory:
      break;
  }
  return output.mode == WriteMode::kAppend
             ? MakeAppendTarget(file_system, output.path, request.stop_token, record)
             : MakeDirectoryTarget(file_system, output.path, request.stop_token, record);
}

}  // namespace

arrow::Result<WriteReport> RunBatch(RunRequest request) {
  const auto start = std::chrono::steady_clock::now();
  ARROW_ASSIGN_OR_RAISE(PreparedBatch batch, Prepare(request));
  ObeyDurability(batch.output, &request);
  ManifestRecord manifest = MakeManifestRecord(request, batch.output);
  const std::unique_ptr<Target> target = MakeTarget(request, batch.output, &manifest);
  ARROW_RETURN_NOT_OK(target->Begin());
  if (target->has_ended_changes()) {
    ARROW_ASSIGN_OR_RAISE(batch, Prepare(request));
    manifest = MakeManifestRecord(request, batch.output);
  }
  DescribeSource(request, *batch.plan, batch.output, &manifest);
  TransformedRows* transformed = batch.transformed.get();
  if (transformed != nullptr) ARROW_RETURN_NOT_OK(transformed->BeginOutput());
  const PipelineOptions options{ResolveThreads(batch.output.threads), batch.rows.count,
                                request.observer, request.stop_token};
  PartRowsCount row_counts(batch);
  const NextPart next_part = [&,
                              index = int64_t{0}]() mutable -> std::optional<PartTask> {
    row_counts.NotePartBegin();
    if (index == batch.output.part_count) return std::nullopt;
    return MakePart(request, batch, index++);
  };
  PipelineResult written;
  ARROW_RETURN_NOT_OK(
      WriteParts(batch.format.get(), next_part, options, target.get(), &written));
  if (manifest.wanted()) manifest.SetRows(row_counts.All());
  const auto publish = [&target] { return target->Commit(); };
  ARROW_ASSIGN_OR_RAISE(CommitResult commit, transformed == nullptr
                                                 ? publish()
                                                 : transformed->PublishBy(publish));

  WriteReport report;
  FillProvenance(request, *batch.plan, batch.output, &report);
  report.rows = transformed == nullptr ? batch.rows.count : transformed->row_count();
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

arrow::Result<WritePreview> PreviewBatch(const RunRequest& request) {
  ARROW_ASSIGN_OR_RAISE(const PreparedBatch batch, Prepare(request));
  const OutputPlan& output = batch.output;
  WritePreview preview =
      DescribeOutput(WrittenSchema(*batch.plan, batch.transformed.get()), output);
  preview.file_count = output.part_count;
  constexpr int64_t kMostShown = 10;
  for (int64_t i = 0; i < std::min(kMostShown, output.part_count); ++i) {
    const std::string name = MakePart(request, batch, i).name;
    preview.files.push_back(preview.directory ? output.path + "/" + name : output.path);
  }
  preview.rows = batch.rows.count;
  preview.first_row = batch.rows.first;
  preview.estimated_bytes = batch.format->EstimateBytes(batch.rows.count);
  return preview;
}

}  // namespace rand_engine
