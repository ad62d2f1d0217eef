// What a method is: the entry of the one table from which validation, help, the reference
// and the messages derive.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rand_engine/domain/domain.h"
#include "rand_engine/expression/anomaly_column.h"
#include "rand_engine/expression/input_column.h"
#include "rand_engine/generate/code_source.h"
#include "rand_engine/generate/event_times.h"
#include "rand_engine/generate/missing_codes.h"
#include "rand_engine/random/stream_key.h"
#include "rand_engine/spec/problems.h"
#include "rand_engine/spec/value.h"

namespace rand_engine {

enum class ParameterType {
  kInteger,      ///< a whole number that fits int64
  kBoolean,      ///< true or false
  kNumber,       ///< any number, read as a decimal
  kDate,         ///< "YYYY-MM-DD"
  kOptions,      ///< a list of values of one type, null allowed
  kNumbers,      ///< a list of numbers
  kTexts,        ///< a list of texts
  kText,         ///< any text
  kTextOrTexts,  ///< a text or a list of texts
  kValues,       ///< a list of values of any type
  kWeights,      ///< {text: weight, ...} or [[value, weight], ...]
  kLists,        ///< {text: [...], ...} or [[value, [...]], ...]; of what the method says
  kCalls,        ///< a list of {"method": ..., "parms": ...}
  kColumn,       ///< a column without a name: {"method": ..., "parms": ..., ...}
  kColumns,      ///< columns by their names, as a spec has them
  kDistribution,  ///< a name or {"name": ..., ...}; distribution_reader.h checks the rest
  kLength,        ///< a length of time: seconds or a text such as "1h30m"
};

struct ParameterInfo {
  std::string name;
  ParameterType type;
  bool required;
  std::string default_text;  ///< as JSON text; "" if required or none
  std::string meaning;
  std::string alias = {};                 ///< another name of it, "" = none
  std::vector<std::string> allowed = {};  ///< all that texts can be; empty = any
  std::string minimum = {};               ///< of a number, as JSON text; "" = no bound
  std::string maximum = {};
  std::string unless = {};  ///< a required one is not where this one is given
};

/// A column made ready: what its codes mean and where they come from.
struct ColumnRecipe {
  Domain domain;
  std::unique_ptr<CodeSource> source;
  /// True if the codes are row numbers, so that values are bounded by the rows asked for.
  bool follows_row_number = false;
  /// How many rows the source has codes for, each another one; 0 = any number.
  uint64_t most_rows = 0;
  /// What happens then, if the unique values do not end: "reaches the year 10000".
  std::string rows_end = {};
  /// True if the values are those of the time at which the data is made.
  bool depends_on_now = false;
  /// True if the values follow from the rules of a time zone (time_zone.h).
  bool depends_on_zones = false;
  /// How numbers are held; all values must fit.
  StorageType storage = StorageType::kNative;
  /// Of how many of 2^64 draws the value is missing: the column's null_rate, which is not
  /// the methods' business.
  NullDraws null_draws = 0;
  /// True if no two rows have the same value; also where the above say so.
  bool unique = false;
  /// The column's anomaly_rate and anomalies, not the methods' business either.
  Anomalies anomalies = {};
  /// True if the source itself gives ReservedCodeOf(domain) for missing values.
  bool source_has_missing = false;
  /// True if the value is the row's for good: a new version of the row keeps it.
  bool bound_to_row = false;
  /// More than that of one source where it reads others.
  FillEffort effort = {};
  /// The column's `hidden`, which is not the methods' business either.
  bool hidden = false;
};

class Relations;
class NestedColumns;

/// What a method may know besides its parameters.
struct ColumnContext {
  std::string_view seed;        ///< decimal text
  std::string_view column;      ///< its path
  int64_t now_us = 0;           ///< of gen_now, microseconds since the epoch
  EventTimes event_times = {};  ///< when the rows happen, after now_us
  /// Which part of the column it is, "" for all of it: parts draw numbers of their own.
  std::string part = {};
  /// The names of its columns: the column's `cols`, a list of texts. Null if it has none.
  const Value* cols = nullptr;
  std::string_view table = {};     ///< "" where there is one only
  Relations* relations = nullptr;  ///< to other tables; null where there are none
  /// The spec's other columns; null where they cannot be read.
  InputColumns* columns = nullptr;
  /// The same outside of all structs and lists.
  InputColumns* spec_columns = nullptr;
  /// Makes columns of columns; null where they are not possible.
  const NestedColumns* nested = nullptr;
  /// What is said before a column's name, and where it stands in the spec, if it is part
  /// of another: "column 'address': parms.fields" and "address.parms.fields".
  std::string place = {};
  std::string path = {};
  int level = 0;  ///< of how many columns, one in the other, it is part
  /// The most items of the list or map whose items it gives values to; 0 = none.
  uint64_t list_items = 0;
  /// The same of all lists around it: how many values a row of the data has at most.
  uint64_t row_items = 1;

