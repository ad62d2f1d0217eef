// Text -> Value: JSON and YAML.
#pragma once

#include <string>
#include <string_view>

#include "rand_engine/spec/value.h"

namespace arrow {
class Status;
template <class T>
class Result;
}  // namespace arrow

namespace rand_engine {

/// Bounds on what a spec's text may hold, so that hostile text cannot eat memory or time.
struct SpecLimits {
  int max_depth = 64;                       ///< nesting of lists and objects
  int64_t max_values = 20'000'000;          ///< values in the tree, aliases expanded
  int64_t max_text_bytes = 512ll << 20;     ///< bytes of text
};

/// Parse JSON (RFC 8259; a byte-order mark is accepted). `source` names the text in
/// messages ("spec.json", "standard input"). Every error is a SpecError that begins
/// "<source>:<line>:<column>: ": malformed text, invalid UTF-8, duplicate keys (naming the
/// first one's line), NaN/Infinity, trailing text, a limit (named).
arrow::Result<Value> ReadJson(std::string_view text, const std::string& source,
                              const SpecLimits& limits = {});

/// Parse one YAML document by the YAML 1.2 core schema (`NO` and dates are text, `1_000` is
/// text, 0o17 and 0x1F are integers; .inf and .nan are refused). Merge keys (`<<`) are
/// refused with a hint. Aliases count by their expanded size. Errors as for JSON.
arrow::Result<Value> ReadYaml(std::string_view text, const std::string& source,
                              const SpecLimits& limits = {});

/// Parse JSON if the text begins with `{` or `[` (after space and byte-order mark) or
/// `source` ends in .json; YAML if it ends in .yaml or .yml; else whatever it looks like.
arrow::Result<Value> ReadSpecText(std::string_view text, const std::string& source,
                                  const SpecLimits& limits = {});

}  // namespace rand_engine
