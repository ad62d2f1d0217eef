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
  SourcePosition position;   ///< 0:0 where the spec has no text (a Python dict)
  std::string text;          ///< "column 'age': parms.min must be ..."
  std::string path = {};     ///< "age.parms.min"
  std::string example = {};  ///< what would be right, as JSON; "" = none
};

class Problems {
 public:
  void Add(SourcePosition position, std::string text, std::string path = {}) {
    list_.push_back({position, std::move(text), std::move(path)});
  }

  /// Add those of a part of the spec, which is at `path`, each text after `place`.
  void AddPart(const Problems& part, const std::string& place, const std::string& path);

  /// Give `path` and `example` to the problems from number `first` on that have none.
  void Explain(size_t first, const std::string& path, const std::string& example);

  bool empty() const { return list_.empty(); }
  size_t size() const { return list_.size(); }
  const std::vector<Problem>& list() const { return list_; }
  /// Put them in the order of the text, those of one place as they came.
  void SortByPosition();

  /// OK if there is none, else one SpecError with all of them (the first 50), a line
  /// each, prefixed by `source` and the position, with its example. The mistakes, all of
  /// them, are also GetSpecMistakes of it.
  arrow::Status ToStatus(const std::string& source) const;

 private:
  std::vector<Problem> list_;
};

}  // namespace rand_engine
