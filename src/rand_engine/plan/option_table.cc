#include "rand_engine/plan/option_table.h"

#include <algorithm>
#include <initializer_list>
#include <iterator>

#include "rand_engine/compress/codec.h"

namespace rand_engine {
namespace {

using Formats = std::initializer_list<Format>;

constexpr Formats kAll = {Format::kCsv, Format::kJson, Format::kParquet};
constexpr Formats kText = {Format::kCsv, Format::kJson};
constexpr Formats kCsv = {Format::kCsv};
constexpr Formats kJson = {Format::kJson};
constexpr Formats kParquet = {Format::kParquet};

constexpr int64_t kMaxFiles = 1'000'000;
constexpr int64_t kMaxIndent = 16;
constexpr int64_t kMaxRowGroup = 1'048'576;
constexpr int64_t kMaxThreads = 1024;

OptionInfo Option(std::string name, Formats formats, OptionType type,
                  std::string default_text, std::string meaning, std::string example) {
  OptionInfo info;
  info.name = std::move(name);
  info.formats = formats;
  info.type = type;
  info.default_text = std::move(default_text);
  info.meaning = std::move(meaning);
  info.example = std::move(example);
  return info;
}

OptionInfo Bounded(OptionInfo info, std::optional<int64_t> minimum,
                   std::optional<int64_t> maximum) {
  info.minimum = minimum;
  info.maximum = maximum;
  return info;
}

OptionInfo OrNone(OptionInfo info) {
  info.none_allowed = true;
  return info;
}

OptionInfo WithChoices(OptionInfo info, std::vector<std::string> choices) {
  info.choices = std::move(choices);
  return info;
}

OptionInfo BatchOnly(OptionInfo info) {
  info.stream = false;
  return info;
}

std::vector<std::string> CodecNames() {
  std::vector<std::string> names;
  for (const CodecInfo& info : Codecs()) {
    if (info.codec != Codec::kNone) names.push_back(info.name);
  }
  return names;
}

std::vector<OptionInfo> FileOptions() {
  return {
      BatchOnly(Bounded(
          Option("numFiles", kAll, OptionType::kInteger, "1",
                 "Number of files to split the rows into; from 2 on, and in append mode, "
                 "they are the parts of a directory.",
                 "5"),
          1, kMaxFiles)),
      OrNone(WithChoices(
          Option("compression", kAll, OptionType::kChoice, "none; parquet: snappy",
                 "Compression codec: of the whole file for csv and json, of the pages "
                 "inside for parquet.",
                 "\"gzip\""),
          CodecNames())),
      OrNone(
          Option("compressionLevel", kAll, OptionType::kInteger, "the codec's own",
                 "Effort of the codec, within the codec's range; higher is smaller and "
                 "slower.",
                 "6")),
      Option("manifest", kAll, OptionType::kBoolean, "false; append: the dataset's",
             "Write a file, .manifest, that says where the data comes from and each "
             "file's rows, bytes and SHA-256; verify checks the data against it.",
             "true"),
  };
}

std::vector<OptionInfo> CsvOptionInfos() {
  return {
      Option("sep", kCsv, OptionType::kCharacter, ",",
             "Character between fields; fields that hold it are quoted.", "\";\""),
      Option("decimal", kCsv, OptionType::kCharacter, ".",
             "Character before the decimals of a number.", "\",\""),
      Option("encoding", kText, OptionType::kText, "utf-8",
             "Text encoding of the file, by Python's name.", "\"latin-1\""),
      Option("index", kAll, OptionType::kBoolean, "false",
             "Include the row number: csv a first column, json the member of orient "
             "split, parquet __index_level_0__.",
             "true"),
      Option("header", kCsv, OptionType::kBoolean, "true",
             "Write the column names as the first line of each file.", "false"),
      WithChoices(Option("lineterminator", kCsv, OptionType::kText, "\\n",
                         "End of each line: \\n, \\r\\n or \\r.", "\"\\r\\n\""),
                  {"\\n", "\\r\\n", "\\r"}),
      Option("na_rep", kCsv, OptionType::kText, "",
             "Text that stands for a missing value.", "\"NULL\""),
      OrNone(Option("timestampFormat", kCsv, OptionType::kText, "ISO 8601",
                    "strftime pattern for points in time.", "\"%d/%m/%Y %H:%M:%S\"")),
      WithChoices(
          Option("nested", kCsv, OptionType::kChoice, "refuse",
                 "What becomes of structs, lists and maps, which CSV does not have: they "
                 "are refused, or written as JSON text.",
                 "\"json\""),
          {"refuse", "json"}),
  };
}

std::vector<OptionInfo> JsonOptionInfos() {
  return {
      WithChoices(
          Option("orient", kJson, OptionType::kChoice, "records",
                 "Structure: a list of objects, columns and data apart, or objects "
                 "by row number.",
                 "\"split\""),
          {"records", "split", "index"}),
      Option("lines", kJson, OptionType::kBoolean, "false",
             "One object a line (JSONL) instead of one array; needs orient records.",
             "true"),
      Option("force_ascii", kJson, OptionType::kBoolean, "true",
             "Write characters beyond ASCII as \\u escapes.", "false"),
      OrNone(
          Bounded(Option("indent", kJson, OptionType::kInteger, "none",
                         "Spaces a level of pretty-printed text; none is compact.", "2"),
                  0, kMaxIndent)),
  };
}

std::vector<OptionInfo> ParquetOptionInfos() {
  return {
      WithChoices(
          Option("engine", kParquet, OptionType::kChoice, "auto",
                 "Taken for compatibility with pandas; changes nothing.", "\"pyarrow\""),
          {"pyarrow", "fastparquet", "auto"}),
      Option("metadata", kParquet, OptionType::kBoolean, "true",
             "Keep spec, seed, row range and versions in the key-value metadata.",
             "false"),
      OrNone(Bounded(
          Option("rowGroupSize", kParquet, OptionType::kInteger, "by the bytes of a row",
                 "Greatest number of rows in a row group.", "100000"),
          1, kMaxRowGroup)),
  };
}

std::vector<OptionInfo> ShapeOptionInfos() {
  return {
      WithChoices(Option("shape", kAll, OptionType::kChoice, "constant",
                         "Load over time: rows a file (or a second, of a feed) are the "
                         "size times a factor that stays 1, rises, has spikes, goes up "
                         "and down, or follows a schedule.",
                         "\"sine\""),
                  {"constant", "ramp", "spike", "sine", "cron"}),
      OrNone(Option("shapeMin", kAll, OptionType::kNumber, "0; spike: 1",
                    "Least factor: a ramp's first, a sine's trough, that outside spikes "
                    "and outside the schedule.",
                    "0.2")),
      OrNone(Option("shapeMax", kAll, OptionType::kNumber, "1; spike: 10",
                    "Greatest factor: a ramp's last, a sine's crest, that of a spike and "
                    "within the schedule.",
                    "5")),
      OrNone(Option("shapePeriod", kAll, OptionType::kDuration, "the whole stream",
                    "Time from crest to crest of a sine, from spike to spike.",
                    "\"1h\"")),
      OrNone(Option("shapeWidth", kAll, OptionType::kDuration, "a tenth of the period",
                    "How long a spike lasts.", "\"30s\"")),
      OrNone(Option("shapeCron", kAll, OptionType::kText, "none",
                    "Schedule of shape cron: minute, hour, day of month, month, day of "
                    "week, as crontab has them, UTC.",
                    "\"* 9-17 * * 1-5\"")),
  };
}

std::vector<OptionInfo> RunOptions() {
  return {
      WithChoices(
          Option("durability", kAll, OptionType::kChoice, "full",
                 "full: what was reported as written outlives a loss of power; none: "
                 "nothing is brought to the disk (fsync), which is faster and may be "
                 "lost or cut by one.",
                 "\"none\""),
          {"full", "none"}),
      OrNone(Bounded(
          Option("threads", kAll, OptionType::kInteger, "as many as there are cores",
                 "Number of threads; changes no byte of the output.", "4"),
          1, kMaxThreads)),
      OrNone(Option("now", kAll, OptionType::kText, "the clock",
                    "Point in time (ISO 8601) that gen_now gives, for repeatable files.",
                    "\"2024-05-01T12:00:00Z\"")),
      OrNone(WithChoices(
          Bounded(Option("firstRow", kAll, OptionType::kInteger, "0",
                         "Number of the first row; \"continue\" starts after the rows of "
                         "the dataset that is appended to.",
                         "1000000"),
                  0, std::nullopt),
          {"continue"})),
  };
}

std::vector<OptionInfo> StreamOptions() {
  std::vector<OptionInfo> options = {
      Option("timeout", kAll, OptionType::kDuration, "required; a feed: no end",
             "How long the stream runs: seconds, or a length such as 90s, 10m, 1h30m.",
             "60"),
      WithChoices(
          Option("eventTime", kAll, OptionType::kChoice, "tick",
                 "Time that gen_now gives: the tick of the row's file, or spread evenly "
                 "from it to the next.",
                 "\"spread\""),
          {"tick", "spread"}),
      OrNone(Bounded(Option("maxFiles", kAll, OptionType::kInteger, "none",
                            "Keep only so many files, the newest; older parts go when a "
                            "new one has come.",
                            "24"),
                     1, std::nullopt)),
      OrNone(Option("checkpointLocation", kAll, OptionType::kText, "none",
                    "Directory that remembers how far the stream is, so that it goes on "
                    "there when it is started again.",
                    "\"state/events\"")),
      OrNone(Option("rate", kText, OptionType::kNumber, "all it can",
                    "Rows a second of a feed (a stream to standard output, a pipe or a "
                    "device).",
                    "1000")),
  };
  for (OptionInfo& option : ShapeOptionInfos()) options.push_back(std::move(option));
  for (OptionInfo& option : options) option.batch = false;
  return options;
}

std::vector<OptionInfo> MakeTable() {
  std::vector<OptionInfo> table;
  for (auto group : {FileOptions(), CsvOptionInfos(), JsonOptionInfos(),
                     ParquetOptionInfos(), RunOptions(), StreamOptions()}) {
    std::move(group.begin(), group.end(), std::back_inserter(table));
  }
  return table;
}

}  // namespace

const char* DriverName(Driver driver) {
  return driver == Driver::kBatch ? "batch writing (.write ... .save)"
                                  : "streaming (.writeStream ... .start)";
}

bool OptionInfo::BelongsTo(Format format) const {
  return std::find(formats.begin(), formats.end(), format) != formats.end();
}

const std::vector<OptionInfo>& OptionTable() {
  static const std::vector<OptionInfo> table = MakeTable();
  return table;
}

const OptionInfo* FindOption(std::string_view name) {
  const auto& table = OptionTable();
  const auto found = std::find_if(table.begin(), table.end(),
                                  [name](const auto& info) { return info.name == name; });
  return found == table.end() ? nullptr : &*found;
}

}  // namespace rand_engine
