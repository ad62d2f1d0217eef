// The columns that a computed one reads.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "rand_engine/domain/domain.h"
#include "rand_engine/expression/type.h"
#include "rand_engine/expression/vector.h"
#include "rand_engine/generate/code_source.h"

namespace arrow {
template <class T>
class Result;
}

namespace rand_engine {

/// A column whose codes others turn into values. Shared, immutable.
struct InputColumn {
  std::shared_ptr<const Domain> domain;
  std::shared_ptr<const CodeSource> source;
  std::optional<uint64_t> missing_code = {};
  bool follows_row_number = false;
  FillEffort effort = {};
};

/// Finds columns by name, whatever their order in the spec.
class InputColumns {
 public:
  virtual ~InputColumns() = default;

  /// Invalid, with what is wrong about the name or which circle the columns make;
  /// Cancelled if the column has mistakes of its own, which are reported already.
  virtual arrow::Result<InputColumn> Find(const std::string& name) = 0;
};

namespace expression {

/// Row numbers below this are what bounds are worked out for; Plan::CheckRows refuses
/// others where a column is computed.
inline constexpr int64_t kMostRows = int64_t{1} << 48;

/// What is known of a column's values.
Facts FactsOf(const InputColumn& column);

/// Turns the codes of `count` rows into values. Texts live as long as the codes, the
/// column and the arena.
using ValueReader = std::function<void(const CodeBuffer& codes, int64_t count,
                                       TextArena* arena, Vector* values)>;
ValueReader MakeValueReader(const InputColumn& column);

}  // namespace expression
}  // namespace rand_engine
