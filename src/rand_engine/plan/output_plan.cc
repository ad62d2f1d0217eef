#include "rand_engine/plan/output_plan.h"

#include <arrow/result.h>
#include <arrow/status.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <limits>
#include <string_view>
#include <utility>

#include "rand_engine/error.h"
#include "rand_engine/plan/existing_dataset.h"
#include "rand_engine/plan/manifest_resolution.h"
#include "rand_engine/plan/option_parser.h"
#include "rand_engine/plan/option_resolution.h"
#include "rand_engine/plan/option_values.h"
#include "rand_engine/plan/path_resolution.h"
#include "rand_engine/plan/stream_resolution.h"
#include "rand_engine/spec/nearest_name.h"

namespace rand_engine {
namespace {

constexpr int64_t kMaxRow = std::numeric_limits<int64_t>::max();
// A part's index has 8 hex digits.
constexpr uint64_t kPartIndexes = uint64_t{1} << 32;

WriteMode ReadMode(const std::optional<std::string>& mode, OptionProblems* problems) {
  const std::string lower = LowerAscii(mode.value_or("overwrite"));
  if (lower == "append") return WriteMode::kAppend;
  if (lower == "overwrite") return WriteMode::kOverwrite;
  const bool of_spark = lower == "error" || lower == "errorifexists" ||
                        lower == "ignore" || lower == "default";
  problems->push_back(
      fmt::format("mode: '{}' is not {}; allowed are overwrite (the default) and "
                  "append{}; for example "
                  "mode(\"append\")",
                  *mode, of_spark ? "supported, though Spark has it" : "a write mode",
                  DidYouMean(lower, {"overwrite", "append"})));
  return WriteMode::kOverwrite;
}

/// What those who say another name for a format are to say instead.
std::string FormatHint(const std::string& lower) {
  if (lower == "jsonl" || lower == "ndjson") {
    return "; that is format(\"json\") with option lines=true";
  }
  if (lower == "tsv") return "; that is format(\"csv\") with option sep=\"\\t\"";
  if (lower == "pq") return "; did you mean 'parquet'?";
  return DidYouMean(lower, {"csv", "json", "parquet"});
}

std::optional<Format> ReadFormat(const std::optional<std::string>& name,
                                 OptionProblems* problems) {
  if (!name) return std::nullopt;
  const std::string lower = LowerAscii(*name);
  for (Format format : {Format::kCsv, Format::kJson, Format::kParquet}) {
    if (lower == FormatName(format)) return format;
  }
  problems->push_back(fmt::format(
      "format: '{}' is not written; allowed are csv, json and parquet{}; for example "
      "format(\"parquet\")",
      *name, FormatHint(lower)));
  return std::nullopt;
}

/// One request on its way to a plan. Mistakes gather in `problems_`; a failed status is
/// something else, which ends it at once.
class OutputResolver {
 public:
  OutputResolver(const OutputRequest& request, const Schema& schema,
                 FileSystem* file_system)
      : request_(request), schema_(schema), file_system_(file_system) {}

  arrow::Result<OutputPlan> Resolve() {
    plan_.mode = ReadMode(request_.mode, &problems_);
    if (request_.resumes) plan_.mode = WriteMode::kAppend;
    told_format_ = ReadFormat(request_.format, &problems_);
    const bool format_is_wrong = request_.format.has_value() && !told_format_;
    if (auto path = SplitPath(request_.path); path.ok()) {
      path_ = *std::move(path);
    } else {
      problems_.push_back(path.status().message());
    }
    if (path_) ARROW_RETURN_NOT_OK(FindLayout());
    if (!format_is_wrong) FindFormat();
    said_ = ReadOptions(request_.options, request_.driver, format_, &problems_);
    if (!batch() && path_) ResolveSchedule();
    if (format_) ARROW_RETURN_NOT_OK(ResolveOptions());
    if (path_ && format_) ARROW_RETURN_NOT_OK(ResolvePlace());
    if (path_ && format_ && problems_.empty()) {
      ARROW_ASSIGN_OR_RAISE(plan_.manifest,
                            ResolveManifest(said_, plan_, listing_, request_.resumes,
                                            file_system_, &problems_));
    }
    ResolveRows();
    if (!problems_.empty()) return AllProblems();
    if (said_.continue_rows) ARROW_RETURN_NOT_OK(ContinueRows());
    return std::move(plan_);
  }

