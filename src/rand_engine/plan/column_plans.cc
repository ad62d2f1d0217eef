#include "rand_engine/plan/column_plans.h"

#include <arrow/result.h>
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "rand_engine/expression/anomaly_column.h"
#include "rand_engine/generate/duplicate_rows.h"
#include "rand_engine/generate/nested_rows.h"
#include "rand_engine/methods/column_keys.h"
#include "rand_engine/methods/column_reader.h"
#include "rand_engine/methods/nested.h"
#include "rand_engine/methods/relations.h"
#include "rand_engine/plan/nested.h"
#include "rand_engine/plan/nested_columns.h"
#include "rand_engine/plan/row_bytes.h"
#include "rand_engine/plan/text_form.h"
#include "rand_engine/spec/nearest_name.h"

namespace rand_engine {
namespace {

// Copy whole rows: those of hidden columns show in the columns that read them.
void AddDuplicates(const DuplicateRows& duplicates, std::vector<ColumnPlan>* columns) {
  for (ColumnPlan& column : *columns) {
    if (column.hidden) continue;
    LetRepeat(&column);
    column.source = MakeDuplicatingSource(std::move(column.source), duplicates);
  }
}

constexpr char kSchemaKey[] = "$schema";  // which JSON Schema an editor takes

// The key of a spec that the member is, or null.
const ParameterInfo* FindSpecKey(const Value::Member& member) {
  return member.value.is_object() ? nullptr : FindParameter(SpecKeys(), member.key);
}

bool HasColumn(const Value& root) {
  return std::any_of(root.members().begin(), root.members().end(),
                     [](const Value::Member& member) {
                       return member.key != kSchemaKey && FindSpecKey(member) == nullptr;
                     });
}

// Members that stand beside the columns; those that are not possible are reported.
bool IsNoColumn(const Value::Member& member, Problems* problems) {
  if (member.key == kSchemaKey && member.value.is_string()) return true;
  if (const ParameterInfo* key = FindSpecKey(member)) {
    const std::string wrong =
        member.value.is_null() ? "" : CheckParameter(*key, member.value);
    if (!wrong.empty()) {
      problems->Add(member.value.position(), key->name + " " + wrong, key->name);
    }
    return true;
  }
  const bool is_constraints =
      member.key == "constraints" && member.value.Find("method") == nullptr;
  if (is_constraints) {
    problems->Add(member.key_position,
                  "constraints: keys from table to table are kept by the Python package "
                  "(rand_engine.DataGenerator) alone; leave them out here",
                  "constraints");
  }
  return is_constraints;
}

/// Makes the columns of each member once, when they are read or when their turn comes.
class Resolver : public InputColumns {
 public:
  Resolver(std::vector<const Value::Member*> specs, const ColumnContext& context,
           int64_t row_end, Problems* problems)
      : specs_(std::move(specs)),
        context_(context),
        outer_(context.columns),
        row_end_(row_end),
        problems_(problems),
        members_(specs_.size()) {
    context_.columns = this;
    if (outer_ == nullptr) context_.spec_columns = this;
    for (size_t i = 0; i < members_.size(); ++i) {
      for (std::string& name : NamesOfColumns(*specs_[i])) {
        owners_.emplace(std::move(name), i);
      }
    }
  }

  std::vector<ColumnPlan> MakeAll() {
    for (size_t i = 0; i < members_.size(); ++i) Make(i);
    std::vector<ColumnPlan> columns;
    std::map<std::string, std::string> owners;  // member of a column
    const bool lacks_parts =
        context_.relations != nullptr && context_.relations->LacksParts();
    for (size_t i = 0; i < members_.size(); ++i) {
      if (members_[i].columns.empty() && found_nothing_ && problems_->empty() &&
          !lacks_parts) {
        problems_->Add(specs_[i]->key_position,
                       PlaceOf(specs_[i]->key) +
                           ": depends on itself by way of other columns or rows",
                       JoinPath(context_.path, specs_[i]->key));
      }
      for (Column& column : members_[i].columns) {
        const std::string& key = specs_[i]->key;
        const auto [place, is_new] = owners.emplace(column.plan.schema.name, key);
        if (is_new) {
          columns.push_back(std::move(column.plan));
          continue;
        }
        problems_->Add(column.position,
                       fmt::format("{}: the name \"{}\" is taken by column '{}'; each "
                                   "column needs a name of its own",
                                   PlaceOf(key), column.plan.schema.name, place->second),
                       JoinPath(JoinPath(context_.path, key), "cols"));
      }
    }
    return columns;
  }

