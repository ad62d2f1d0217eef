#include "arguments.h"

#include <arrow/status.h>
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <utility>

#include "rand_engine/error.h"
#include "rand_engine/plan/option_table.h"
#include "rand_engine/spec/nearest_name.h"

namespace rand_engine::cli {
namespace {

using Words = std::vector<std::string>;

const Flag* FindFlag(const Command& command, std::string_view name) {
  for (const Flag& flag : command.flags) {
    for (const std::string& known : flag.names) {
      if (known == name) return &flag;
    }
  }
  return nullptr;
}

Words FlagNames(const Command& command) {
  Words names = {"--help"};
  for (const Flag& flag : command.flags) {
    for (const std::string& name : flag.names) {
      // A letter is near every other letter.
      if (name.starts_with("--")) names.push_back(name);
    }
  }
  return names;
}

bool LooksLikeFlag(std::string_view word) {
  return word.size() > 1 && word[0] == '-' && !(word[1] >= '0' && word[1] <= '9');
}

/// Lower case without dashes and underscores.
std::string Plain(std::string_view name) {
  std::string plain;
  for (const char c : name) {
    if (c == '-' || c == '_') continue;
    plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return plain;
}

/// `--sep=x` and `--row-group-size` are write options, which -O takes.
const OptionInfo* FindOptionLike(std::string_view name, Driver driver) {
  for (const OptionInfo& info : OptionTable()) {
    if (info.BelongsTo(driver) && Plain(info.name) == Plain(name)) return &info;
  }
  return nullptr;
}

/// What was meant: a flag of that very name, a write option, or the nearest flag.
std::string HintForFlag(const Command& command, std::string_view name) {
  if (!name.starts_with("--")) return "";
  const auto nearest = NearestName(name, FlagNames(command));
  const bool is_spelling = nearest && Plain(*nearest) == Plain(name);
  if (command.options && !is_spelling) {
    if (const OptionInfo* option = FindOptionLike(name, *command.options)) {
      return fmt::format("; '{0}' is a write option: -O {0}={1}", option->name,
                         option->example);
    }
  }
  return DidYouMean(name, FlagNames(command));
}

arrow::Status UnknownFlag(const Command& command, std::string_view word) {
  const std::string_view name = word.substr(0, word.find('='));
  return OptionError(fmt::format("unknown flag '{}' of {}{}", name, command.name,
                                 HintForFlag(command, name)));
}

std::string ValueExample(const Flag& flag) {
  if (flag.key() == "--option") return "-O sep=';'";
  return fmt::format("{} {}", flag.names[0], flag.value);
}

arrow::Status MissingValue(const Flag& flag, std::string_view next) {
  const std::string found =
      next.empty() ? "" : fmt::format(", but '{}' comes next", next);
  return OptionError(
      fmt::format("{}: needs a value{}: {}", flag.names[0], found, ValueExample(flag)));
}

/// Forms that CLI11 takes for something else: `--output=` (the next word is the value),
/// `--json=x` (any value of a switch), `-output` (`-o utput`).
arrow::Status CheckForm(const Command& command, const std::string& word) {
  const size_t equals = std::min(word.find('='), word.size());
  const std::string name = word.substr(0, equals);
  if (name.size() > 2 && name[0] == '-' && FindFlag(command, "-" + name) != nullptr) {
    return OptionError(fmt::format("unknown flag '{0}' of {1}; did you mean '-{0}'?",
                                   name, command.name));
  }
  const Flag* flag = FindFlag(command, name);
  if (flag == nullptr || equals == word.size()) return arrow::Status::OK();
  if (flag->value.empty()) {
    return OptionError(
        fmt::format("{}: takes no value, got '{}'", name, word.substr(equals + 1)));
  }
  if (equals + 1 == word.size()) return MissingValue(*flag, "");
  return arrow::Status::OK();
}

arrow::Status CheckForms(const Command& command, const Words& words) {
  for (const std::string& word : words) {
    if (word == "--") break;
    ARROW_RETURN_NOT_OK(CheckForm(command, word));
  }
  return arrow::Status::OK();
}

arrow::Status CheckValues(const Flag& flag, const Words& values) {
  if (flag.value.empty()) return arrow::Status::OK();
  for (const std::string& value : values) {
    if (LooksLikeFlag(value)) return MissingValue(flag, value);
    if (value.empty()) return MissingValue(flag, "");
  }
  if (values.size() > 1 && !flag.repeatable) {
    return OptionError(fmt::format("{}: is there more than once ('{}' and '{}')",
                                   flag.names[0], values[0], values[1]));
  }
  return arrow::Status::OK();
}

arrow::Status CheckOperands(const Command& command, const Words& operands) {
  const Operand& wanted = command.operand;
  if (operands.size() < wanted.least) {
    return OptionError(fmt::format("{} needs a {}: {}, for example rand-engine {}",
                                   command.name, wanted.name, wanted.summary,
                                   command.examples[0].line));
  }
  if (operands.size() <= wanted.most) return arrow::Status::OK();
  const std::string& extra = operands[wanted.most];
  const bool has_output = FindFlag(command, "--output") != nullptr;
  return OptionError(fmt::format(
      "{} takes {} {}, got '{}' too{}", command.name, wanted.most == 0 ? "no" : "one",
      wanted.most == 0 ? "argument" : wanted.name, extra,
      has_output ? fmt::format("; to write to '{0}' say -o {0}", extra) : ""));
}

/// The parser for the flags of one command; what it does not know, it leaves.
class Parser {
 public:
  explicit Parser(const Command& command) {
    app_.set_help_flag();
    app_.allow_extras();
    short_help_ = app_.add_flag("-h");
    manual_ = app_.add_flag("--help");
    for (const Flag& flag : command.flags) {
      const std::string names = fmt::format("{}", fmt::join(flag.names, ","));
      CLI::Option* option =
          flag.value.empty() ? app_.add_flag(names) : app_.add_option(names);
      option->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
      option->allow_extra_args(false);
      options_.emplace_back(&flag, option);
    }
  }

  arrow::Status Parse(const Words& words) {
    Words reversed(words.rbegin(), words.rend());
    try {
      app_.parse(std::move(reversed));
    } catch (const CLI::ParseError& error) {
      return Translate(error.what());
    }
    return arrow::Status::OK();
  }

  bool wants_help() const { return short_help_->count() + manual_->count() > 0; }
  bool wants_manual() const { return manual_->count() > 0; }
  const std::vector<std::pair<const Flag*, CLI::Option*>>& options() const {
    return options_;
  }
  Words rest() const { return app_.remaining(); }

 private:
  /// With extras allowed and no types told, a missing value is what is left to go wrong;
  /// the text begins with the option's long name.
  arrow::Status Translate(std::string_view text) const {
    for (const auto& [flag, option] : options_) {
      if (text.starts_with(option->get_name() + ":")) return MissingValue(*flag, "");
    }
    return OptionError(std::string(text));
  }

  CLI::App app_;
  CLI::Option* short_help_ = nullptr;
  CLI::Option* manual_ = nullptr;
  std::vector<std::pair<const Flag*, CLI::Option*>> options_;
};

/// Splits what CLI11 left: flags that nobody knows before `--`, operands.
arrow::Result<Words> TakeOperands(const Command& command, const Words& rest) {
  Words operands;
  bool only_operands = false;
  for (const std::string& word : rest) {
    if (!only_operands && word == "--") {
      only_operands = true;
    } else if (!only_operands && word.size() > 1 && word[0] == '-') {
      return UnknownFlag(command, word);
    } else {
      operands.push_back(word);
    }
  }
  ARROW_RETURN_NOT_OK(CheckOperands(command, operands));
  return operands;
}

}  // namespace

const std::string& Flag::key() const {
  for (const std::string& name : names) {
    if (name.starts_with("--")) return name;
  }
  return names[0];
}

arrow::Result<Arguments> Arguments::Parse(const Command& command, const Words& words) {
  ARROW_RETURN_NOT_OK(CheckForms(command, words));
  Parser parser(command);
  ARROW_RETURN_NOT_OK(parser.Parse(words));
  Arguments arguments;
  if (parser.wants_help()) {
    arguments.values_[parser.wants_manual() ? "--help" : "-h"] = {};
    return arguments;
  }
  for (const auto& [flag, option] : parser.options()) {
    if (option->count() == 0) continue;
    ARROW_RETURN_NOT_OK(CheckValues(*flag, option->results()));
    arguments.values_[flag->key()] = option->results();
  }
  ARROW_ASSIGN_OR_RAISE(arguments.operands_, TakeOperands(command, parser.rest()));
  return arguments;
}

std::optional<std::string> Arguments::Text(const std::string& key) const {
  const auto found = values_.find(key);
  if (found == values_.end() || found->second.empty()) return std::nullopt;
  return found->second[0];
}

std::vector<std::string> Arguments::All(const std::string& key) const {
  const auto found = values_.find(key);
  return found == values_.end() ? Words{} : found->second;
}

}  // namespace rand_engine::cli
