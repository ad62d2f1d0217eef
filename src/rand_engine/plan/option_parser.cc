#include "rand_engine/plan/option_parser.h"

#include <arrow/result.h>
#include <arrow/status.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string_view>
#include <utility>

#include "rand_engine/charset/text_encoding.h"
#include "rand_engine/domain/time_text.h"
#include "rand_engine/plan/duration.h"
#include "rand_engine/plan/option_values.h"
#include "rand_engine/spec/nearest_name.h"

namespace rand_engine {
namespace {

std::string RangeText(const OptionInfo& info) {
  if (info.minimum && info.maximum) {
    return fmt::format("a whole number from {} to {}", *info.minimum, *info.maximum);
  }
  if (info.minimum) return fmt::format("a whole number of at least {}", *info.minimum);
  return "a whole number";
}

std::string QuotedNames(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) {
    if (!text.empty()) text += ", ";
    text += '"' + name + '"';
  }
  return text;
}

/// Reads the values of one option after another into SaidOptions.
class OptionReader {
 public:
  OptionReader(SaidOptions* said, OptionProblems* problems)
      : said_(said), problems_(problems) {}

  void Read(const OptionInfo& info, const OptionValue& value,
            std::optional<Format> format) {
    info_ = &info;
    value_ = &value;
    format_ = format;
    Readers().at(info.name)(this);
  }

 private:
  using Function = void (*)(OptionReader*);

  /// Add "option 'x': <given> <rule>; for example ...".
  void Complain(const std::string& rule) {
    problems_->push_back(fmt::format("option '{}': {} {}; for example {}={}", info_->name,
                                     DescribeOptionValue(*value_), rule, info_->name,
                                     info_->example));
  }

  std::string OrNone() const { return info_->none_allowed ? " or none" : ""; }

  bool none() const { return info_->none_allowed && IsNone(*value_); }

  void ReadInteger(std::optional<int64_t>* out) {
    if (none()) return;
    const auto value = IntegerOf(*value_);
    const bool good = value && (!info_->minimum || *value >= *info_->minimum) &&
                      (!info_->maximum || *value <= *info_->maximum);
    if (good) {
      *out = value;
      return;
    }
    std::string words;
    if (!info_->choices.empty()) words = " or " + QuotedNames(info_->choices);
    Complain(fmt::format("is not allowed; wanted is {}{}{}", RangeText(*info_), words,
                         OrNone()));
  }

  void ReadBoolean(std::optional<bool>* out) {
    if (const auto* boolean = std::get_if<bool>(&value_->variant())) {
      *out = *boolean;
      return;
    }
    if (const auto* text = std::get_if<std::string>(&value_->variant())) {
      const std::string lower = LowerAscii(*text);
      if (lower == "true" || lower == "false") {
        *out = lower == "true";
        return;
      }
    }
    Complain("is not a boolean; allowed are true and false");
  }

  /// Valid UTF-8 text, or a complaint.
  std::optional<std::string> Text() {
    const auto* text = std::get_if<std::string>(&value_->variant());
    if (text == nullptr) {
      Complain("is not text; wanted is text" + OrNone());
      return std::nullopt;
    }
    if (!IsUtf8(*text)) {
      Complain("is not valid UTF-8");
      return std::nullopt;
    }
    return *text;
  }

  /// One of the table's choices in any case, in the table's spelling.
  std::optional<std::string> Choice() {
    const auto text = Text();
    if (!text) return std::nullopt;
    for (const std::string& choice : info_->choices) {
      if (LowerAscii(*text) == LowerAscii(choice)) return choice;
    }
    Complain(fmt::format("is not allowed; allowed are {}{}{}", JoinNames(info_->choices),
                         OrNone(), DidYouMean(*text, info_->choices)));
    return std::nullopt;
  }

  std::optional<std::string> Character() {
    auto text = Text();
    if (!text) return std::nullopt;
    *text = UnescapeShell(*text);
    if (CountCharacters(*text) != 1 || *text == std::string_view("\0", 1)) {
      Complain(fmt::format("is {}; wanted is exactly one character",
                           text->empty() ? "empty"
                           : text->size() == 1
                               ? "a NUL"
                               : fmt::format("{} characters", CountCharacters(*text))));
      return std::nullopt;
    }
    return text;
  }

