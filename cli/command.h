// What a command is: from this one description come its parsing, its short help, its
// manual and the nearest names of misspelt flags.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rand_engine/plan/option_table.h"

namespace rand_engine::cli {

class Arguments;

struct Flag {
  std::vector<std::string> names;  ///< "-o", "--output"; the first long one is its key
  std::string value;               ///< "PATH"; "" = a switch
  std::string summary;             ///< for the short help, below 56 columns
  std::string details;             ///< what the manual adds
  bool repeatable = false;

  /// "--output": how the program calls it.
  const std::string& key() const;
};

/// What stands on the command line without a flag.
struct Operand {
  std::string name;  ///< "SPEC"
  std::string summary;
  size_t least = 1;
  size_t most = 1;
};

struct CommandExample {
  std::string line;  ///< without "rand-engine "
  std::string meaning;
};

struct ManualSection {
  std::string title;
  std::string text;  ///< paragraphs; lines that begin with a space stay as they are
};

struct Command {
  std::string name;
  std::string summary;
  std::string usage;  ///< "SPEC [-o PATH] [options]"
  Operand operand;
  std::vector<Flag> flags;
  std::vector<CommandExample> examples;
  /// What the manual says besides; made only when it is asked for.
  std::vector<ManualSection> (*manual)();
  /// Do it; returns the exit code.
  int (*run)(const Arguments& arguments);
  /// Whose write options -O takes; none = it has no -O.
  std::optional<Driver> options = std::nullopt;
};

Command GenerateCommand();
Command StreamCommand();
Command ChangesCommand();
Command PreviewCommand();
Command ValidateCommand();
Command VerifyCommand();
Command MethodsCommand();
Command SchemaCommand();
Command ExampleCommand();

}  // namespace rand_engine::cli