 private:
  bool batch() const { return request_.driver == Driver::kBatch; }
  bool append() const { return plan_.mode == WriteMode::kAppend; }

  /// Keep a mistake of the user for the one message; pass on any other failure.
  arrow::Status Collect(const arrow::Status& status) {
    if (status.ok() || GetErrorKind(status) != ErrorKind::kOption) return status;
    problems_.push_back(status.message());
    return arrow::Status::OK();
  }

  /// One line each; a place that was looked at twice has its mistake once.
  arrow::Status AllProblems() const {
    OptionProblems distinct;
    for (const std::string& problem : problems_) {
      if (std::find(distinct.begin(), distinct.end(), problem) == distinct.end()) {
        distinct.push_back(problem);
      }
    }
    return OptionError(fmt::format("{}", fmt::join(distinct, "\n")));
  }

  arrow::Status FindLayout() {
    if (!path_->trailing_slash) {
      const auto kind = LookAt(file_system_, path_->full);
      ARROW_RETURN_NOT_OK(Collect(kind.status()));
      if (kind.ok() && *kind == PathKind::kStraight) {
        plan_.layout = Layout::kStraight;
        plan_.path = path_->full;
        return arrow::Status::OK();
      }
    }
    ARROW_ASSIGN_OR_RAISE(const bool is_directory, WantsDirectory());
    if (!is_directory) return arrow::Status::OK();
    plan_.layout = Layout::kDirectory;
    plan_.path = DatasetDirectoryOf(*path_);
    return LookIntoDirectory();
  }

  arrow::Result<bool> WantsDirectory() {
    if (!batch() || path_->trailing_slash) return true;
    // The format is not known yet, and these mistakes are reported later.
    OptionProblems ignored;
    const SaidOptions said =
        ReadOptions(request_.options, request_.driver, std::nullopt, &ignored);
    if (said.file_count.value_or(1) >= 2) return true;
    if (!append()) return false;
    if (said.file_count) return true;
    const auto kind = LookAt(file_system_, DatasetDirectoryOf(*path_));
    ARROW_RETURN_NOT_OK(Collect(kind.status()));
    return kind.ok() && *kind == PathKind::kDirectory;
  }

  arrow::Status LookIntoDirectory() {
    const auto kind = LookAt(file_system_, plan_.path);
    ARROW_RETURN_NOT_OK(Collect(kind.status()));
    if (!kind.ok() || *kind == PathKind::kMissing) return arrow::Status::OK();
    if (*kind != PathKind::kDirectory) {
      problems_.push_back(fmt::format(
          "path: '{0}' is a file, but the parts need a directory of that name; choose "
          "another path, for example '{0}_parts/', or remove the file first",
          plan_.path));
      return arrow::Status::OK();
    }
    ARROW_ASSIGN_OR_RAISE(listing_, ListDataset(file_system_, plan_.path));
    ARROW_RETURN_NOT_OK(Collect(CheckNoForeignData(plan_.path, listing_)));
    if (!append()) return arrow::Status::OK();
    auto format = FormatOfDataset(plan_.path, listing_);
    ARROW_RETURN_NOT_OK(Collect(format.status()));
    if (format.ok()) dataset_format_ = *format;
    return arrow::Status::OK();
  }

  bool straight() const { return plan_.layout == Layout::kStraight; }

