#include "rand_engine/plan/option_resolution.h"

#include <arrow/result.h>
#include <arrow/status.h>
#include <fmt/format.h>

#include <string>
#include <string_view>

#include "rand_engine/charset/text_encoding.h"

namespace rand_engine {
namespace {

void TakeCodecSuffix(const PathParts& path, Format format, SaidOptions* said,
                     OptionProblems* problems) {
  if (!path.name.codec) return;
  const std::string& suffix = path.name.codec_suffix;
  const std::string file = path.name.stem + path.name.format_suffix + suffix;
  if (format == Format::kParquet) {
    problems->push_back(fmt::format(
        "path: '{}' asks for {} around a parquet file, but parquet compresses inside: "
        "name "
        "the file '{}.parquet' and say the codec by option compression, for example "
        "compression=\"zstd\"",
        file, GetCodec(*path.name.codec).name, path.name.stem));
  } else if (!said->codec) {
    said->codec = path.name.codec;
  } else if (*said->codec != *path.name.codec) {
    problems->push_back(
        fmt::format("option 'compression': {0} contradicts the path '{1}', which ends in "
                    "'{2}'; leave "
                    "one of them out, for example save(\"{3}{4}\") with compression={0}",
                    GetCodec(*said->codec).name, file, suffix, path.name.stem,
                    path.name.format_suffix + GetCodec(*said->codec).suffix));
  }
}

/// Texts that end up in a file must be held by its encoding.
void CheckHeld(const TextEncoding& encoding, const std::string& what,
               std::string_view text, OptionProblems* problems) {
  size_t bad_offset = 0;
  if (encoding.CanEncode(text, &bad_offset)) return;
  problems->push_back(fmt::format(
      "option 'encoding': {} cannot hold the character at byte {} of {} ('{}'); "
      "choose another encoding, for example \"utf-8\"",
      encoding.name(), bad_offset + 1, what, text));
}

void CheckNamesHeld(const TextEncoding& encoding, const Schema& schema,
                    OptionProblems* problems) {
  for (const ColumnSchema& column : schema) {
    CheckHeld(encoding, "a column's name", column.name, problems);
  }
}

void CheckCsvTextsHeld(const CsvOptions& csv, const Schema& schema,
                       OptionProblems* problems) {
  const auto encoding = TextEncoding::Find(csv.encoding);
  if (!encoding.ok()) return;  // ReadOptions took it, so it is known
  CheckHeld(*encoding, "option 'sep'", csv.separator, problems);
  CheckHeld(*encoding, "option 'decimal'", csv.decimal, problems);
  CheckHeld(*encoding, "option 'na_rep'", csv.missing, problems);
  CheckHeld(*encoding, "option 'timestampFormat'", csv.timestamp_format, problems);
  if (csv.header) CheckNamesHeld(*encoding, schema, problems);
}

void CheckNested(const CsvOptions& csv, const Schema& schema, OptionProblems* problems) {
  for (const ColumnSchema& column : schema) {
    if (csv.nested_as_json || !IsNested(column.type)) continue;
    problems->push_back(fmt::format(
        "option 'format': csv has no place for column '{}', a {}; choose json "
        "or parquet, or nested=\"json\", which writes it as JSON text",
        column.name, ValueTypeName(column.type)));
  }
}

}  // namespace

void TakePathsWord(const PathParts& path, Format format, SaidOptions* said,
                   OptionProblems* problems) {
  TakeCodecSuffix(path, format, said, problems);
  if (format == Format::kCsv && path.name.tab_separated && !said->separator) {
    said->separator = "\t";
  }
  if (format != Format::kJson || !path.name.json_lines) return;
  if (said->lines == false) {
    problems->push_back(fmt::format(
        "option 'lines': false contradicts the path, which ends in '{0}' (one object a "
        "line); leave the option out, or name the file '{1}.json'",
        path.name.format_suffix, path.name.stem));
    said->lines.reset();
  } else {
    said->lines = true;
  }
}

Codec ResolveCodec(Format format, const SaidOptions& said) {
  return said.codec.value_or(format == Format::kParquet ? Codec::kSnappy : Codec::kNone);
}

std::optional<int> ResolveLevel(Format format, Codec codec, const SaidOptions& said,
                                OptionProblems* problems) {
  if (!said.compression_level) return std::nullopt;
  const int64_t level = *said.compression_level;
  const CodecInfo& info = GetCodec(codec);
  const LevelRange range =
      format == Format::kParquet ? info.parquet_levels : info.external_levels;
  if (codec == Codec::kNone) {
    problems->push_back(
        fmt::format("option 'compressionLevel': {} was said, but nothing is compressed "
                    "here; say a codec "
                    "too, for example compression=\"{}\", or leave the level out",
                    level, format == Format::kParquet ? "zstd" : "gzip"));
  } else if (range.empty()) {
    problems->push_back(fmt::format(
        "option 'compressionLevel': {} was said, but {} takes no level; leave it "
        "out, or choose another codec, for example compression=\"zstd\"",
        level, info.name));
  } else if (level < range.min || level > range.max) {
    problems->push_back(fmt::format(
        "option 'compressionLevel': {} is not allowed; {} takes {} to {}; for example "
        "compressionLevel={}",
        level, info.name, range.min, range.max, (range.min + range.max) / 2));
  } else {
    return static_cast<int>(level);
  }
  return std::nullopt;
}

CsvOptions ResolveCsv(const SaidOptions& said, const Schema& schema,
                      OptionProblems* problems) {
  CsvOptions csv;
  csv.separator = said.separator.value_or(csv.separator);
  csv.decimal = said.decimal.value_or(csv.decimal);
  csv.encoding = said.encoding.value_or(csv.encoding);
  csv.index = said.index.value_or(csv.index);
  csv.header = said.header.value_or(csv.header);
  csv.line_terminator = said.line_terminator.value_or(csv.line_terminator);
  csv.missing = said.missing.value_or(csv.missing);
  csv.timestamp_format = said.timestamp_format.value_or(csv.timestamp_format);
  csv.nested_as_json = said.nested_as_json.value_or(csv.nested_as_json);
  CheckCsvTextsHeld(csv, schema, problems);
  CheckNested(csv, schema, problems);
  return csv;
}

JsonOptions ResolveJson(const SaidOptions& said, const Schema& schema,
                        OptionProblems* problems, std::vector<std::string>* warnings) {
  JsonOptions json;
  json.orient = said.orient.value_or(json.orient);
  json.lines = said.lines.value_or(json.lines);
  json.force_ascii = said.force_ascii.value_or(json.force_ascii);
  json.indent = said.indent.value_or(json.indent);
  json.encoding = said.encoding.value_or(json.encoding);
  json.index = said.index.value_or(json.index);
  if (json.lines && json.orient != JsonOrient::kRecords) {
    problems->push_back(fmt::format(
        "option 'lines': one object a line needs orient records, but orient is "
        "{}; leave one of them out, for example lines=true alone",
        OrientName(json.orient)));
  }
  if (json.index && json.orient == JsonOrient::kRecords) {
    problems->push_back(
        "option 'index': true is not allowed with orient records, whose objects have no "
        "place for a row number; allowed is index=false, or another orient, for example "
        "orient=\"split\" with index=true");
  }
  if (json.lines && json.indent) {
    json.indent.reset();
    warnings->push_back(
        "Option indent is without effect: lines is true, and each object stays on its "
        "line.");
  }
  const auto encoding = TextEncoding::Find(json.encoding);
  if (!json.force_ascii && encoding.ok()) CheckNamesHeld(*encoding, schema, problems);
  return json;
}

ParquetOptions ResolveParquet(const SaidOptions& said) {
  ParquetOptions parquet;
  parquet.index = said.index.value_or(parquet.index);
  parquet.metadata = said.metadata.value_or(parquet.metadata);
  parquet.row_group_size = said.row_group_size.value_or(parquet.row_group_size);
  return parquet;
}

}  // namespace rand_engine