  void ReadSeparator() {
    const auto text = Character();
    if (!text) return;
    if (text->find_first_of("\"\r\n") != std::string::npos) {
      return Complain(
          "cannot separate fields: the quote and the line ends have their own meaning in "
          "CSV; allowed is any other single character");
    }
    said_->separator = *text;
  }

  void ReadDecimal() {
    const auto text = Character();
    if (!text) return;
    if (text->find_first_of("0123456789-+eE\"\r\n") != std::string::npos) {
      return Complain(
          "cannot stand before decimals: digits, signs, e, the quote and the line ends "
          "have their own meaning in a number; allowed is any other single character");
    }
    said_->decimal = *text;
  }

  void ReadEncoding() {
    const auto text = Text();
    if (!text) return;
    const auto encoding = TextEncoding::Find(*text);
    if (!encoding.ok()) {
      problems_->push_back(encoding.status().message());
      return;
    }
    said_->encoding = encoding->name();
  }

  void ReadLineTerminator() {
    const auto text = Text();
    if (!text) return;
    const std::string plain = UnescapeShell(*text);
    if (plain != "\n" && plain != "\r\n" && plain != "\r") {
      return Complain("is not a line end; allowed are \\n, \\r\\n and \\r");
    }
    said_->line_terminator = plain;
  }

  void ReadTimestampFormat() {
    if (none()) return;
    const auto text = Text();
    if (!text) return;
    if (auto status = ValidateTimeFormat(*text); !status.ok()) {
      problems_->push_back("option 'timestampFormat': " + status.message());
      return;
    }
    said_->timestamp_format = *text;
  }

  void ReadCompression() {
    if (none()) {
      said_->codec = Codec::kNone;
      return;
    }
    const auto text = Text();
    if (!text) return;
    const CodecInfo* codec = FindCodec(*text);
    if (codec == nullptr) {
      return Complain(
          fmt::format("is not a known codec; {}{}",
                      format_ ? fmt::format("allowed for {} are {}", FormatName(*format_),
                                            CodecNamesOf(*format_))
                              : "known are " + JoinNames(info_->choices) + ", none",
                      DidYouMean(*text, info_->choices)));
    }
    if (format_ && !FitsFormat(*codec)) return;
    said_->codec = codec->codec;
  }

  bool FitsFormat(const CodecInfo& codec) {
    const bool parquet = *format_ == Format::kParquet;
    if (parquet ? codec.parquet : codec.external) return true;
    Complain(fmt::format(
        "is a codec {}, and the format here is {}; allowed for {} are {}",
        parquet ? "of whole csv and json files" : "of the pages inside parquet files",
        FormatName(*format_), FormatName(*format_), CodecNamesOf(*format_)));
    return false;
  }

  void ReadOrient() {
    const auto choice = Choice();
    if (!choice) return;
    for (JsonOrient orient :
         {JsonOrient::kRecords, JsonOrient::kSplit, JsonOrient::kIndex}) {
      if (*choice == OrientName(orient)) said_->orient = orient;
    }
  }

  void ReadNested() {
    const auto choice = Choice();
    if (choice) said_->nested_as_json = *choice == "json";
  }

  void ReadIndent() {
    std::optional<int64_t> spaces;
    const size_t before = problems_->size();
    ReadInteger(&spaces);
    if (problems_->size() > before) return;
    said_->indent = spaces ? std::optional<int>(static_cast<int>(*spaces)) : std::nullopt;
  }

  void ReadNow() {
    if (none()) return;
    const auto text = Text();
    if (!text) return;
    const auto time = ParseTime(*text);
    if (!time.ok()) {
      problems_->push_back("option 'now': " + time.status().message());
      return;
    }
    said_->now_us = *time;
  }

  void ReadFirstRow() {
    const auto* text = std::get_if<std::string>(&value_->variant());
    if (text != nullptr && LowerAscii(*text) == "continue") {
      said_->continue_rows = true;
      return;
    }
    ReadInteger(&said_->first_row);
  }

  void ReadDuration(std::optional<int64_t>* out) {
    if (none()) return;
    const auto length = ParseDuration(*value_);
    if (length.ok()) {
      *out = *length;
    } else {
      problems_->push_back(fmt::format("option '{}': {}; for example {}={}", info_->name,
                                       length.status().message(), info_->name,
                                       info_->example));
    }
  }

