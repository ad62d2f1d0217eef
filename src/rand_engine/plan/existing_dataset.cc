#include "rand_engine/plan/existing_dataset.h"

#include <arrow/result.h>
#include <arrow/status.h>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "rand_engine/error.h"
#include "rand_engine/plan/csv_inspection.h"
#include "rand_engine/plan/json_inspection.h"
#include "rand_engine/plan/option_values.h"
#include "rand_engine/plan/parquet_inspection.h"
#include "rand_engine/plan/path_resolution.h"
#include "rand_engine/spec/nearest_name.h"
#include "rand_engine/write/place.h"

namespace rand_engine {
namespace {

constexpr size_t kShownNames = 5;
// Parts without rows come last (numFiles above the number of rows); so many are passed
// over before the first one, which has rows if any has, is asked.
constexpr size_t kInspectedParts = 16;

/// Format and codec of a part, by its suffix. ListDataset takes known suffixes only.
NameParts PartNameParts(const DatasetPart& part) {
  return SplitName("part" + part.parsed.suffix).ValueOr(NameParts());
}

Codec CodecOfPart(const DatasetPart& part) {
  return PartNameParts(part).codec.value_or(Codec::kNone);
}

/// The newest parts, newest first, then the oldest.
std::vector<const DatasetPart*> PartsToInspect(const DatasetListing& listing) {
  std::vector<const DatasetPart*> parts;
  for (const DatasetPart& part : listing.parts) parts.push_back(&part);
  std::stable_sort(parts.begin(), parts.end(),
                   [](const DatasetPart* a, const DatasetPart* b) {
                     return a->parsed.index > b->parsed.index;
                   });
  if (parts.size() > kInspectedParts) {
    parts[kInspectedParts] = parts.back();
    parts.resize(kInspectedParts + 1);
  }
  return parts;
}

/// Why a part that was listed could not be read: `status`, or that it went meanwhile.
arrow::Status CannotRead(const std::string& path, const arrow::Status& status) {
  std::error_code failure;
  if (std::filesystem::exists(path, failure) || failure) return status;
  return WriteError(
      fmt::format("cannot append: '{}' went while it was looked at, so another run is "
                  "writing there; wait until it has ended, then run again",
                  path));
}

arrow::Result<DatasetFacts> InspectPart(const std::string& path, const DatasetPart& part,
                                        Format format, const Schema& schema,
                                        const SaidOptions& said) {
  if (format == Format::kParquet) return InspectParquet(path, schema);
  const Codec codec = CodecOfPart(part);
  ARROW_ASSIGN_OR_RAISE(DatasetFacts facts, format == Format::kCsv
                                                ? InspectCsv(path, codec, schema, said)
                                                : InspectJson(path, codec, schema, said));
  facts.codec = codec;
  return facts;
}

/// Compares what was said with what the dataset tells, one option after another.
class UnsaidTaker {
 public:
  UnsaidTaker(const std::string& directory, OptionProblems* problems)
      : directory_(directory), problems_(problems) {}

  template <class T, class Shown>
  void Take(const char* option, const std::optional<T>& fact, std::optional<T>* said,
            Shown shown) {
    if (!fact) return;
    if (!*said) {
      *said = fact;
    } else if (**said != *fact) {
      problems_->push_back(fmt::format(
          "option '{0}': {1} was said, but the parts in '{2}' have {3}; leave the option "
          "out to append in the dataset's way, or write to another path",
          option, shown(**said), directory_, shown(*fact)));
    }
  }

