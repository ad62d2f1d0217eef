// A member of a spec -> recipes of its columns, by the table of methods.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rand_engine/methods/method.h"
#include "rand_engine/spec/problems.h"
#include "rand_engine/spec/value.h"

namespace rand_engine {

struct NamedRecipe {
  std::string name;
  SourcePosition position;  ///< of the name
  ColumnRecipe recipe;
};

/// The names of a member's columns: those that its `cols` names, else its own.
std::vector<std::string> NamesOfColumns(const Value::Member& member);

/// Check a member's keys, method and parameters against the table, then make its columns:
/// one of the member's name, or those that its `cols` names. Mistakes go to `problems`;
/// if any was added, there are none.
std::vector<NamedRecipe> ReadColumns(const Value::Member& member,
                                     const ColumnContext& context, Problems* problems);

/// The same of {"method": ..., "parms": ...} inside a parameter, of one column: `place`
/// is said before each mistake; `path` is where it stands in the spec. Nothing after
/// mistakes.
std::optional<ColumnRecipe> ReadCall(const Value& call, const std::string& place,
                                     const std::string& path,
                                     const ColumnContext& context, Problems* problems);

/// The share of rows that a key of a column says, in draws; 0 for what is no rate, which
/// the table of keys reports.
NullDraws ReadRate(const Value& column, std::string_view key);

/// `e.g. {"age": {"method": ...}}`
std::string SpecExample();

}  // namespace rand_engine