  arrow::Result<InputColumn> Find(const std::string& name) override {
    const auto owner = owners_.find(name);
    if (owner == owners_.end()) {
      if (outer_ != nullptr) return outer_->Find(name);
      return arrow::Status::Invalid(UnknownText(name));
    }
    const Member& member = members_[owner->second];
    if (member.state == State::kBegun) {
      return arrow::Status::Invalid(CircleText(owner->second));
    }
    if (begun_.size() >= kMostFillDepth && member.state == State::kNew) {
      return arrow::Status::Invalid(
          fmt::format("more than {} columns read each other", kMostFillDepth));
    }
    Make(owner->second);
    for (const Column& column : member.columns) {
      if (column.plan.schema.name != name) continue;
      if (!begun_.empty() && column.plan.depends_on_now) {
        members_[begun_.back()].reads_now = true;
      }
      const ValueType type = column.plan.schema.type;
      if (!IsNested(type)) return InputOf(column);
      return arrow::Status::Invalid(fmt::format(
          "column '{}' is a {}, and only plain columns can be read; make what "
          "is to be read a column of its own, with \"hidden\": true if need be",
          name, ValueTypeName(type)));
    }
    found_nothing_ = true;
    return arrow::Status::Cancelled("");
  }

 private:
  enum class State { kNew, kBegun, kMade };
  struct Column {
    ColumnPlan plan;
    SourcePosition position;
    mutable std::shared_ptr<const Domain> domain = nullptr;  ///< a copy, once one is read
  };
  struct Member {
    State state = State::kNew;
    bool reads_now = false;
    std::vector<Column> columns;
  };

  void Make(size_t index) {
    Member& made = members_[index];
    if (made.state != State::kNew) return;
    made.state = State::kBegun;
    begun_.push_back(index);
    const Value::Member& member = *specs_[index];
    const ColumnContext context = ContextOf(member.key);
    for (NamedRecipe& column : ReadColumns(member, context, problems_)) {
      made.columns.push_back({MakeColumnPlan(std::move(column.name),
                                             std::move(column.recipe), context, row_end_),
                              column.position});
    }
    for (Column& column : made.columns) column.plan.depends_on_now |= made.reads_now;
    begun_.pop_back();
    made.state = State::kMade;
  }

  std::string PlaceOf(const std::string& name) const {
    return context_.place.empty() ? fmt::format("column '{}'", name)
                                  : JoinPath(context_.place, name);
  }

  // A part draws numbers of its own among those of its column.
  ColumnContext ContextOf(const std::string& name) const {
    ColumnContext context = context_;
    if (context.place.empty()) {
      context.column = name;
    } else {
      context.part += JoinPath("", name) + '/';
    }
    return context;
  }

  static InputColumn InputOf(const Column& column) {
    const ColumnPlan& plan = column.plan;
    if (plan.clean != nullptr) {
      InputColumn clean = *plan.clean;
      clean.effort = plan.effort;
      return clean;
    }
    if (column.domain == nullptr) {
      column.domain = std::make_shared<const Domain>(plan.domain);
    }
    return {column.domain, plan.source, plan.missing_code, plan.follows_row_number,
            plan.effort};
  }

  std::string UnknownText(const std::string& name) const {
    std::vector<std::string> names;
    for (const Value::Member* member : specs_) {
      for (std::string& column : NamesOfColumns(*member)) {
        names.push_back(std::move(column));
      }
    }
    return fmt::format("there is no column '{}'{}; there are: {}", name,
                       DidYouMean(name, names), JoinNames(names));
  }

  // "a -> b -> a"
  std::string CircleText(size_t again) const {
    std::string path;
    const auto first = std::find(begun_.begin(), begun_.end(), again);
    for (auto member = first; member != begun_.end(); ++member) {
      path += specs_[*member]->key + " -> ";
    }
    path += specs_[again]->key;
    return begun_.end() - first == 1 ? "reads itself: " + path
                                     : "the columns read each other in a circle: " + path;
  }