  void ResolveSchedule() {
    plan_.stream =
        ResolveStream(request_, said_, straight(), &problems_, &plan_.warnings);
    if (straight() && format_) ResolveFeed(*format_, plan_.path, &said_, &problems_);
  }

  void FindFormat() {
    const std::optional<Format> by_path = path_ ? path_->name.format : std::nullopt;
    if (told_format_ && by_path && *told_format_ != *by_path) {
      problems_.push_back(
          fmt::format("format: {0} contradicts the path '{1}', which ends in '{2}'; "
                      "leave one of them "
                      "out, for example save(\"{3}.{0}\")",
                      FormatName(*told_format_), path_->full, path_->name.format_suffix,
                      path_->directory + path_->name.stem));
    }
    format_ = told_format_ ? told_format_ : by_path;
    if (format_ && dataset_format_ && *format_ != *dataset_format_) {
      problems_.push_back(fmt::format(
          "cannot append: the format here is {}, but the parts in '{}' are {}; leave the "
          "format out to append in the dataset's, or write to another path",
          FormatName(*format_), plan_.path, FormatName(*dataset_format_)));
    }
    if (!format_) format_ = dataset_format_;
    // Without a path nothing says which format's options are right.
    if (!format_ && path_) format_ = batch() ? Format::kCsv : Format::kJson;
  }

  arrow::Status ResolveOptions() {
    if (path_) TakePathsWord(*path_, *format_, &said_, &problems_);
    if (append() && !listing_.parts.empty() && problems_.empty()) {
      ARROW_RETURN_NOT_OK(TakeDatasetsWord());
    }
    plan_.format = *format_;
    plan_.codec = ResolveCodec(*format_, said_);
    plan_.compression_level = ResolveLevel(*format_, plan_.codec, said_, &problems_);
    plan_.part_suffix = SuffixOf(*format_, plan_.codec);
    switch (*format_) {
      case Format::kCsv:
        plan_.csv = ResolveCsv(said_, schema_, &problems_);
        break;
      case Format::kJson:
        plan_.json = ResolveJson(said_, schema_, &problems_, &plan_.warnings);
        break;
      case Format::kParquet:
        plan_.parquet = ResolveParquet(said_);
        break;
    }
    ResolveDurability();
    plan_.threads = static_cast<int>(said_.threads.value_or(0));
    plan_.now_us = said_.now_us;
    return arrow::Status::OK();
  }

  void ResolveDurability() {
    plan_.durable = said_.durable.value_or(true);
    // What is written straight is its reader's affair.
    if (plan_.durable || plan_.layout == Layout::kStraight) return;
    plan_.warnings.push_back(
        "Option durability is none: nothing was brought to the disk, so a loss of power "
        "in the next seconds may lose what was written, or cut it.");
  }

  arrow::Status TakeDatasetsWord() {
    auto facts = InspectDataset(plan_.path, listing_, *format_, schema_, said_);
    ARROW_RETURN_NOT_OK(Collect(facts.status()));
    if (facts.ok()) {
      TakeUnsaid(*facts, plan_.path, &said_, &problems_, &plan_.warnings);
    }
    return arrow::Status::OK();
  }

  arrow::Status ResolvePlace() {
    if (path_->full == "~" || path_->full.substr(0, 2) == "~/") {
      plan_.warnings.push_back(
          fmt::format("'~' in '{}' is taken as the name of a directory here, not as your "
                      "home directory.",
                      request_.path));
    }
    switch (plan_.layout) {
      case Layout::kStraight:
        CheckStraight();
        return arrow::Status::OK();
      case Layout::kDirectory:
        return ResolveDirectory();
      case Layout::kSingleFile:
        return ResolveSingleFile();
    }
    return arrow::Status::OK();
  }

