// Help from the descriptions of the commands.
#pragma once

#include <string>
#include <vector>

#include "command.h"

namespace rand_engine::cli {

/// The ten lines of `rand-engine` alone.
std::string Welcome();

/// `rand-engine -h`, `rand-engine --help`.
std::string ProgramHelp(const std::vector<Command>& commands);
std::string ProgramManual(const std::vector<Command>& commands);

/// `rand-engine COMMAND -h`: at most 40 lines.
std::string CommandHelp(const Command& command);
/// `rand-engine COMMAND --help`.
std::string CommandManual(const Command& command);

/// `rand-engine --version`: of program, data and the libraries that bytes depend on.
std::string VersionText();

}  // namespace rand_engine::cli
