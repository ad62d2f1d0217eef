#include "rand_engine/run/run_setup.h"

#include <arrow/result.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>

#include "rand_engine/write/forwarding_file_system.h"
#include "rand_engine/write/target.h"

namespace rand_engine {
namespace {

// The descriptor that a path stands for, or -1.
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

}  // namespace

arrow::Result<std::string> SeedText(const std::optional<Seed>& seed) {
  if (seed) return seed->text();
  ARROW_ASSIGN_OR_RAISE(const Seed drawn, Seed::Draw());
  return drawn.text();
}

int ResolveThreads(int threads) {
  if (threads > 0) return threads;
  return static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
}

void ObeyDurability(const OutputPlan& output, RunRequest* request) {
  if (output.durable || request->unsynced_files != nullptr) return;
  request->unsynced_files = std::make_shared<UnsyncedFileSystem>(request->file_system);
  request->file_system = request->unsynced_files.get();
}

std::unique_ptr<Target> MakeStraightTargetOf(const RunRequest& request,
                                             const OutputPlan& output) {
  return MakeStraightTarget(request.file_system,
                            output.path == "-" ? "standard output" : output.path,
                            DescriptorOf(output.path), request.stop_token);
}

arrow::Result<std::unique_ptr<PartFormat>> MakeFormatOf(const RunRequest& request,
                                                        std::shared_ptr<const Plan> plan,
                                                        const OutputPlan& output,
                                                        int64_t row_end,
                                                        TransformedRows* transformed) {
  return MakePartFormat(
      std::move(plan), output,
      {request.spec.json(), request.spec.sha256(), row_end,
       ResolveThreads(output.threads), request.stop_token, transformed});
}

arrow::Result<std::unique_ptr<TransformedRows>> BeginTransform(
    const RunRequest& request, std::shared_ptr<const Plan> draft) {
  if (request.transform == nullptr) return nullptr;
  return TransformedRows::Make(request.transform, std::move(draft), request.output.rows);
}

std::string ContentIdentity(const RunRequest& request,
                            const TransformedRows* transformed) {
  const std::string& spec = request.spec.sha256();
  return transformed == nullptr ? spec : spec + " " + transformed->identity();
}

void WarnOfRepeatedRows(const RunRequest& request, const Plan& plan, OutputPlan* output) {
  if (!output->rows_could_repeat) return;
  if (!request.seed && !plan.has_sequence()) return;
  const bool is_of_dataset = plan.inputs().source != nullptr &&
                             plan.inputs().source->streamed_table() != nullptr;
  output->warnings.push_back(fmt::format(
      "rows may repeat those already there ({}); option {} goes on after them",
      request.seed ? "a seed was given" : "the spec has a sequence or unique ids",
      is_of_dataset ? "checkpointLocation" : "firstRow=\"continue\""));
}

WritePreview DescribeOutput(const Schema& schema, const OutputPlan& output) {
  WritePreview preview;
  preview.path = output.path;
  preview.directory = output.layout == Layout::kDirectory;
  preview.format = FormatName(output.format);
  preview.compression = GetCodec(output.codec).name;
  preview.mode = output.mode == WriteMode::kAppend ? "append" : "overwrite";
  for (const ColumnSchema& column : schema) {
    preview.columns.push_back({column.name, TypeName(column), column.nullable});
  }
  preview.warnings = output.warnings;
  return preview;
}

}  // namespace rand_engine