  std::vector<const Value::Member*> specs_;
  ColumnContext context_;
  InputColumns* outer_;  ///< asked for what is not here; may be null
  int64_t row_end_;
  Problems* problems_;
  std::vector<Member> members_;
  std::map<std::string, size_t> owners_;  ///< index of the member that names a column
  std::vector<size_t> begun_;             ///< members that wait for each other
  bool found_nothing_ = false;            ///< a column was read that could not be made
};

// Put the anomalies among the values; `context` is of the member.
void AddAnomalies(const Anomalies& anomalies, const ColumnContext& context,
                  ColumnPlan* column) {
  const std::string which =
      anomalies.place == 0 ? "" : fmt::format(" {}", anomalies.place);
  InputColumn clean{std::make_shared<const Domain>(column->domain), column->source,
                    column->missing_code, column->follows_row_number};
  AnomalyColumn made = MakeAnomalyColumn(
      clean, anomalies,
      {context.Key("anomaly" + which), context.Key("anomaly value" + which)});
  LetRepeat(column);
  column->domain = std::move(made.domain);
  column->source = std::move(made.source);
  column->missing_code = made.missing_code;
  column->schema.text_forms = FormsOf(column->domain);
  column->clean = std::make_shared<const InputColumn>(std::move(clean));
}

// Rows are items there: what counts rows counts the items of each list, and the time is
// that of the row of the data.
void CountInList(const ColumnContext& context, ColumnRecipe* recipe) {
  if (recipe->follows_row_number) {
    recipe->follows_row_number = false;
    std::get<IntegerDomain>(recipe->domain).size = context.list_items;
    recipe->source = MakePlaceInListSource(context.list_items);
  }
  if (recipe->depends_on_now && !std::holds_alternative<NestedDomain>(recipe->domain)) {
    recipe->source = MakeListRowSource(std::move(recipe->source), context.row_items);
  }
}

}  // namespace

void LetRepeat(ColumnPlan* column) {
  if (column->follows_row_number) {
    column->most_rows = CountFitting(std::get<IntegerDomain>(column->domain));
    column->rows_end = "leaves the range of 64-bit integers";
    column->follows_row_number = false;
  } else if (column->most_rows != 0 && column->rows_end.empty()) {
    column->rows_end = "has no more unique values";
  }
  column->unique = false;
  column->repeats = true;
}

ColumnPlan MakeColumnPlan(std::string name, ColumnRecipe recipe,
                          const ColumnContext& context, int64_t row_end) {
  if (context.list_items != 0) CountInList(context, &recipe);
  if (recipe.follows_row_number) {
    std::get<IntegerDomain>(recipe.domain).size = static_cast<uint64_t>(row_end);
  }
  std::optional<uint64_t> missing = MissingCodeOf(recipe.domain);
  if (recipe.source_has_missing) missing = ReservedCodeOf(recipe.domain);
  if (recipe.null_draws > 0) {
    missing = ReservedCodeOf(recipe.domain);
    recipe.source = MakeNullableSource(std::move(recipe.source), context.Key("null"),
                                       recipe.null_draws, *missing);
  }
  ColumnSchema schema{std::move(name),     TypeOf(recipe.domain),
                      missing.has_value(), FormsOf(recipe.domain),
                      recipe.storage,      ChildrenOf(recipe.domain)};
  ColumnPlan column{
      std::move(schema),         std::move(recipe.domain), std::move(recipe.source),
      recipe.follows_row_number, recipe.most_rows,         missing,
      recipe.rows_end,           recipe.depends_on_now,    recipe.depends_on_zones};
  column.unique = recipe.unique || recipe.follows_row_number ||
                  (recipe.most_rows != 0 && recipe.rows_end.empty());
  column.bound_to_row = column.unique || recipe.most_rows != 0 || recipe.bound_to_row;
  column.hidden = recipe.hidden;
  column.effort = recipe.effort;
  if (recipe.anomalies.draws > 0) AddAnomalies(recipe.anomalies, context, &column);
  return column;
}

std::vector<ColumnPlan> MakeColumnPlans(std::vector<const Value::Member*> members,
                                        const ColumnContext& context, int64_t row_end,
                                        Problems* problems) {
  return Resolver(std::move(members), context, row_end, problems).MakeAll();
}

uint64_t CountFitting(const IntegerDomain& sequence) {
  const auto first = static_cast<uint64_t>(sequence.first);
  const auto step = static_cast<uint64_t>(sequence.step);
  const uint64_t room = sequence.step > 0 ? static_cast<uint64_t>(INT64_MAX) - first
                                          : first - static_cast<uint64_t>(INT64_MIN);
  const uint64_t stride = sequence.step > 0 ? step : 0 - step;
  const uint64_t steps = room / stride;
  return steps == UINT64_MAX ? steps : steps + 1;
}

std::vector<ColumnPlan> ReadColumnPlans(const Value& root, const ColumnContext& context,
                                        int64_t row_end, Problems* problems) {
  if (!root.is_object()) {
    problems->Add(root.position(), "a spec is an object of columns, " + SpecExample() +
                                       ", got " + root.Describe());
    return {};
  }
  if (!HasColumn(root)) {
    problems->Add(root.position(), "a spec needs at least one column, " + SpecExample());
    return {};
  }
  std::vector<const Value::Member*> members;
  for (const Value::Member& member : root.members()) {
    if (!IsNoColumn(member, problems)) members.push_back(&member);
  }
  const auto nested = MakeNestedColumns(row_end);
  ColumnContext own = context;
  own.nested = nested.get();
  std::vector<ColumnPlan> columns =
      MakeColumnPlans(std::move(members), own, row_end, problems);
  const NullDraws copies = ReadRate(root, "duplicate_rate");
  if (problems->empty() && copies > 0) {
    AddDuplicates({context.Key("duplicate"), context.Key("duplicate distance"), copies},
                  &columns);
  }
  if (problems->empty()) CheckRowBytes(root.position(), columns, problems);
  const bool all_hidden = !columns.empty() && std::all_of(columns.begin(), columns.end(),
                                                          [](const ColumnPlan& column) {
                                                            return column.hidden;
                                                          });
  if (problems->empty() && all_hidden) {
    problems->Add(
        root.position(),
        "all columns are hidden; at least one must be without \"hidden\": true");
  }
  return columns;
}

}  // namespace rand_engine
