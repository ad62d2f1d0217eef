#include "generate_manual.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "builtin_specs.h"
#include "display_text.h"
#include "rand_engine/compress/codec.h"
#include "rand_engine/plan/option_table.h"
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

std::string OptionTableText() {
  std::string text =
      "Each is said by -O KEY=VALUE, as often as needed. An option of another format is "
      "refused, like an unknown one.\n";
  for (const OptionInfo& option : OptionTable()) {
    if (option.BelongsTo(Driver::kBatch)) text += OptionEntry(option);
  }
  return text;
}

}  // namespace

std::string SpecOperandText() {
  return fmt::format(
      "a JSON or YAML file, - for standard input, or a built-in example: {}",
      BuiltInSpecList());
}

std::vector<Flag> GenerateFlags() {
  return {
      {{"-o", "--output"},
       "PATH",
       "file, directory/ of parts, or - (default)",
       "A missing suffix is added (.csv.gz); a missing directory is made. - is standard "
       "output; without -o a terminal gets a preview of ten rows instead"},
      {{"-n", "--rows"}, "ROWS", "50000, 50_000, 50k, 1M, 1e6 (default 1000)", ""},
      {{"-f", "--format"},
       "NAME",
       "csv, json, jsonl or parquet",
       "Unless said: what the path's extension says; appending, what is there; else csv. "
       "jsonl is json with -O lines=true"},
      {{"-c", "--compression"},
       "CODEC",
       "gzip bz2 zip xz zstd, or none",
       fmt::format(
           "csv and json are compressed as a whole: {}; parquet inside: {}. Unless "
           "said: what the path's suffix says; parquet: snappy",
           CodecList(false), CodecList(true))},
      {{"-p", "--num-files", "--parts"},
       "PARTS",
       "split into so many files in a directory",
       ""},
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

std::vector<ManualSection> GenerateManual() {
  return {
      {"Write options", OptionTableText()},
      {"Where data and messages go",
       "Data goes to PATH, or to standard output like any filter's: -f and -c say what; "
       "binary or compressed data is not written to a terminal.\n"
       "What is said about the run goes to standard error: a closing line with the drawn "
       "seed (where standard error is a terminal, or with -v), warnings (but with -q), "
       "and "
       "a progress line on a terminal when the run takes over a second.\n"
       "--json prints the report (or the dry run) on standard output. If the data goes "
       "there, the report goes to standard error, alone: warnings are in it."},
      {"Files",
       "A file appears under its name only when it is complete. An error, a full disk, "
       "Ctrl-C or a crash leaves the earlier data as it was; a second Ctrl-C ends at "
       "once, "
       "and may leave a temporary file whose name begins with a dot and ends in .tmp. "
       "Overwriting a directory replaces its part_* files only."},
  };
}

}  // namespace rand_engine::cli
