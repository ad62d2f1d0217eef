#include "help.h"

#include <arrow/config.h>
#include <fmt/format.h>

#include <algorithm>

#include "builtin_specs.h"
#include "display_text.h"
#include "rand_engine/compress/codec.h"
#include "rand_engine/domain/time_zone.h"
#include "rand_engine/version.h"

namespace rand_engine::cli {
namespace {

constexpr int kWidth = 80;
constexpr int kMeaningColumn = 28;

/// "  term                     meaning", the meaning wrapped in its column.
std::string Entry(const std::string& term, const std::string& meaning) {
  std::string line = "  " + term;
  if (line.size() + 1 > kMeaningColumn) {
    line += "\n" + std::string(kMeaningColumn, ' ');
  } else {
    line.resize(kMeaningColumn, ' ');
  }
  return line + WrapText(meaning, kWidth, kMeaningColumn) + "\n";
}

/// "-o, --output PATH"; flags without a letter are set in to the long names.
std::string FlagTerm(const Flag& flag) {
  std::string term;
  for (const std::string& name : flag.names) {
    if (!term.empty()) term += ", ";
    term += name;
  }
  if (term.starts_with("--")) term = "    " + term;
  return flag.value.empty() ? term : term + " " + flag.value;
}

/// The operands, the flags and the help flags; `whole` adds the flags' details.
std::string Terms(const Command& command, bool whole) {
  std::string text;
  if (!command.operand.name.empty()) {
    text += Entry(command.operand.name, command.operand.summary);
  }
  for (const Flag& flag : command.flags) {
    const bool has_details = whole && !flag.details.empty();
    text += Entry(FlagTerm(flag),
                  has_details ? flag.summary + ". " + flag.details : flag.summary);
  }
  text += Entry("-h, --help", "this page; --help shows the whole manual");
  return text;
}

std::string ExampleLines(const Command& command) {
  size_t column = 0;
  for (const CommandExample& example : command.examples) {
    column = std::max(column, example.line.size());
  }
  std::string text;
  for (const CommandExample& example : command.examples) {
    text +=
        fmt::format("  rand-engine {:<{}}  {}\n", example.line, column, example.meaning);
  }
  return text;
}

std::string Head(const Command& command) {
  return fmt::format("rand-engine {}: {}\n\nUsage: rand-engine {} {}\n\n", command.name,
                     command.summary, command.name, command.usage);
}

std::string CommandList(const std::vector<Command>& commands) {
  std::string text;
  for (const Command& command : commands) {
    text += fmt::format("  {:<10}{}\n", command.name, command.summary);
  }
  return text;
}

/// Paragraphs wrapped; lines that begin with a space stay as they are.
std::string Paragraphs(std::string_view text) {
  std::string shown;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    if (line.starts_with(' ')) {
      shown += std::string(line);
    } else if (!line.empty()) {
      shown += "  " + WrapText(line, kWidth, 2);
    }
    shown += "\n";
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return shown;
}

std::string Sections(const std::vector<ManualSection>& sections) {
  std::string text;
  for (const ManualSection& section : sections) {
    text += fmt::format("\n{}\n{}", section.title, Paragraphs(section.text));
  }
  return text;
}

std::vector<ManualSection> ProgramSections() {
  std::string specs;
  for (const BuiltInSpec& spec : BuiltInSpecs()) {
    specs += fmt::format("    {:<14}{}\n", spec.name, spec.meaning);
  }
  return {
      {"Specs",
       "A spec is an object of columns, each with a method and its parameters, in JSON "
       "or "
       "YAML:\n"
       "    {\"age\": {\"method\": \"gen_ints\", \"parms\": {\"min\": 18, \"max\": "
       "65}}}\n"
       "Where a command takes a SPEC it is a file, - for standard input, or the name of "
       "a "
       "built-in example (a file of that name wins):\n" +
           specs},
      {"Numbers",
       "Counts are whole numbers >= 0 as people type them: 50000, 50_000, 50k, 1.5M, 2G, "
       "1e6 (k, M and G stand for 10^3, 10^6 and 10^9)."},
      {"Repeatable data",
       "The same spec, seed and data version give the same rows on every machine, "
       "whatever "
       "the threads, the format or the number of files. Without -s a seed is drawn; the "
       "closing line, --json and Parquet's metadata name it. gen_now gives the present "
       "time unless --now fixes it."},
      {"Exit codes",
       "    0    done; also when the reader of a pipe has gone (| head)\n"
       "    1    reading or writing failed; earlier files are as they were;\n"
       "         or verify found a difference\n"
       "    2    a mistake in command, spec, option or path; nothing was touched\n"
       "    130  stopped by Ctrl-C (SIGINT); earlier files are as they were\n"
       "    143  stopped by SIGTERM, 129 by SIGHUP; the same"},
      {"Environment",
       "NO_COLOR (set to anything) switches colours off; so does TERM=dumb. Colours, the "
       "progress line and the cutting of wide tables are for terminals only."},
  };
}

}  // namespace

std::string Welcome() {
  return fmt::format(
      "rand-engine {} makes test data from a spec: CSV, JSON or Parquet.\n"
      "\n"
      "  rand-engine preview orders                                ten rows to look at\n"
      "  rand-engine generate orders -n 50k -o orders.csv.gz       a file\n"
      "  rand-engine stream orders -o day --every 5s --timeout 1h  files by the clock\n"
      "\n"
      "A spec of your own begins with: rand-engine example orders > spec.json\n"
      "What columns can hold:          rand-engine methods\n"
      "\n"
      "Help: rand-engine -h, rand-engine generate -h, ... stream -h; the manual: "
      "--help\n",
      kVersion);
}

std::string ProgramHelp(const std::vector<Command>& commands) {
  return fmt::format(
      "rand-engine {}: test data from a spec, as CSV, JSON or Parquet\n\n"
      "Usage: rand-engine COMMAND ...\n\n"
      "{}\n"
      "  -h, --help    this page; --help shows the manual\n"
      "  --version     version of the program, data, codecs and time zones\n\n"
      "A SPEC is a JSON or YAML file, - for standard input, or a built-in example:\n"
      "{}. Each command has -h and --help.\n\n"
      "Examples:\n"
      "  rand-engine preview orders\n"
      "  rand-engine generate orders -n 50k -s 42 -o orders.csv.gz\n"
      "  rand-engine generate users -n 1M -c zstd -p 10 -o users.parquet\n"
      "  rand-engine stream orders -o out/orders --every 5s --timeout 1h\n"
      "  rand-engine stream events --rate 1000 | your-program\n"
      "  rand-engine generate spec.yaml -f jsonl | head -3\n",
      kVersion, CommandList(commands), BuiltInSpecList());
}

std::string ProgramManual(const std::vector<Command>& commands) {
  return ProgramHelp(commands) + Sections(ProgramSections());
}

std::string CommandHelp(const Command& command) {
  return Head(command) + Terms(command, false) + "\nExamples:\n" + ExampleLines(command);
}

std::string CommandManual(const Command& command) {
  std::string text = Head(command) + Terms(command, true);
  text += "\nExamples\n" + ExampleLines(command);
  if (command.manual != nullptr) text += Sections(command.manual());
  text += Sections(ProgramSections());
  return text;
}

std::string VersionText() {
  std::string text = fmt::format("rand-engine {}\ndata version {}\nApache Arrow {}\n",
                                 kVersion, kDataVersion, ARROW_VERSION_STRING);
  for (const CodecInfo& codec : Codecs()) {
    const std::string libraries = CodecLibraryVersion(codec.codec);
    if (!libraries.empty()) text += fmt::format("{}: {}\n", codec.name, libraries);
  }
  text += fmt::format("time zones: {}\n", TimeZone::DatabaseVersion());
  return text;
}

}  // namespace rand_engine::cli
