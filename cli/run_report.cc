#include "run_report.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>

#include "display_text.h"
#include "messages.h"
#include "numbers.h"
#include "rand_engine/plan/duration.h"
#include "terminal.h"

namespace rand_engine::cli {
namespace {

constexpr size_t kMostFilesShown = 10;

std::string Detail(std::string_view name, std::string_view text) {
  return fmt::format("  {:<13}{}\n", name, text);
}

/// The file, the directory of the parts, or standard output.
std::string Destination(const WriteRequest& request, const WriteReport& report) {
  if (request.to_standard_output()) return "standard output";
  if (report.files.empty()) return request.path;
  const std::string& first = report.files[0];
  if (report.files.size() == 1) return first;
  return first.substr(0, first.rfind('/') + 1);
}

std::string Destination(const StreamRequest& request, const StreamReport& report) {
  return request.to_standard_output() ? "standard output" : report.path;
}

std::string FormatText(const std::string& format, const std::string& compression) {
  return compression == "none" ? format : fmt::format("{}, {}", format, compression);
}

std::string FileList(const std::vector<std::string>& files, int64_t count) {
  std::string text;
  const size_t shown = std::min(files.size(), kMostFilesShown);
  for (size_t i = 0; i < shown; ++i) {
    text += Detail(i == 0 ? "files" : "", Printable(files[i]));
  }
  const int64_t left = count - static_cast<int64_t>(shown);
  if (left > 0) text += Detail("", fmt::format("... and {} more", FormatCount(left)));
  return text;
}

/// "wrote 50,000 rows, 1 file, 812 kB in 0.02 s to orders.csv.gz (seed 123)".
std::string ClosingLine(const WriteRequest& request, const WriteReport& report) {
  return fmt::format("wrote {}, {}, {} in {} to {} (seed {})",
                     FormatPlural(report.rows, "row"),
                     FormatPlural(static_cast<int64_t>(report.files.size()), "file"),
                     FormatBytes(report.bytes), FormatDuration(report.seconds),
                     Printable(Destination(request, report)), report.seed);
}

/// "wrote 60 files, 6,000 rows, 812 kB in 60.0 s to events (seed 123); 2 files were late,
/// by up to 0.31 s".
std::string ClosingLine(const StreamRequest& request, const StreamReport& report) {
  std::string text = "wrote ";
  if (!request.is_feed) text += FormatPlural(report.files, "file") + ", ";
  text += fmt::format("{}, {} in {} to {} (seed {})", FormatPlural(report.rows, "row"),
                      FormatBytes(report.bytes), FormatDuration(report.seconds),
                      Printable(Destination(request, report)), report.seed);
  if (report.late_files > 0) {
    text += fmt::format("; {} late, by up to {}",
                        report.late_files == 1
                            ? "1 file was"
                            : FormatPlural(report.late_files, "file") + " were",
                        FormatDuration(report.worst_lateness));
  }
  return text;
}

std::string FilesOf(const WriteReport& report) {
  return FileList(report.files, static_cast<int64_t>(report.files.size()));
}

// With -v each file of a stream had its line.
std::string FilesOf(const StreamReport& /*report*/) { return ""; }

/// What -v adds, a line each: the files, what the bytes depend on.
template <typename Report>
std::string RunDetails(const Report& report) {
  std::string text = FilesOf(report);
  text += Detail("format", FormatText(report.format, report.compression));
  if (!report.codec_version.empty()) text += Detail("codec", report.codec_version);
  text += Detail("first row", FormatCount(report.first_row));
  if (!report.now.empty()) text += Detail("now", report.now);
  text += Detail("in one step", report.atomic ? "yes" : "no");
  text += Detail("durability", report.durability);
  text += Detail("data version", fmt::format("{}", report.data_version));
  if (!report.tzdata_version.empty()) text += Detail("tzdata", report.tzdata_version);
  text += Detail("spec SHA-256", report.spec_sha256);
  text.pop_back();
  return text;
}

template <typename Request, typename Report>
int PrintAnyReport(const Request& request, const Report& report) {
  if (request.json && request.to_standard_output()) {
    PrintNote(report.ToJson());
    return kDone;
  }
  PrintWarnings(request, report.warnings);
  if (!report.atomic && !request.quiet) {
    PrintWarning(
        "the new data did not take the old one's place in one step (atomic: false)");
  }
  const bool is_told = request.verbose || IsTerminal(STDERR_FILENO);
  if (is_told && !request.quiet && !request.json) PrintNote(ClosingLine(request, report));
  if (request.verbose && !request.json) PrintNote(RunDetails(report));
  return request.json ? PrintOutput(report.ToJson() + "\n") : kDone;
}

/// The names of parts.
std::string PartList(const WriteRequest& request, const WritePreview& preview) {
  if (!preview.directory) return "";
  std::string text = FileList(preview.files, preview.file_count);
  if (!request.seed) {
    text += Detail("", "(without a seed the names of parts differ from run to run)");
  }
  return text;
}

std::string SizeText(const WritePreview& preview) {
  const bool is_compressed = preview.format != "parquet" && preview.compression != "none";
  return fmt::format("about {}{}", FormatBytes(preview.estimated_bytes),
                     is_compressed ? " before compression" : "");
}

std::string ColumnList(const WritePreview& preview) {
  std::string text;
  for (const ColumnSummary& column : preview.columns) {
    text += Detail(text.empty() ? "columns" : "",
                   fmt::format("{}  {}{}", Printable(column.name), column.type,
                               column.nullable ? ", may be missing" : ""));
  }
  return text;
}

std::string PlaceText(const WriteRequest& request, const WritePreview& preview) {
  if (request.to_standard_output()) return "standard output";
  return Printable(preview.path) + (preview.directory ? "/" : "");
}

std::string DryRunText(const WriteRequest& request, const WritePreview& preview) {
  std::string text =
      fmt::format("would write {}, {}, to {}; nothing was changed\n",
                  FormatPlural(preview.rows, "row"),
                  FormatPlural(preview.file_count, "file"), PlaceText(request, preview));
  text += PartList(request, preview);
  text += Detail("format", FormatText(preview.format, preview.compression));
  text += Detail("mode", preview.mode);
  text += Detail("size", SizeText(preview));
  text += Detail("first row", FormatCount(preview.first_row));
  return text + ColumnList(preview);
}

/// "a file every 5 s", "1000 rows a second", "all at once".
std::string PaceText(const StreamRequest& request, const WritePreview& preview) {
  if (request.rate) return fmt::format("{} rows a second", *request.rate);
  if (request.is_feed) return "as fast as they are taken";
  if (!request.waits() || !preview.frequency_seconds) return "all at once";
  return fmt::format("a file {}every {}", preview.tables.empty() ? "" : "of each table ",
                     DurationText(std::llround(*preview.frequency_seconds * 1e9)));
}

/// Of a dataset: a line a table.
std::string TableList(const WritePreview& preview) {
  std::string text;
  for (const WritePreview& table : preview.tables) {
    text += Detail(text.empty() ? "tables" : "",
                   fmt::format("{}  {}, {}", Printable(table.table),
                               FormatPlural(table.file_count, "file"),
                               FormatPlural(table.rows, "row")));
  }
  return text;
}

std::string DryRunText(const StreamRequest& request, const WritePreview& preview) {
  const bool rows_are_known = !request.is_feed || request.rows;
  std::string text =
      fmt::format("would write {}{} to {}; nothing was changed\n",
                  request.is_feed ? "" : FormatPlural(preview.file_count, "file") + ", ",
                  rows_are_known ? FormatPlural(preview.rows, "row") : "rows",
                  PlaceText(request, preview));
  text += Detail("pace", PaceText(request, preview));
  if (preview.timeout_seconds && (request.is_feed || request.waits())) {
    text +=
        Detail("duration", DurationText(std::llround(*preview.timeout_seconds * 1e9)));
  }
  text += PartList(request, preview);
  text += Detail("format", FormatText(preview.format, preview.compression));
  if (preview.directory) text += Detail("mode", preview.mode);
  if (rows_are_known) text += Detail("size", SizeText(preview));
  if (!preview.tables.empty()) return text + TableList(preview);
  text += Detail("first row", FormatCount(preview.first_row));
  return text + ColumnList(preview);
}

template <typename Request>
int PrintAnyDryRun(const Request& request, const WritePreview& preview) {
  PrintWarnings(request, preview.warnings);
  return PrintOutput(request.json ? preview.ToJson() + "\n"
                                  : DryRunText(request, preview));
}

}  // namespace

void PrintWarnings(const WriteRequest& request,
                   const std::vector<std::string>& warnings) {
  if (request.quiet) return;
  for (const std::string& warning : warnings) PrintWarning(warning);
}

int PrintReport(const WriteRequest& request, const WriteReport& report) {
  return PrintAnyReport(request, report);
}

int PrintReport(const StreamRequest& request, const StreamReport& report) {
  return PrintAnyReport(request, report);
}

int PrintReport(const WriteRequest& request, const DatasetReport& report) {
  if (request.json) {
    for (const WriteReport& table : report.reports)
      PrintWarnings(request, table.warnings);
    return PrintOutput(report.ToJson() + "\n");
  }
  for (const WriteReport& table : report.reports) PrintAnyReport(request, table);
  return kDone;
}

void PrintStoppedStream(const StreamRequest& request, const StreamReport& report) {
  // The JSON has them.
  if (!request.json) PrintWarnings(request, report.warnings);
  const std::string rows = FormatPlural(report.rows, "row");
  if (request.is_feed) {
    PrintStopped("stopped after " + rows);
  } else if (report.files == 0) {
    PrintStopped("stopped before the first file");
  } else {
    PrintStopped(fmt::format("stopped; wrote {}, {} to {}",
                             FormatPlural(report.files, "file"), rows,
                             Printable(report.path)));
  }
}

int PrintDryRun(const WriteRequest& request, const WritePreview& preview) {
  return PrintAnyDryRun(request, preview);
}

int PrintDryRun(const StreamRequest& request, const WritePreview& preview) {
  return PrintAnyDryRun(request, preview);
}

int PrintDryRun(const WriteRequest& request, const DatasetPreview& preview) {
  std::string text;
  for (const WritePreview& table : preview.previews) {
    PrintWarnings(request, table.warnings);
    text += DryRunText(request, table);
  }
  return PrintOutput(request.json ? preview.ToJson() + "\n" : text);
}

}  // namespace rand_engine::cli
