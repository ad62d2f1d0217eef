#include "rand_engine/plan/nested_columns.h"

#include <arrow/result.h>
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "rand_engine/generate/nested_rows.h"
#include "rand_engine/methods/registry.h"
#include "rand_engine/plan/column_plans.h"
#include "rand_engine/plan/nested.h"

namespace rand_engine {
namespace {

// Deeper ones are of no use to readers, and each level is a call inside a call.
constexpr int kMostLevels = 16;

/// What items see of the columns around their list.
class ColumnsOfList : public InputColumns {
 public:
  ColumnsOfList(InputColumns* columns, uint64_t most_items)
      : columns_(columns), most_items_(most_items) {}

  arrow::Result<InputColumn> Find(const std::string& name) override {
    ARROW_ASSIGN_OR_RAISE(InputColumn column, columns_->Find(name));
    column.source = MakeListRowSource(std::move(column.source), most_items_);
    ++column.effort.depth;
    return column;
  }

 private:
  InputColumns* columns_;
  uint64_t most_items_;
};

/// The lengths of lists.
struct Lengths {
  ColumnRecipe recipe;
  uint64_t most = 1;

  explicit operator bool() const { return recipe.source != nullptr; }
};

// From the first rows: the lengths' distribution may be any.
double TypicalLength(const Nested& nested) {
  constexpr int64_t kRows = 256;
  std::vector<uint64_t> rows(kRows);
  for (int64_t i = 0; i < kRows; ++i) rows[i] = static_cast<uint64_t>(i);
  std::vector<uint32_t> lengths(kRows);
  CodeBuffer scratch;
  nested.ReadLengths(rows.data(), kRows, &scratch, lengths.data());
  double sum = 0;
  for (const uint32_t length : lengths) sum += length;
  return sum / kRows;
}

// Of one-word codes that each mean another value.
bool CanBeKey(const Domain& domain) {
  return std::holds_alternative<IntegerDomain>(domain) ||
         std::holds_alternative<DateDomain>(domain) ||
         std::holds_alternative<UuidDomain>(domain) ||
         (std::holds_alternative<ChoiceDomain>(domain) &&
          (TypeOf(domain) == ValueType::kString || TypeOf(domain) == ValueType::kInt64));
}

class Maker : public NestedColumns {
 public:
  explicit Maker(int64_t row_end) : row_end_(row_end) {}

  ColumnRecipe MakeStruct(const Arguments& arguments,
                          const ColumnContext& context) const override {
    std::vector<const Value::Member*> members;
    for (const Value::Member& member : arguments.Find("fields")->members()) {
      members.push_back(&member);
    }
    if (members.empty()) {
      arguments.Report("fields", "must have at least one field");
      return {};
    }
    if (!CheckLevel(arguments, context)) return {};
    ColumnContext parts = ContextOfParts(arguments, context);
    parts.place = JoinPath(parts.place, "fields");
    parts.path = JoinPath(parts.path, "fields");
    parts.part += "fields/";
    const size_t before = arguments.problems()->size();
    std::vector<ColumnPlan> fields =
        MakeColumnPlans(std::move(members), parts, row_end_, arguments.problems());
    // There are none where what they look up has mistakes of its own.
    if (fields.empty() || arguments.problems()->size() != before) return {};
    Nested nested;
    for (ColumnPlan& field : fields) {
      if (!field.hidden) nested.columns.push_back(std::move(field));
    }
    if (nested.columns.empty()) {
      arguments.Report("fields",
                       "are all hidden; at least one must be without \"hidden\": true");
      return {};
    }
    return Finish(ValueType::kStruct, std::move(nested));
  }

  ColumnRecipe MakeList(const Arguments& arguments,
                        const ColumnContext& context) const override {
    Lengths lengths = MakeLengths(arguments, context);
    Nested nested;
    if (!lengths || !CheckLevel(arguments, context) ||
        !AddItem(arguments, context, lengths.most, "items", "element", &nested)) {
      return {};
    }
    return FinishList(ValueType::kList, std::move(lengths), std::move(nested));
  }

  ColumnRecipe MakeMap(const Arguments& arguments,
                       const ColumnContext& context) const override {
    Lengths lengths = MakeLengths(arguments, context);
    Nested nested;
    if (!lengths || !CheckLevel(arguments, context)) return {};
    const bool has_key =
        AddItem(arguments, context, lengths.most, "keys", "key", &nested) &&
        MakeDistinct(arguments, lengths.most, &nested.columns[0]);
    const bool has_value =
        AddItem(arguments, context, lengths.most, "values", "value", &nested);
    if (!has_key || !has_value) return {};
    return FinishList(ValueType::kMap, std::move(lengths), std::move(nested));
  }

 private:
  static bool CheckLevel(const Arguments& arguments, const ColumnContext& context) {
    if (context.level < kMostLevels) return true;
    arguments.ReportColumn(fmt::format(
        "is the {}th of nested columns, one in the other; at most {} are possible",
        context.level + 1, kMostLevels));
    return false;
  }

