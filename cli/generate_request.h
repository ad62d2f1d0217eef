// What `rand-engine generate` was asked for.
#pragma once

#include <arrow/result.h>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "arguments.h"
#include "rand_engine/data_generator.h"

namespace rand_engine::cli {

struct GenerateRequest {
  std::string spec_name;     ///< the operand
  std::optional<Spec> spec;  ///< set by ReadGenerateRequest
  std::optional<Seed> seed;
  int64_t rows = 1000;
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
};

/// Take the words for what they mean. Every mistake that can be seen without the spec's
/// columns and the path is found here.
arrow::Result<GenerateRequest> ReadGenerateRequest(const Arguments& arguments);

/// The writer that does it.
BatchWriter MakeWriter(const GenerateRequest& request);

/// "orders.csv.gz": a name to suggest for these rows.
std::string SuggestPath(const GenerateRequest& request, const std::string& format,
                        const std::string& compression);

}  // namespace rand_engine::cli
