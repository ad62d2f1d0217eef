#include "run_report.h"

#include <fmt/format.h>

#include <algorithm>

#include "display_text.h"
#include "numbers.h"

namespace rand_engine::cli {
namespace {

constexpr size_t kMostFilesShown = 10;

std::string Detail(std::string_view name, std::string_view text) {
  return fmt::format("  {:<13}{}\n", name, text);
}

/// The file, the directory of the parts, or standard output.
std::string Destination(const GenerateRequest& request, const WriteReport& report) {
  if (request.to_standard_output()) return "standard output";
  if (report.files.empty()) return request.path;
  const std::string& first = report.files[0];
  if (report.files.size() == 1) return first;
  return first.substr(0, first.rfind('/') + 1);
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

}  // namespace

std::string ClosingLine(const GenerateRequest& request, const WriteReport& report) {
  return fmt::format("wrote {}, {}, {} in {} to {} (seed {})",
                     FormatPlural(report.rows, "row"),
                     FormatPlural(static_cast<int64_t>(report.files.size()), "file"),
                     FormatBytes(report.bytes), FormatDuration(report.seconds),
                     Printable(Destination(request, report)), report.seed);
}

std::string RunDetails(const WriteReport& report) {
  std::string text = FileList(report.files, static_cast<int64_t>(report.files.size()));
  text += Detail("format", FormatText(report.format, report.compression));
  if (!report.codec_version.empty()) text += Detail("codec", report.codec_version);
  text += Detail("first row", FormatCount(report.first_row));
  if (!report.now.empty()) text += Detail("now", report.now);
  text += Detail("in one step", report.atomic ? "yes" : "no");
  text += Detail("data version", fmt::format("{}", report.data_version));
  text += Detail("spec SHA-256", report.spec_sha256);
  text.pop_back();
  return text;
}

std::string DryRunText(const GenerateRequest& request, const WritePreview& preview) {
  const bool to_output = request.to_standard_output();
  std::string text = fmt::format(
      "would write {}, {}, to {}; nothing was changed\n",
      FormatPlural(preview.rows, "row"), FormatPlural(preview.file_count, "file"),
      to_output ? "standard output"
                : Printable(preview.path) + (preview.directory ? "/" : ""));
  if (preview.directory) text += FileList(preview.files, preview.file_count);
  if (preview.directory && !request.seed) {
    text += Detail("", "(without a seed the names of parts differ from run to run)");
  }
  const bool is_text = preview.format != "parquet";
  text += Detail("format", FormatText(preview.format, preview.compression));
  text += Detail("mode", preview.mode);
  text += Detail(
      "size",
      fmt::format("about {}{}", FormatBytes(preview.estimated_bytes),
                  is_text && preview.compression != "none" ? " before compression" : ""));
  text += Detail("first row", FormatCount(preview.first_row));
  bool is_first = true;
  for (const ColumnSummary& column : preview.columns) {
    text += Detail(is_first ? "columns" : "",
                   fmt::format("{}  {}{}", Printable(column.name), column.type,
                               column.nullable ? ", may be missing" : ""));
    is_first = false;
  }
  return text;
}

}  // namespace rand_engine::cli