  static ColumnContext ContextOfParts(const Arguments& arguments,
                                      const ColumnContext& context) {
    ColumnContext parts = context;
    parts.cols = nullptr;  // which are the column's own
    const bool is_first = context.place.empty();
    parts.place = is_first ? fmt::format("{}: {}", arguments.place(), arguments.keyword())
                           : JoinPath(arguments.place(), arguments.keyword());
    parts.path = JoinPath(arguments.path(), arguments.keyword());
    ++parts.level;
    return parts;
  }

  // Nothing after mistakes.
  static Lengths MakeLengths(const Arguments& arguments, const ColumnContext& context) {
    static const Value& none = *new Value(Value::Number("0"));
    Arguments bounds = arguments;
    if (bounds.Find("min") == nullptr) bounds.Set("min", "min", &none);
    ColumnContext own = context;
    own.cols = nullptr;
    own.part += "length/";
    Lengths lengths;
    lengths.recipe = FindMethod("gen_ints")->make(bounds, own);
    if (!lengths) return lengths;
    const auto& domain = std::get<IntegerDomain>(lengths.recipe.domain);
    const int64_t most = domain.ValueOf(domain.size - 1);
    lengths.most = static_cast<uint64_t>(std::max<int64_t>(most, 1));
    if (lengths.most * context.row_items <= static_cast<uint64_t>(kMostItems)) {
      return lengths;
    }
    arguments.Report("max",
                     fmt::format("makes up to {} items a row with the lists around "
                                 "it; at most {} are possible",
                                 lengths.most * context.row_items, kMostItems));
    return {};
  }

  // Adds the column that a parameter describes; false after mistakes.
  bool AddItem(const Arguments& arguments, const ColumnContext& context,
               uint64_t most_items, const char* parameter, const char* name,
               Nested* nested) const {
    const Value& value = *arguments.Find(parameter);
    const size_t before = arguments.problems()->size();
    for (const char* key : {"cols", "hidden"}) {
      const Value* given = value.Find(key);
      if (given == nullptr || given->is_null()) continue;
      arguments.ReportItem(parameter, fmt::format(".{}", key), *given,
                           "is for columns of a spec and fields of a struct; here is one "
                           "value without a name");
    }
    const Value* call = value.Find("method");
    const MethodInfo* method =
        call != nullptr && call->is_string() ? FindMethod(call->text()) : nullptr;
    if (method != nullptr && method->make_columns != nullptr && !method->refers_to_rows) {
      arguments.ReportItem(parameter, "", value,
                           fmt::format("is {}, which gives several columns; make it a "
                                       "struct that has them as fields",
                                       method->name));
    }
    if (arguments.problems()->size() != before) return false;
    ColumnsOfList around(context.columns, most_items);
    ColumnContext parts = ContextOfParts(arguments, context);
    if (context.columns != nullptr) parts.columns = &around;
    parts.list_items = most_items;
    parts.row_items = context.row_items * most_items;
    const Value::Member member{parameter, value, value.position()};
    std::vector<ColumnPlan> made =
        MakeColumnPlans({&member}, parts, row_end_, arguments.problems());
    if (arguments.problems()->size() != before) return false;
    made[0].schema.name = name;
    nested->columns.push_back(std::move(made[0]));
    return true;
  }

  // Lets no list have a key twice; false, reported, if that cannot be.
  static bool MakeDistinct(const Arguments& arguments, uint64_t most_items,
                           ColumnPlan* key) {
    if (key->missing_code) {
      arguments.Report("keys", "must not be missing: no null, no null_rate");
      return false;
    }
    if (!CanBeKey(key->domain)) {
      arguments.Report("keys",
                       "must be a choice of texts or whole numbers, whole numbers, dates "
                       "or UUIDs: of others it is not known whether two are the same");
      return false;
    }
    const uint64_t codes = CountCodes(key->domain);
    if (codes == 0) return true;  // so many that none comes twice
    if (codes < most_items) {
      arguments.Report("keys", fmt::format("have {} values, fewer than {} {}", codes,
                                           arguments.Path("max"), most_items));
      return false;
    }
    key->source = MakeDistinctInListSource(std::move(key->source), codes, most_items);
    return true;
  }

  static ColumnRecipe FinishList(ValueType type, Lengths lengths, Nested nested) {
    nested.lengths = std::get<IntegerDomain>(lengths.recipe.domain);
    nested.length_source = std::move(lengths.recipe.source);
    nested.most_items = lengths.most;
    nested.typical_items = TypicalLength(nested);
    return Finish(type, std::move(nested));
  }

  static ColumnRecipe Finish(ValueType type, Nested nested) {
    ColumnRecipe recipe;
    for (const ColumnPlan& part : nested.columns) {
      recipe.depends_on_now = recipe.depends_on_now || part.depends_on_now;
      recipe.depends_on_zones = recipe.depends_on_zones || part.depends_on_zones;
      recipe.effort.fills += part.effort.fills;
      recipe.effort.depth = std::max(recipe.effort.depth, part.effort.depth + 1);
    }
    recipe.domain = NestedDomain{type, std::make_shared<const Nested>(std::move(nested))};
    recipe.source = MakeOwnRowSource();
    return recipe;
  }

  int64_t row_end_;
};

}  // namespace

std::unique_ptr<const NestedColumns> MakeNestedColumns(int64_t row_end) {
  return std::make_unique<Maker>(row_end);
}

}  // namespace rand_engine
