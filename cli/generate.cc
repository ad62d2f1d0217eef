// rand-engine generate: rows of a spec to files or to standard output.
#include <arrow/result.h>
#include <arrow/status.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "arguments.h"
#include "builtin_specs.h"
#include "command.h"
#include "generate_dataset.h"
#include "generate_manual.h"
#include "messages.h"
#include "preview_rows.h"
#include "rand_engine/compress/codec.h"
#include "rand_engine/data_generator.h"
#include "rand_engine/dataset.h"
#include "rand_engine/error.h"
#include "save.h"
#include "spec_source.h"
#include "terminal.h"
#include "write_request.h"

namespace rand_engine::cli {
namespace {

constexpr int64_t kPreviewRows = 10;

int Fail(const arrow::Status& status) { return PrintFailure(status, "generate"); }

BatchWriter MakeWriter(const WriteRequest& request) {
  BatchWriter writer = DataGenerator(*request.spec, request.seed).write();
  Instruct(request, &writer);
  return writer;
}

/// "orders.csv.gz": a name to suggest for these rows.
std::string SuggestPath(const WriteRequest& request, const std::string& format,
                        const std::string& compression) {
  std::string stem = request.spec_name == "-" ? "data" : request.spec_name;
  stem.erase(0, stem.rfind('/') + 1);
  if (FindBuiltInSpec(stem) == nullptr) stem = stem.substr(0, stem.find('.', 1));
  const CodecInfo* codec = FindCodec(compression);
  const bool has_suffix = format != "parquet" && codec != nullptr;
  return fmt::format("{}.{}{}", stem, format, has_suffix ? codec->suffix : "");
}

/// Bytes that would garble a terminal do not go there.
arrow::Status CheckTerminal(const WriteRequest& request, const WritePreview& preview) {
  const bool is_parquet = preview.format == "parquet";
  if (is_parquet || preview.compression != "none") {
    const std::string name = SuggestPath(request, preview.format, preview.compression);
    return OptionError(fmt::format(
        "{} is not for a terminal to show; say where to write, for example -o {}",
        is_parquet ? "parquet is binary and" : preview.compression + " data", name));
  }
  if (request.json && !request.path_was_given) {
    return OptionError(
        "--json reports about a run; say where its data goes, for example -o "
        "orders.csv, or -o - for this terminal");
  }
  return arrow::Status::OK();
}

std::string Hint(const WriteRequest& request, const Seed& seed, int64_t shown,
                 const WritePreview& preview) {
  const std::string name = SuggestPath(request, preview.format, preview.compression);
  return fmt::format(
      "{} of {} rows, seed {}. To write them all, add: -s {} -o {}   (-o - prints them)",
      shown, preview.rows, seed.text(), seed.text(), name);
}

int ShowOnTerminal(const WriteRequest& request, const WritePreview& preview) {
  const auto seed = request.seed ? arrow::Result<Seed>(*request.seed) : Seed::Draw();
  if (!seed.ok()) return Fail(seed.status());
  const int64_t shown = std::min(kPreviewRows, preview.rows);
  const auto table =
      MakePreview({*request.spec, *seed, preview.first_row, shown, request.now});
  if (!table.ok()) return Fail(table.status());
  PrintWarnings(request, preview.warnings);
  const int code = PrintPreview(*table);
  if (code == kDone && !request.quiet) {
    PrintNote(Paint(STDERR_FILENO, Style::kDim, Hint(request, *seed, shown, preview)));
  }
  return code;
}

int Write(const WriteRequest& request) {
  return SaveOrDryRun(request, MakeWriter(request), "generate", LeftOfTable(request));
}

int RunGenerate(const Arguments& arguments) {
  const auto request = ReadWriteRequest(arguments);
  if (!request.ok()) return Fail(request.status());
  if (Dataset::IsDataset(*request->spec)) return GenerateDataset(*request);
  if (!request->tables.empty()) {
    return Fail(OptionError("--tables is for a dataset; this spec is that of one table"));
  }
  if (request->dry_run) return Write(*request);
  if (GoesToTerminal(*request)) {
    const auto preview = MakeWriter(*request).dry_run(request->path);
    if (!preview.ok()) return Fail(preview.status());
    const arrow::Status status = CheckTerminal(*request, *preview);
    if (!status.ok()) return Fail(status);
    if (!request->path_was_given) return ShowOnTerminal(*request, *preview);
  }
  return Write(*request);
}

}  // namespace

Command GenerateCommand() {
  return {"generate",
          "write rows of a spec to files or to standard output",
          "SPEC [-o PATH] [-n ROWS] [options]",
          {"SPEC", SpecOperandText()},
          GenerateFlags(),
          {{"generate orders -n 50k -o orders.csv.gz", "a gzip file"},
           {"generate users -n 1M -p 10 -o users.parquet", "ten parts"},
           {"generate spec.yaml -f jsonl -n 1M | head -3", "a filter"},
           {"generate orders -o eu.csv -O sep=';' -O decimal=,", "options"}},
          GenerateManual,
          RunGenerate,
          Driver::kBatch};
}

}  // namespace rand_engine::cli