  void CheckStraight() {
    if (append()) {
      problems_.push_back(
          fmt::format("mode: append is not possible to '{}', which is written straight; "
                      "leave the mode "
                      "out, or write to a directory, for example 'out/data/'",
                      plan_.path));
    }
    if (said_.file_count.value_or(1) != 1) {
      problems_.push_back(fmt::format(
          "option 'numFiles': {} files cannot go to '{}', which is one stream of bytes; "
          "leave the option out, or write to a directory, for example 'out/data/'",
          *said_.file_count, plan_.path));
    }
    if (plan_.codec == Codec::kZip) {
      problems_.push_back(fmt::format(
          "option 'compression': zip goes back in the file it writes, which '{}' cannot; "
          "choose another codec, for example compression=\"gzip\"",
          plan_.path));
    }
  }

  arrow::Status ResolveDirectory() {
    plan_.part_count = said_.file_count.value_or(1);
    if (!batch()) plan_.part_count = std::max<int64_t>(plan_.stream.file_count, 1);
    if (append()) {
      plan_.first_part_index = listing_.next_index;
      plan_.rows_could_repeat =
          !listing_.parts.empty() && !said_.first_row && !said_.continue_rows;
    }
    if (plan_.first_part_index + static_cast<uint64_t>(plan_.part_count) > kPartIndexes) {
      problems_.push_back(fmt::format(
          "{}: {} more parts do not fit into '{}', where {} parts have been of at most "
          "{}; write to another directory",
          batch() ? "option 'numFiles'" : "timeout / frequency", plan_.part_count,
          plan_.path, plan_.first_part_index, kPartIndexes));
    }
    if (!problems_.empty()) return arrow::Status::OK();
    WarnOfFileBesides(plan_.path + plan_.part_suffix);
    if (path_->name.format && !path_->trailing_slash) WarnOfFileBesides(path_->full);
    return CheckWritable(file_system_, plan_.path, /*is_directory=*/true);
  }

  /// A file that readers who look for `name*` would take together with the directory.
  void WarnOfFileBesides(const std::string& file) {
    const auto kind = LookAt(file_system_, file);
    if (kind.ok() && *kind == PathKind::kFile) WarnOfBoth(file, plan_.path);
  }

  void WarnOfBoth(const std::string& file, const std::string& directory) {
    std::string warning = fmt::format(
        "Both the file '{}' and the directory '{}' exist after this; only '{}' is "
        "written.",
        file, directory, plan_.path);
    if (std::find(plan_.warnings.begin(), plan_.warnings.end(), warning) ==
        plan_.warnings.end()) {
      plan_.warnings.push_back(std::move(warning));
    }
  }

  arrow::Status ResolveSingleFile() {
    // Appending where nothing is yet writes the plain file, as overwriting does.
    const bool appends = append();
    plan_.mode = WriteMode::kOverwrite;
    plan_.path = SingleFileOf(*path_, *format_, plan_.codec);
    if (!NameFits()) return arrow::Status::OK();
    const auto kind = LookAt(file_system_, plan_.path);
    ARROW_RETURN_NOT_OK(Collect(kind.status()));
    if (kind.ok()) CheckSingleFile(*kind, appends);
    if (!problems_.empty()) return arrow::Status::OK();
    WarnOfCodecInName();
    const std::string directory = DatasetDirectoryOf(*path_);
    const auto beside = LookAt(file_system_, directory);
    if (beside.ok() && *beside == PathKind::kDirectory) WarnOfBoth(plan_.path, directory);
    return CheckWritable(file_system_, plan_.path, /*is_directory=*/false);
  }

  bool NameFits() {
    const size_t length = plan_.path.size() - path_->directory.size();
    if (length <= kLongestName) return true;
    problems_.push_back(
        fmt::format("path: with its suffix the file's name has {} bytes; file systems "
                    "take {} at most",
                    length, kLongestName));
    return false;
  }

