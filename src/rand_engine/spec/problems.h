// The mistakes of one spec, gathered so that all are reported at once.
#pragma once

#include <string>
#include <vector>

#include "rand_engine/spec/value.h"

namespace arrow {
class Status;
}

namespace rand_engine {

struct Problem {
  SourcePosition position;  ///< 0:0 where the spec has no text (a Python dict)
  std::string text;         ///< "column 'age': parms.min must be ..."
};

class Problems {
 public:
  void Add(SourcePosition position, std::string text) {
    list_.push_back({position, std::move(text)});
  }
  bool empty() const { return list_.empty(); }
  size_t size() const { return list_.size(); }
  const std::vector<Problem>& list() const { return list_; }

  /// OK if there is none, else one SpecError with all of them (the first 50), a line
  /// each, prefixed by `source` and the position.
  arrow::Status ToStatus(const std::string& source) const;

 private:
  std::vector<Problem> list_;
};

}  // namespace rand_engine
