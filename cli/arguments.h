// The words of a command line, by the flags of a command.
#pragma once

#include <arrow/result.h>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "command.h"

namespace rand_engine::cli {

/// What was typed, checked for form: known flags, a value where one is wanted, as many
/// operands as the command takes.
class Arguments {
 public:
  /// Every mistake is an OptionError that names the nearest flag and shows the right
  /// form. With -h or --help nothing else is checked.
  static arrow::Result<Arguments> Parse(const Command& command,
                                        const std::vector<std::string>& words);

  /// `key` is a flag's first long name, "--output".
  bool Has(const std::string& key) const { return values_.contains(key); }
  /// The value; nullopt if the flag is not there.
  std::optional<std::string> Text(const std::string& key) const;
  /// Of a repeatable flag, in order.
  std::vector<std::string> All(const std::string& key) const;

  const std::vector<std::string>& operands() const { return operands_; }
  bool wants_short_help() const { return Has("-h"); }
  bool wants_manual() const { return Has("--help"); }

 private:
  std::map<std::string, std::vector<std::string>> values_;
  std::vector<std::string> operands_;
};

}  // namespace rand_engine::cli
