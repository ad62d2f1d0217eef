#include "spec_source.h"

#include <arrow/status.h>
#include <errno.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <vector>

#include "builtin_specs.h"
#include "messages.h"
#include "rand_engine/error.h"
#include "rand_engine/spec/nearest_name.h"
#include "rand_engine/spec/spec_reader.h"
#include "terminal.h"

namespace rand_engine::cli {
namespace {

arrow::Result<std::string> ReadStandardInput() {
  if (IsTerminal(STDIN_FILENO)) {
    PrintNote("rand-engine: reading the spec from the terminal; end it with Ctrl-D");
  }
  // One byte more than is allowed, so that the parser names its limit.
  const auto most = static_cast<size_t>(SpecLimits{}.max_text_bytes) + 1;
  std::string text;
  std::string piece(size_t{1} << 16, '\0');
  while (text.size() < most) {
    const ssize_t count = read(STDIN_FILENO, piece.data(), piece.size());
    if (count == 0) break;
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      return SpecError(fmt::format("cannot read the spec from standard input: {}",
                                   std::generic_category().message(errno)));
    }
    text.append(piece, 0, static_cast<size_t>(count));
  }
  return text;
}

/// True of anything that may be read; a directory is none (an output directory "orders/"
/// does not hide the example of that name).
bool IsFile(const std::string& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) return errno == EACCES;
  return !S_ISDIR(status.st_mode);
}

bool IsDirectory(const std::string& path) {
  struct stat status {};
  return stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

/// Files beside the missing one, by the name by which `operand` would reach them.
std::vector<std::string> FilesBeside(const std::string& operand) {
  constexpr size_t kMost = 10'000;
  const size_t slash = operand.rfind('/');
  const std::string directory =
      slash == std::string::npos ? "" : operand.substr(0, slash + 1);
  std::vector<std::string> files;
  std::error_code error;
  std::filesystem::directory_iterator entry(directory.empty() ? "." : directory, error);
  for (; !error && entry != std::filesystem::directory_iterator() && files.size() < kMost;
       entry.increment(error)) {
    std::error_code ignored;
    if (entry->is_regular_file(ignored)) {
      files.push_back(directory + entry->path().filename().string());
    }
  }
  // The order of a directory is chance.
  std::sort(files.begin(), files.end());
  return files;
}

std::string NearestSpec(const std::string& operand) {
  for (const char* extension : {".json", ".yaml", ".yml"}) {
    if (IsFile(operand + extension)) {
      return fmt::format("; did you mean '{}{}'?", operand, extension);
    }
  }
  std::vector<std::string> names = BuiltInSpecNames();
  const std::vector<std::string> files = FilesBeside(operand);
  names.insert(names.end(), files.begin(), files.end());
  return DidYouMean(operand, names);
}

arrow::Status NoSuchSpec(const std::string& operand) {
  const size_t first = operand.find_first_not_of(" \t\n");
  if (first != std::string::npos && operand[first] == '{') {
    return SpecError(
        "a spec is given as a file or by standard input, not on the command line; for "
        "example: echo '{\"id\": {\"method\": \"gen_uuid\"}}' | rand-engine preview -");
  }
  if (IsDirectory(operand)) {
    return SpecError(
        fmt::format("'{0}' is a directory; a spec is a file of JSON or YAML, for example "
                    "{0}/spec.json",
                    operand));
  }
  return SpecError(fmt::format(
      "no spec '{}': there is no file of that name, and the built-in examples are {}{}",
      operand, BuiltInSpecList(), NearestSpec(operand)));
}

}  // namespace

std::string SpecOperandText() {
  return fmt::format(
      "a JSON or YAML file, - for standard input, or a built-in example: {}",
      BuiltInSpecList());
}

std::string SpecSourceName(const std::string& operand) {
  return operand == "-" ? "standard input" : operand;
}

arrow::Result<Spec> LoadSpec(const std::string& operand) {
  if (operand == "-") {
    ARROW_ASSIGN_OR_RAISE(const std::string text, ReadStandardInput());
    return Spec::FromText(text, SpecSourceName(operand));
  }
  if (IsFile(operand)) return Spec::FromFile(operand);
  if (const BuiltInSpec* spec = FindBuiltInSpec(operand)) {
    return Spec::FromJson(spec->text, operand);
  }
  return NoSuchSpec(operand);
}

}  // namespace rand_engine::cli
