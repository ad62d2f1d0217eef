// How large a YAML document becomes when its aliases are expanded, found without
// expanding them: a few lines of nested aliases can stand for 10^9 values.
#pragma once

#include <yaml-cpp/anchor.h>

#include <string>
#include <string_view>
#include <vector>

#include "rand_engine/spec/spec_reader.h"

namespace rand_engine {

/// Which anchors are named by an alias, by yaml-cpp's number of the anchor.
class UsedAnchors {
 public:
  void Add(YAML::anchor_t anchor);
  bool Contains(YAML::anchor_t anchor) const;

 private:
  std::vector<bool> used_;
};

/// Parse `text` and count. Errors: malformed text; the expanded values or nesting are
/// beyond `limits`; an alias inside of what it names.
arrow::Result<UsedAnchors> CountYamlAliases(std::string_view text,
                                            const std::string& source,
                                            const SpecLimits& limits);

}  // namespace rand_engine