  void ReadNumber(bool zero_allowed, std::optional<double>* out) {
    if (none()) return;
    const auto number = NumberOf(*value_);
    if (!number || !std::isfinite(*number) || *number < 0 ||
        (*number == 0 && !zero_allowed)) {
      return Complain(fmt::format("is not allowed; wanted is a number {}{}",
                                  zero_allowed ? "of at least 0" : "above 0", OrNone()));
    }
    *out = *number;
  }

  void ReadDurability() {
    const auto choice = Choice();
    if (choice) said_->durable = *choice == "full";
  }

  void ReadEventTime() {
    const auto choice = Choice();
    if (choice) said_->spread_events = *choice == "spread";
  }

  void ReadCheckpointLocation() {
    if (none()) return;
    const auto text = Text();
    if (!text) return;
    if (text->empty() || text->find('\0') != std::string::npos) {
      return Complain("is not a path; wanted is that of a directory");
    }
    said_->checkpoint_location = *text;
  }

  void ReadShape() {
    const auto choice = Choice();
    if (!choice) return;
    for (ShapeKind kind : {ShapeKind::kConstant, ShapeKind::kRamp, ShapeKind::kSpike,
                           ShapeKind::kSine, ShapeKind::kCron}) {
      if (*choice == ShapeName(kind)) said_->shape = kind;
    }
  }

  void ReadCron() {
    if (none()) return;
    const auto text = Text();
    if (!text) return;
    auto schedule = CronSchedule::Parse(*text);
    if (schedule.ok()) {
      said_->shape_options.cron = *std::move(schedule);
    } else {
      problems_->push_back("option 'shapeCron': " + schedule.status().message());
    }
  }

  static const std::map<std::string, Function>& Readers() {
    static const std::map<std::string, Function> readers = {
        {"numFiles", [](OptionReader* r) { r->ReadInteger(&r->said_->file_count); }},
        {"compression", [](OptionReader* r) { r->ReadCompression(); }},
        {"compressionLevel",
         [](OptionReader* r) { r->ReadInteger(&r->said_->compression_level); }},
        {"manifest", [](OptionReader* r) { r->ReadBoolean(&r->said_->manifest); }},
        {"sep", [](OptionReader* r) { r->ReadSeparator(); }},
        {"decimal", [](OptionReader* r) { r->ReadDecimal(); }},
        {"encoding", [](OptionReader* r) { r->ReadEncoding(); }},
        {"index", [](OptionReader* r) { r->ReadBoolean(&r->said_->index); }},
        {"header", [](OptionReader* r) { r->ReadBoolean(&r->said_->header); }},
        {"lineterminator", [](OptionReader* r) { r->ReadLineTerminator(); }},
        {"na_rep", [](OptionReader* r) { r->said_->missing = r->Text(); }},
        {"timestampFormat", [](OptionReader* r) { r->ReadTimestampFormat(); }},
        {"nested", [](OptionReader* r) { r->ReadNested(); }},
        {"orient", [](OptionReader* r) { r->ReadOrient(); }},
        {"lines", [](OptionReader* r) { r->ReadBoolean(&r->said_->lines); }},
        {"force_ascii", [](OptionReader* r) { r->ReadBoolean(&r->said_->force_ascii); }},
        {"indent", [](OptionReader* r) { r->ReadIndent(); }},
        {"engine", [](OptionReader* r) { r->Choice(); }},
        {"metadata", [](OptionReader* r) { r->ReadBoolean(&r->said_->metadata); }},
        {"rowGroupSize",
         [](OptionReader* r) { r->ReadInteger(&r->said_->row_group_size); }},
        {"durability", [](OptionReader* r) { r->ReadDurability(); }},
        {"threads", [](OptionReader* r) { r->ReadInteger(&r->said_->threads); }},
        {"now", [](OptionReader* r) { r->ReadNow(); }},
        {"firstRow", [](OptionReader* r) { r->ReadFirstRow(); }},
        {"timeout", [](OptionReader* r) { r->ReadDuration(&r->said_->timeout_ns); }},
        {"eventTime", [](OptionReader* r) { r->ReadEventTime(); }},
        {"maxFiles", [](OptionReader* r) { r->ReadInteger(&r->said_->max_files); }},
        {"checkpointLocation", [](OptionReader* r) { r->ReadCheckpointLocation(); }},
        {"rate", [](OptionReader* r) { r->ReadNumber(false, &r->said_->rate); }},
        {"shape", [](OptionReader* r) { r->ReadShape(); }},
        {"shapeMin",
         [](OptionReader* r) { r->ReadNumber(true, &r->said_->shape_options.minimum); }},
        {"shapeMax",
         [](OptionReader* r) { r->ReadNumber(true, &r->said_->shape_options.maximum); }},
        {"shapePeriod",
         [](OptionReader* r) { r->ReadDuration(&r->said_->shape_options.period_ns); }},
        {"shapeWidth",
         [](OptionReader* r) { r->ReadDuration(&r->said_->shape_options.width_ns); }},
        {"shapeCron", [](OptionReader* r) { r->ReadCron(); }},
    };
    return readers;
  }