  StreamKey Key(std::string_view purpose) const {
    return DeriveStreamKey({seed, table, column, part + std::string(purpose)});
  }
};

/// The parameters of one column, each already of the type that the table says.
class Arguments {
 public:
  Arguments(std::string place, std::string path, SourcePosition position,
            Problems* problems)
      : place_(std::move(place)),
        path_(std::move(path)),
        position_(position),
        problems_(problems) {}

  /// `written` is the name as the user has it, an alias perhaps.
  void Set(const std::string& name, const std::string& written, const Value* value) {
    values_.push_back({name, written, value});
  }

  /// The value given, or null.
  const Value* Find(std::string_view name) const;

  int64_t Integer(std::string_view name, int64_t fallback = 0) const;
  bool Flag(std::string_view name, bool fallback = false) const;
  std::optional<int64_t> GivenInteger(std::string_view name) const;
  /// The number's text, or `fallback`.
  std::string Number(std::string_view name, std::string_view fallback = "0") const;
  std::string Text(std::string_view name, std::string_view fallback = "") const;
  /// Days since 1970-01-01.
  int32_t Date(std::string_view name) const;

  /// Report a mistake: "column 'age': parms<text>". `name` picks the position.
  void Report(std::string_view name, const std::string& text) const;

  /// The same of an item inside of it: "column 'age': parms.distincts["k"] must ...".
  void ReportItem(std::string_view name, const std::string& item, const Value& value,
                  const std::string& text) const;

  /// Report a mistake of the column as a whole: "column 'age': <text>".
  void ReportColumn(const std::string& text) const {
    problems_->Add(position_, place_ + ": " + text);
  }

  /// "parms.min": the parameter as the user wrote it.
  std::string Path(std::string_view name) const;
  const std::string& place() const { return place_; }
  const std::string& path() const { return path_; }
  const std::string& keyword() const { return keyword_; }  ///< "parms", or what is said
  /// "age.parms.min": where it stands in the spec.
  std::string FullPath(std::string_view name) const;
  Problems* problems() const { return problems_; }

  void set_keyword(std::string keyword) { keyword_ = std::move(keyword); }

 private:
  struct Entry {
    std::string name;
    std::string written;
    const Value* value;
  };
  std::string place_;  ///< "column 'age'"
  std::string path_;   ///< "age"
  std::string keyword_ = "parms";
  SourcePosition position_;
  Problems* problems_;
  std::vector<Entry> values_;
};

struct MethodInfo {
  std::string name;
  std::string summary;  ///< one sentence
  std::string result;   ///< type of the values, for people
  std::vector<ParameterInfo> parameters;
  std::string example;  ///< a column in JSON: `{"method": ..., "parms": ...}`
  /// Make the column; mistakes are reported to the arguments (the recipe is then
  /// dropped).
  ColumnRecipe (*make)(const Arguments& arguments, const ColumnContext& context);
  /// Instead of `make` (then null): several columns, as the column's `cols` names them.
  std::vector<ColumnRecipe> (*make_columns)(const Arguments& arguments,
                                            const ColumnContext& context) = nullptr;
  std::string group = {};  ///< "Numbers": under which registry.cc lists it
  /// The other columns that the example reads, as hidden members of a spec in JSON.
  std::string example_reads = {};
  /// True if it refers to other rows of a dataset, and works only there. Without `cols`
  /// its `make_columns` gives one column.
  bool refers_to_rows = false;
  /// True if its values are structs, lists or maps.
  bool is_nested = false;
};

/// A spec in JSON with the example as column `name`, and behind it what that reads.
std::string ExampleSpec(const MethodInfo& method, const std::string& name);

/// "a whole number", "a date \"YYYY-MM-DD\"", ...
std::string ParameterTypeName(ParameterType type);

/// "required" or, where another can stand for it, "required without distribution".
std::string RequiredText(const ParameterInfo& parameter);

/// What the parameter takes: its type with the range, "a whole number from 0 to 15".
std::string ExpectedText(const ParameterInfo& parameter);

/// Return what is wrong with `value` by the table alone (its type, range, allowed texts),
/// or "" if nothing is: "must be a whole number of 64 bits, got true".
std::string CheckParameter(const ParameterInfo& parameter, const Value& value);

/// "orders" + "net price" = "orders["net price"]", + "price" = "orders.price".
std::string JoinPath(const std::string& path, std::string_view name);

}  // namespace rand_engine
