#include "rand_engine/run/content_hash.h"

#include <fmt/format.h>

#include "rand_engine/random/stream_key.h"
#include "rand_engine/version.h"

namespace rand_engine {
namespace {

// Every field with its length, so that no two lists run into the same text.
class Fields {
 public:
  template <typename T>
  Fields& Add(const T& value) {
    const std::string text = fmt::format("{}", value);
    text_ += fmt::format("{}:{};", text.size(), text);
    return *this;
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

void AddCsv(const CsvOptions& csv, Fields* fields) {
  fields->Add(csv.separator).Add(csv.decimal).Add(csv.encoding).Add(csv.index);
  fields->Add(csv.header).Add(csv.line_terminator).Add(csv.missing);
  fields->Add(csv.timestamp_format);
}

void AddJson(const JsonOptions& json, Fields* fields) {
  fields->Add(static_cast<int>(json.orient)).Add(json.lines).Add(json.force_ascii);
  fields->Add(json.indent.value_or(-1)).Add(json.encoding).Add(json.index);
}

void AddParquet(const ParquetOptions& parquet, Fields* fields) {
  fields->Add(parquet.index).Add(parquet.metadata).Add(parquet.row_group_size);
}

void AddOutput(const OutputPlan& output, const std::string& codec_version,
               Fields* fields) {
  fields->Add(FormatName(output.format)).Add(GetCodec(output.codec).name);
  fields->Add(output.compression_level.value_or(-1));
  fields->Add(codec_version);
  switch (output.format) {
    case Format::kCsv:
      AddCsv(output.csv, fields);
      break;
    case Format::kJson:
      AddJson(output.json, fields);
      break;
    case Format::kParquet:
      AddParquet(output.parquet, fields);
  }
}

}  // namespace

std::string CodecVersion(const OutputPlan& output) {
  if (output.format == Format::kParquet) return CodecLibraryVersion(Codec::kSnappy);
  return output.codec == Codec::kNone ? "" : CodecLibraryVersion(output.codec);
}

std::string OutputFingerprint(const OutputPlan& output) {
  Fields fields;
  AddOutput(output, /*codec_version=*/"", &fields);
  std::string text;
  for (const unsigned char byte : Sha256(fields.text()).substr(0, 16)) {
    text += fmt::format("{:02x}", byte);
  }
  return text;
}

std::string HashPartContent(const std::string& spec_sha256, const Plan& plan,
                            const OutputPlan& output, RowRange rows) {
  Fields fields;
  fields.Add(kVersion).Add(kDataVersion).Add(spec_sha256).Add(plan.inputs().seed);
  if (plan.depends_on_now()) {
    fields.Add(plan.inputs().now_us);
    const EventTimes& times = plan.inputs().event_times;
    if (!times.at_once()) fields.Add(times.rows).Add(times.span_us);
  }
  if (plan.inputs().source != nullptr) fields.Add(plan.inputs().source->name());
  fields.Add(rows.first).Add(rows.count);
  AddOutput(output, CodecVersion(output), &fields);
  return Sha256(fields.text());
}

}  // namespace rand_engine