  SaidOptions* said_;
  OptionProblems* problems_;
  const OptionInfo* info_ = nullptr;
  const OptionValue* value_ = nullptr;
  std::optional<Format> format_;
};

/// Names of the options that may be given here, in the table's order.
std::vector<std::string> NamesFor(Driver driver, std::optional<Format> format) {
  std::vector<std::string> names;
  for (const OptionInfo& info : OptionTable()) {
    if (!info.BelongsTo(driver)) continue;
    if (format && !info.BelongsTo(*format)) continue;
    names.push_back(info.name);
  }
  return names;
}

std::string FormatNames(const std::vector<Format>& formats) {
  std::vector<std::string> names;
  for (Format format : formats) names.emplace_back(FormatName(format));
  return JoinNames(names);
}

std::string OptionsOf(Driver driver, std::optional<Format> format) {
  return fmt::format(
      "the options of {}{} are {}", format ? FormatName(*format) : "",
      format ? std::string(" in ") + DriverName(driver) : DriverName(driver),
      JoinNames(NamesFor(driver, format)));
}

std::string UnknownOption(const std::string& name, Driver driver,
                          std::optional<Format> format) {
  std::vector<std::string> all;
  for (const OptionInfo& info : OptionTable()) all.push_back(info.name);
  return fmt::format("option {} is not known{}; {}", QuoteForMessage(name),
                     DidYouMean(name, all), OptionsOf(driver, format));
}

/// The problem of an option that does not belong here; "" for one that does.
std::string Misplaced(const OptionInfo& info, Driver driver,
                      std::optional<Format> format) {
  if (!info.BelongsTo(driver)) {
    const Driver other = driver == Driver::kBatch ? Driver::kStream : Driver::kBatch;
    return fmt::format("option '{}' belongs to {}, not to {}; {}", info.name,
                       DriverName(other), DriverName(driver), OptionsOf(driver, format));
  }
  if (format && !info.BelongsTo(*format)) {
    return fmt::format("option '{}' belongs to {}; the format here is {}; {}", info.name,
                       FormatNames(info.formats), FormatName(*format),
                       OptionsOf(driver, format));
  }
  return "";
}

}  // namespace

SaidOptions ReadOptions(const OptionList& options, Driver driver,
                        std::optional<Format> format, OptionProblems* problems) {
  SaidOptions said;
  OptionReader reader(&said, problems);
  for (auto option = options.begin(); option != options.end(); ++option) {
    const auto& [name, value] = *option;
    const bool replaced = std::any_of(option + 1, options.end(), [&](const auto& later) {
      return later.first == option->first;
    });
    if (replaced) continue;
    const OptionInfo* info = FindOption(name);
    if (info == nullptr) {
      problems->push_back(UnknownOption(name, driver, format));
      continue;
    }
    std::string misplaced = Misplaced(*info, driver, format);
    if (misplaced.empty()) {
      reader.Read(*info, value, format);
    } else {
      problems->push_back(std::move(misplaced));
    }
  }
  return said;
}

std::string CodecNamesOf(Format format) {
  std::vector<std::string> names;
  for (const CodecInfo& info : Codecs()) {
    const bool fits = format == Format::kParquet ? info.parquet : info.external;
    if (fits && info.codec != Codec::kNone) names.push_back(info.name);
  }
  names.push_back("none");
  return JoinNames(names);
}

const char* OrientName(JsonOrient orient) {
  switch (orient) {
    case JsonOrient::kRecords:
      return "records";
    case JsonOrient::kSplit:
      return "split";
    case JsonOrient::kIndex:
      return "index";
  }
  return "unknown";
}

}  // namespace rand_engine
