// Text -> Value: JSON and YAML.
#pragma once

#include <cstdint>
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
  int max_depth = 64;                    ///< nesting of lists and objects
  int64_t max_values = 20'000'000;       ///< values in the tree, aliases expanded
  int64_t max_text_bytes = 512ll << 20;  ///< bytes of JSON text; at most 2^31 - 2
  /// Bytes of YAML text. Lower, as YAML's parser can need 250 bytes of memory for one.
  int64_t max_yaml_text_bytes = 32ll << 20;
};

/// Parse JSON (RFC 8259; a byte-order mark is accepted). `source` names the text in
/// messages ("spec.json", "standard input"). Every error is a SpecError that begins
/// "<source>:<line>:<column>: ": malformed text, invalid UTF-8, duplicate keys (naming
/// the first one's line), NaN/Infinity, trailing text, a limit (named).
arrow::Result<Value> ReadJson(std::string_view text, const std::string& source,
                              const SpecLimits& limits = {});

/// Parse one YAML document by the YAML 1.2 core schema (`NO` and dates are text, `1_000`
/// is text, 0o17 and 0x1F are integers; .inf and .nan are refused). Keys are text, as
/// written. Merge keys (`<<`) are refused with a hint, and so are keys without `:`, such
/// as those of `{a, b}`. Aliases count by their expanded size. Errors as for JSON.
arrow::Result<Value> ReadYaml(std::string_view text, const std::string& source,
                              const SpecLimits& limits = {});

/// Parse JSON if `source` ends in .json, YAML if it ends in .yaml or .yml (in any case);
/// of another name, JSON if the text begins with `{` or `[` (after space and byte-order
/// mark), else YAML.
arrow::Result<Value> ReadSpecText(std::string_view text, const std::string& source,
                                  const SpecLimits& limits = {});

}  // namespace rand_engine
