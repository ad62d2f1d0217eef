// What a command that writes was asked for: what generate and stream have in common.
#pragma once

#include <arrow/result.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "arguments.h"
#include "rand_engine/option_value.h"
#include "rand_engine/seed.h"
#include "rand_engine/spec.h"

namespace rand_engine::cli {

struct WriteRequest {
  std::string spec_name;     ///< the operand
  std::optional<Spec> spec;  ///< set by ReadWriteRequest
  std::optional<Seed> seed;
  std::optional<int64_t> rows;
  std::vector<std::string> tables;  ///< of a dataset: only these
  std::vector<std::string> fixed;   ///< of a dataset's stream: those that do not grow
  std::string path = "-";
  bool path_was_given = false;
  std::optional<std::string> format;
  std::optional<std::string> mode;
  std::vector<std::pair<std::string, OptionValue>> options;
  std::optional<std::string> now;  ///< also among the options
  bool dry_run = false;
  bool json = false;
  bool quiet = false;
  bool verbose = false;

  bool to_standard_output() const { return path == "-"; }
  bool HasOption(std::string_view name) const;
};

/// Take the words for what they mean. Every mistake that can be seen without the spec's
/// columns and the path is found here. The flags that stand for write options are the
/// same wherever a command has them.
arrow::Result<WriteRequest> ReadWriteRequest(const Arguments& arguments);

/// Hand all that was said to a writer, batch or stream.
template <typename Writer>
void Instruct(const WriteRequest& request, Writer* writer) {
  writer->options(request.options);
  if (request.rows) writer->size(*request.rows);
  if (request.format) writer->format(*request.format);
  if (request.mode) writer->mode(*request.mode);
}

/// True if the rows appear on a terminal.
bool GoesToTerminal(const WriteRequest& request);

/// True if how far the run is may be shown: not on the screen that the rows are on.
bool ShowsProgress(const WriteRequest& request);

}  // namespace rand_engine::cli