  void CheckSingleFile(PathKind kind, bool appends) {
    if (kind == PathKind::kDirectory) {
      problems_.push_back(fmt::format(
          "path: '{0}' is a directory, but one plain file is wanted there; to write "
          "parts "
          "into it end the path with a slash ('{0}/'), or choose another path",
          plan_.path));
    } else if (kind == PathKind::kStraight) {
      problems_.push_back(
          fmt::format("path: '{0}' stands for '{1}', which is a device or a FIFO; write "
                      "'{1}' in full",
                      request_.path, plan_.path));
    } else if (kind == PathKind::kFile && appends) {
      problems_.push_back(
          fmt::format("mode: append is not possible to the single file '{}'; a dataset "
                      "that grows is a "
                      "directory of parts: say option numFiles in both writes, for "
                      "example numFiles=1, "
                      "and the parts lie in '{}/'",
                      plan_.path, DatasetDirectoryOf(*path_)));
    }
  }

  void WarnOfCodecInName() {
    const bool unseen = plan_.format != Format::kParquet && plan_.codec != Codec::kNone &&
                        path_->name.format && !path_->name.codec;
    if (!unseen) return;
    const CodecInfo& codec = GetCodec(plan_.codec);
    plan_.warnings.push_back(fmt::format(
        "'{0}' holds {1} data, but its name does not end in '{2}': readers must be told; "
        "'{0}{2}' would tell them.",
        plan_.path, codec.name, codec.suffix));
  }

  void ResolveRows() {
    if (request_.rows < 0) {
      problems_.push_back(fmt::format(
          "size: {} rows cannot be; allowed is 0 or more, for example size(1000)",
          request_.rows));
    }
    // A file that is not there yet is appended to as well, so the request counts here.
    const bool appends = LowerAscii(request_.mode.value_or("")) == "append";
    if (said_.continue_rows && !appends) {
      problems_.push_back(
          "option 'firstRow': \"continue\" goes on after the rows of the dataset that is "
          "appended to; it needs mode append, or a number, for example firstRow=0");
    }
    plan_.first_row = said_.first_row.value_or(0);
    if (!batch() && AllRows() == kMaxRow) {
      problems_.push_back(fmt::format(
          "size: {} rows a file are more in all files than there are row numbers, {}; "
          "allowed are fewer rows, or a shorter timeout",
          request_.rows, kMaxRow));
    }
    if (request_.rows >= 0 && plan_.first_row > kMaxRow - AllRows()) {
      problems_.push_back(
          fmt::format("{}: {} rows from row {} on go beyond the last row number, {}",
                      plan_.first_row > 0 ? "option 'firstRow'" : "size", AllRows(),
                      plan_.first_row, kMaxRow));
    }
  }

  /// Of the batch, or of all files of a stream (0 if it has no end).
  int64_t AllRows() const {
    return batch() ? request_.rows : GreatestRows(plan_.stream).value_or(0);
  }

  arrow::Status ContinueRows() {
    PartForm form{plan_.format, Codec::kNone, plan_.csv, plan_.json};
    ARROW_ASSIGN_OR_RAISE(plan_.first_row,
                          CountDatasetRows(plan_.path, listing_, std::move(form)));
    if (plan_.first_row <= kMaxRow - AllRows()) return arrow::Status::OK();
    return OptionError(
        fmt::format("option 'firstRow': {} rows after the dataset's {} go beyond the "
                    "last row number, {}",
                    AllRows(), plan_.first_row, kMaxRow));
  }

  const OutputRequest& request_;
  const Schema& schema_;
  FileSystem* file_system_;
  OptionProblems problems_;
  OutputPlan plan_;
  std::optional<PathParts> path_;
  std::optional<Format> told_format_;
  std::optional<Format> dataset_format_;
  std::optional<Format> format_;
  SaidOptions said_;
  DatasetListing listing_;  ///< of the directory, if one is written
};

}  // namespace

arrow::Result<OutputPlan> ResolveOutput(const OutputRequest& request,
                                        const Schema& schema, FileSystem* file_system) {
  return OutputResolver(request, schema, file_system).Resolve();
}

}  // namespace rand_engine
