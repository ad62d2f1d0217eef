#include "write_manual.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "display_text.h"
#include "rand_engine/compress/codec.h"
#include "rand_engine/spec/nearest_name.h"

namespace rand_engine::cli {
namespace {

std::string CodecList(bool parquet) {
  std::string names;
  for (const CodecInfo& codec : Codecs()) {
    if (codec.codec == Codec::kNone || !(parquet ? codec.parquet : codec.external))
      continue;
    names += (names.empty() ? "" : " ") + codec.name;
  }
  return names;
}

std::string FormatNames(const OptionInfo& option) {
  if (option.formats.size() == 3) return "all formats";
  std::vector<std::string> names;
  for (const Format format : option.formats) names.emplace_back(FormatName(format));
  return JoinNames(names);
}

/// " Values: 0 to 16, none."; nothing where any text will do.
std::string AllowedValues(const OptionInfo& option) {
  std::vector<std::string> values = option.choices;
  if (option.type == OptionType::kBoolean) values = {"true", "false"};
  if (option.minimum && option.maximum) {
    values.push_back(fmt::format("{} to {}", *option.minimum, *option.maximum));
  } else if (option.minimum) {
    values.push_back(fmt::format("{} or more", *option.minimum));
  }
  if (values.empty()) return "";
  if (option.none_allowed) values.emplace_back("none");
  return fmt::format(" Values: {}.", JoinNames(values));
}

/// The value for a shell: in single quotes, unless it is plain.
std::string ShellExample(const std::string& example) {
  const bool is_text = example.size() >= 2 && example.front() == '"';
  if (!is_text) return example;
  const std::string text = example.substr(1, example.size() - 2);
  const bool is_plain = std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '-' || c == ',';
  });
  return is_plain ? text : "'" + text + "'";
}

std::string OptionEntry(const OptionInfo& option) {
  constexpr int kMargin = 6;
  constexpr int kWidth = 80;
  const std::string default_text =
      option.default_text.empty() ? "''" : option.default_text;
  const std::string margin(kMargin, ' ');
  return fmt::format("  {}  ({}; default {})\n", option.name, FormatNames(option),
                     default_text) +
         margin + WrapText(option.meaning + AllowedValues(option), kWidth, kMargin) +
         fmt::format("\n{}-O {}={}\n", margin, option.name, ShellExample(option.example));
}

Flag FormatFlag(Driver driver) {
  return {{"-f", "--format"},
          "NAME",
          "csv, json, jsonl or parquet",
          fmt::format("Unless said: what the path's extension says; appending, what is "
                      "there; else {}. jsonl is json with -O lines=true",
                      driver == Driver::kBatch ? "csv" : "json")};
}

Flag CompressionFlag() {
  return {{"-c", "--compression"},
          "CODEC",
          "gzip bz2 zip xz zstd, or none",
          fmt::format(
              "csv and json are compressed as a whole: {}; parquet inside: {}. Unless "
              "said: what the path's suffix says; parquet: snappy",
              CodecList(false), CodecList(true))};
}

}  // namespace

std::vector<Flag> WriteFlags(Driver driver) {
  return {
      FormatFlag(driver),
      CompressionFlag(),
      {{"-m", "--mode"},
       "MODE",
       "overwrite (default) or append",
       "append adds parts to a directory"},
      {{"-s", "--seed"}, "SEED", "whole number; the same seed, the same rows", ""},
      {{"-j", "--threads"}, "THREADS", "default: all cores; changes no byte", ""},
      {{"-O", "--option"},
       "KEY=VALUE",
       "a write option, as -O sep=';' (--help lists all)",
       "",
       /*repeatable=*/true},
      {{"--now"}, "TIME", "the time that gen_now gives, ISO 8601", ""},
      {{"--first-row"},
       "N",
       "number of the first row; or continue, to append",
       "continue starts after the rows of the dataset that is appended to"},
      {{"--dry-run"}, "", "say what would be written; change nothing", ""},
      {{"--json"}, "", "print the report of the run as JSON", ""},
      {{"-q", "--quiet"}, "", "print nothing but errors", ""},
      {{"-v", "--verbose"}, "", "say what was written, in detail", ""},
  };
}

ManualSection OptionSection(Driver driver) {
  std::string text =
      "Each is said by -O KEY=VALUE, as often as needed. An option of another format is "
      "refused, like an unknown one.\n";
  for (const OptionInfo& option : OptionTable()) {
    if (option.BelongsTo(driver)) text += OptionEntry(option);
  }
  return {"Write options", text};
}

}  // namespace rand_engine::cli