 private:
  const std::string& directory_;
  OptionProblems* problems_;
};

void TakeCodec(const DatasetFacts& facts, const std::string& directory, SaidOptions* said,
               std::vector<std::string>* warnings) {
  if (!facts.codec) return;
  if (!said->codec) {
    said->codec = facts.codec;
  } else if (*said->codec != *facts.codec) {
    warnings->push_back(
        fmt::format("The new parts are compressed with {}, those in '{}' with {}.",
                    GetCodec(*said->codec).name, directory, GetCodec(*facts.codec).name));
  }
}

}  // namespace

arrow::Status CheckNoForeignData(const std::string& directory,
                                 const DatasetListing& listing) {
  std::vector<std::string> names = listing.foreign_data;
  if (names.empty()) return arrow::Status::OK();
  const size_t count = names.size();
  names.resize(std::min(count, kShownNames));
  return OptionError(fmt::format(
      "path: directory '{}' holds data that this program did not write ({}{}); readers "
      "would "
      "mix it with the new parts: move it away, or choose another path, for example "
      "'{}_2/'",
      directory, JoinNames(names),
      count > kShownNames ? fmt::format(", ... {} in all", count) : "", directory));
}

arrow::Result<std::optional<Format>> FormatOfDataset(const std::string& directory,
                                                     const DatasetListing& listing) {
  std::optional<Format> format;
  const DatasetPart* first = nullptr;
  for (const DatasetPart& part : listing.parts) {
    const std::optional<Format> found = PartNameParts(part).format;
    if (!format) {
      format = found;
      first = &part;
    } else if (found != format) {
      return OptionError(
          fmt::format("cannot append: '{}' holds parts of several formats ({}, {}); move "
                      "those of one "
                      "format away, or choose another path",
                      directory, first->name, part.name));
    }
  }
  return format;
}

arrow::Result<DatasetFacts> InspectDataset(const std::string& directory,
                                           const DatasetListing& listing, Format format,
                                           const Schema& schema,
                                           const SaidOptions& said) {
  std::optional<DatasetFacts> newest;
  for (const DatasetPart* part : PartsToInspect(listing)) {
    const std::string path = JoinPath(directory, part->name);
    auto found = InspectPart(path, *part, format, schema, said);
    if (!found.ok()) return CannotRead(path, found.status());
    DatasetFacts facts = *std::move(found);
    if (newest && newest->codec) facts.codec = newest->codec;
    if (facts.has_rows) return facts;
    if (!newest) newest = std::move(facts);
  }
  return newest.value_or(DatasetFacts());
}

void TakeUnsaid(const DatasetFacts& facts, const std::string& directory,
                SaidOptions* said, OptionProblems* problems,
                std::vector<std::string>* warnings) {
  UnsaidTaker taker(directory, problems);
  const auto text = [](const std::string& value) {
    return DescribeOptionValue(OptionValue(value));
  };
  const auto boolean = [](bool value) { return std::string(value ? "true" : "false"); };
  taker.Take("sep", facts.separator, &said->separator, text);
  taker.Take("decimal", facts.decimal, &said->decimal, text);
  taker.Take("header", facts.header, &said->header, boolean);
  taker.Take("index", facts.index, &said->index, boolean);
  taker.Take("orient", facts.orient, &said->orient,
             [](JsonOrient orient) { return std::string(OrientName(orient)); });
  taker.Take("lines", facts.lines, &said->lines, boolean);
  // An encoding that cannot be was refused while looking; line ends may differ, as
  // readers take either.
  if (!said->encoding) said->encoding = facts.encoding;
  if (!said->line_terminator) said->line_terminator = facts.line_terminator;
  TakeCodec(facts, directory, said, warnings);
  warnings->insert(warnings->end(), facts.warnings.begin(), facts.warnings.end());
}

arrow::Result<int64_t> CountDatasetRows(const std::string& directory,
                                        const DatasetListing& listing, PartForm form) {
  int64_t rows = 0;
  int64_t furthest = 0;
  for (const DatasetPart& part : listing.parts) {
    const std::string path = JoinPath(directory, part.name);
    form.codec = CodecOfPart(part);
    const auto count = CountRows(path, form);
    if (!count.ok()) return CannotRead(path, count.status());
    rows += *count;
    if (form.format != Format::kParquet) continue;
    // Parts that say where they end are believed: the first need not begin with row 0.
    const auto row_end = ReadParquetRowEnd(path);
    if (!row_end.ok()) return CannotRead(path, row_end.status());
    furthest = std::max(furthest, row_end->value_or(0));
  }
  return std::max(rows, furthest);
}

}  // namespace rand_engine
