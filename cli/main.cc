// The command: finds what the first word asks for and lets it work.
#include <arrow/status.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <new>
#include <string>
#include <vector>

#include "arguments.h"
#include "builtin_specs.h"
#include "command.h"
#include "help.h"
#include "messages.h"
#include "rand_engine/error.h"
#include "rand_engine/spec/nearest_name.h"

namespace rand_engine::cli {
namespace {

using Words = std::vector<std::string>;

std::vector<Command> AllCommands() {
  return {GenerateCommand(), StreamCommand(),   ChangesCommand(),
          PreviewCommand(),  ValidateCommand(), VerifyCommand(),
          MethodsCommand(),  SchemaCommand(),   ExampleCommand()};
}

Words CommandNames(const std::vector<Command>& commands) {
  Words names;
  for (const Command& command : commands) names.push_back(command.name);
  return names;
}

const Command* FindCommand(const std::vector<Command>& commands,
                           const std::string& name) {
  const auto found =
      std::find_if(commands.begin(), commands.end(),
                   [&](const Command& command) { return command.name == name; });
  return found == commands.end() ? nullptr : &*found;
}

arrow::Status UnknownWord(const std::vector<Command>& commands, const std::string& word) {
  const Words names = CommandNames(commands);
  if (word.starts_with('-')) {
    return OptionError(
        fmt::format("unknown flag '{}'{}; a command comes first, for example rand-engine "
                    "generate orders",
                    word, DidYouMean(word, {"--help", "--version"})));
  }
  std::string hint = DidYouMean(word, names);
  const bool is_spec =
      FindBuiltInSpec(word) != nullptr || access(word.c_str(), F_OK) == 0;
  if (is_spec) hint = fmt::format("; to make data of it: rand-engine generate {}", word);
  return OptionError(fmt::format("unknown command '{}'{}; the commands are {}", word,
                                 hint, JoinNames(names)));
}

int RunCommand(const Command& command, const Words& words) {
  const auto arguments = Arguments::Parse(command, words);
  if (!arguments.ok()) return PrintFailure(arguments.status(), command.name);
  if (arguments->wants_manual()) return PrintOutput(CommandManual(command));
  if (arguments->wants_short_help()) return PrintOutput(CommandHelp(command));
  return command.run(*arguments);
}

int Run(const Words& words) {
  if (words.empty()) return PrintOutput(Welcome());
  const std::string& first = words[0];
  if (first == "--version") return PrintOutput(VersionText());
  const std::vector<Command> commands = AllCommands();
  if (first == "-h") return PrintOutput(ProgramHelp(commands));
  if (first == "--help") return PrintOutput(ProgramManual(commands));
  // `rand-engine help generate` is what many type first.
  const bool is_help = first == "help";
  if (is_help && words.size() == 1) return PrintOutput(ProgramHelp(commands));
  const std::string& name = is_help ? words[1] : first;
  const Command* command = FindCommand(commands, name);
  if (command == nullptr) return PrintFailure(UnknownWord(commands, name), "");
  if (is_help) return PrintOutput(CommandHelp(*command));
  return RunCommand(*command, Words(words.begin() + 1, words.end()));
}

void PrepareProcess() {
  // A failed write says more than a signal: its error decides message and exit code.
  signal(SIGPIPE, SIG_IGN);
  signal(SIGXFSZ, SIG_IGN);
  // With a standard descriptor closed, the next file opened would take its place and get
  // what is printed. Read-only, so that writing still fails.
  for (int descriptor = 0; descriptor <= 2; ++descriptor) {
    if (fcntl(descriptor, F_GETFD) == -1) static_cast<void>(open("/dev/null", O_RDONLY));
  }
}

}  // namespace
}  // namespace rand_engine::cli

int main(int count, char** words) {
  namespace cli = rand_engine::cli;
  cli::PrepareProcess();
  int code;
  // The engine throws nothing; what is left is memory.
  try {
    code = cli::Run(cli::Words(words + std::min(1, count), words + count));
  } catch (const std::bad_alloc&) {
    code = cli::PrintFailure(rand_engine::WriteError("out of memory"), "");
  } catch (const std::exception& error) {
    code = cli::PrintFailure(
        rand_engine::WriteError(fmt::format("unexpected failure: {}", error.what())), "");
  }
  // All is written. Where memory is short the libraries' tidying at exit could crash, and
  // make a failure of what was done or a signal of an error.
  std::fflush(nullptr);
  _exit(code);
}
