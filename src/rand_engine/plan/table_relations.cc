#include "rand_engine/plan/table_relations.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "rand_engine/domain/decimal.h"
#include "rand_engine/methods/column_reader.h"
#include "rand_engine/plan/column_plans.h"
#include "rand_engine/spec/nearest_name.h"

namespace rand_engine {
namespace {

// Each lookup of a lookup costs a row a call inside a call.
constexpr int kDeepest = 100;

// A sequence counts on beyond its table's rows.
Domain WithRoomUpTo(const ColumnPlan& column, uint64_t row_end) {
  Domain domain = column.domain;
  if (column.follows_row_number && row_end > 0) {
    std::get<IntegerDomain>(domain).size = row_end;
  }
  return domain;
}

// How many rows, beyond the table's too, have keys of their own.
uint64_t CountKeys(const ColumnPlan& column) {
  if (column.follows_row_number) {
    return CountFitting(std::get<IntegerDomain>(column.domain));
  }
  return column.most_rows != 0 ? column.most_rows : UINT64_MAX;
}

/// Rows [first, end), which a table does not have.
struct RowsBeyond {
  uint64_t first = 0;
  uint64_t end = 0;
};

// Those of a table that grows are the last ones that have keys, wherever it ends.
RowsBeyond FindRowsBeyond(const DatasetTable& table, uint64_t keys) {
  const bool grows = table.file_rows != nullptr && table.file_rows->grows();
  if (!grows) {
    const uint64_t most = std::max<uint64_t>(table.rows, 1);
    return {table.rows, table.rows + std::min(keys - std::min(keys, table.rows), most)};
  }
  const uint64_t end = std::min(keys, static_cast<uint64_t>(kMostTableRows));
  const uint64_t most = std::max<uint64_t>(table.file_rows->EndOf(0), 1);
  const uint64_t room = end - std::min(end, table.rows);
  return {end - std::min(room, most), end};
}

ColumnRecipe Gather(const ColumnPlan& column, Domain domain, const RowMapPointer& rows,
                    std::shared_ptr<const CodeSource> source, uint64_t limit) {
  ColumnRecipe recipe{std::move(domain), nullptr};
  recipe.storage = column.schema.storage;
  recipe.depends_on_now = column.depends_on_now;
  recipe.depends_on_zones = column.depends_on_zones;
  recipe.effort = {column.effort.fills + 1, column.effort.depth + 1};
  const uint64_t missing =
      column.missing_code ? *column.missing_code : ReservedCodeOf(recipe.domain);
  recipe.source = MakeGatheredSource(rows, std::move(source), limit, missing);
  return recipe;
}

bool HasMethod(const Value& column, const char* name) {
  const Value* method = column.Find("method");
  return method != nullptr && method->is_string() && method->text() == name;
}

bool IsForeignKey(const Value& column) { return HasMethod(column, "foreign_key"); }

// Items of lists are no rows of the table.
bool CheckNotInList(const Arguments& arguments, const ColumnContext& context) {
  if (context.list_items == 0) return true;
  arguments.ReportColumn(
      "depends on the rows of its own table, which the items of a list are not; make it "
      "a "
      "column of the table, which the items can read by an expression");
  return false;
}

std::shared_ptr<const CodeSource> SourceOf(
    const std::shared_ptr<const ColumnPlan>& column) {
  return {column, column->source.get()};
}

}  // namespace

std::string CopiesTimeText() {
  return "copies a time of gen_now, which in a stream is that of the other row's file; "
         "use timestamps or event_times there";
}

bool RefersToRows(const Value& column) {
  return IsForeignKey(column) || HasMethod(column, "lookup");
}

std::vector<ColumnRecipe> TableRelations::MakeForeignKey(const Arguments& arguments,
                                                         const ColumnContext& context) {
  inputs_ = context.spec_columns;
  nested_ = context.nested;
  const DatasetTable* parent = FindParent(arguments);
  if (parent == nullptr) return {};
  if (IsOwn(*parent) && !CheckNotInList(arguments, context)) return {};
  const size_t before = arguments.problems()->size();
  Reference reference = MakeReference(arguments, context, *parent);
  const auto key = FindKey(arguments, *parent);
  if (!key || !CheckKey(arguments, *parent, *key) || reference.rows == nullptr) return {};
  const uint64_t orphans_end = AddOrphans(arguments, context, *key, &reference);
  CheckTimes(arguments, *key);
  if (arguments.problems()->size() != before) return {};
  std::vector<ColumnRecipe> recipes;
  for (const Column& column : *key) {
    ColumnRecipe recipe = Gather(*column, WithRoomUpTo(*column, orphans_end),
                                 reference.rows, SourceOf(column), RowMap::kNone);
    recipe.source_has_missing = IsOwn(*parent);
    recipe.bound_to_row = reference.bound_to_row;
    recipes.push_back(std::move(recipe));
  }
  reference.may_be_none = IsOwn(*parent) || orphans_end > 0;
  references_[std::string(context.column)] = std::move(reference);
  return recipes;
}

std::vector<ColumnRecipe> TableRelations::MakeLookup(const Arguments& arguments,
                                                     const ColumnContext& context) {
  inputs_ = context.spec_columns;
  nested_ = context.nested;
  if (!CheckNotInList(arguments, context)) return {};
  const auto reference = FindReference(arguments);
  if (!reference) return {};
  const auto columns = FindColumns(arguments, *reference->parent);
  if (!columns || !CheckTimes(arguments, *columns) ||
      !CheckEffort(arguments, *reference->parent, *columns)) {
    return {};
  }
  std::vector<ColumnRecipe> recipes;
  for (const Column& column : *columns) {
    ColumnRecipe recipe = Gather(*column, column->domain, reference->rows,
                                 SourceOf(column), reference->parent->row_end);
    recipe.source_has_missing =
        reference->may_be_none || column->missing_code.has_value();
    recipe.bound_to_row = reference->bound_to_row;
    recipes.push_back(std::move(recipe));
  }
  return recipes;
}

std::vector<ColumnRecipe> TableRelations::MakeChildNumber(const Arguments& arguments,
                                                          const ColumnContext& context) {
  if (!CheckNotInList(arguments, context)) return {};
  const DatasetTable& table = *surroundings_.table;
  if (!table.per) {
    arguments.ReportColumn(
        "child_number needs a table with children per parent, e.g. \"size\": {\"per\": "
        "\"customers\", \"min\": 0, \"max\": 12}");
    return {};
  }
  if (table.groups == nullptr) return {};
  const int64_t start = arguments.Integer("start", 1);
  const uint64_t most = std::max<uint64_t>(table.per->most, 1);
  if (start > INT64_MAX - static_cast<int64_t>(most)) {
    arguments.Report("start",
                     fmt::format("must leave room for {} numbers, got {}", most, start));
    return {};
  }
  std::vector<ColumnRecipe> recipes;
  recipes.push_back({IntegerDomain{start, 1, most}, MakeGroupNumberSource(table.groups)});
  recipes.back().bound_to_row = true;
  return recipes;
}

bool TableRelations::CheckTimes(const Arguments& arguments,
                                const Columns& columns) const {
  if (surroundings_.table->file_rows == nullptr) return true;
  for (const Column& column : columns) {
    if (!column->depends_on_now) continue;
    arguments.ReportColumn(CopiesTimeText());
    return false;
  }
  return true;
}

const DatasetTable* TableRelations::FindParent(const Arguments& arguments) const {
  const std::string name = arguments.Text("table");
  std::vector<std::string> names;
  for (const DatasetTable& table : *surroundings_.tables) {
    if (table.name == name) return IsOwn(table) ? surroundings_.table : &table;
    names.push_back(table.name);
  }
  arguments.Report("table", fmt::format("names no table: '{}'{}; there are: {}", name,
                                        DidYouMean(name, names), JoinNames(names)));
  return nullptr;
}

std::optional<TableRelations::Columns> TableRelations::FindColumns(
    const Arguments& arguments, const DatasetTable& parent) {
  const Value* one = arguments.Find("column");
  const Value* several = arguments.Find("columns");
  if ((one == nullptr) == (several == nullptr)) {
    arguments.Report(several == nullptr ? "column" : "columns",
                     several == nullptr ? "must name a column (or columns several)"
                                        : "says the same as column; keep one");
    return std::nullopt;
  }
  const char* parameter = one != nullptr ? "column" : "columns";
  std::vector<std::string> names;
  if (one != nullptr) {
    names.push_back(one->text());
  } else {
    for (const Value& name : several->items()) names.push_back(name.text());
  }
  if (names.empty()) arguments.Report(parameter, "must name a column at least");
  const std::vector<std::string> known = ColumnNames(parent);
  Columns columns;
  for (const std::string& name : names) {
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      arguments.Report(parameter, fmt::format("names no column of {}: '{}'{}; it has: {}",
                                              TablePlace(parent.name), name,
                                              DidYouMean(name, known), JoinNames(known)));
    } else if (Column column = ColumnOf(parent, name)) {
      columns.push_back(std::move(column));
    } else if (IsHidden(parent, name)) {
      arguments.Report(parameter,
                       fmt::format("names '{}' of {}, which is hidden; other tables can "
                                   "use only columns that are written",
                                   name, TablePlace(parent.name)));
    }
  }
  if (columns.size() != names.size() || names.empty()) return std::nullopt;
  return columns;
}

std::optional<TableRelations::Columns> TableRelations::FindKey(
    const Arguments& arguments, const DatasetTable& parent) {
  const bool is_said =
      arguments.Find("column") != nullptr || arguments.Find("columns") != nullptr;
  return is_said ? FindColumns(arguments, parent) : DefaultKey(arguments, parent);
}

std::optional<TableRelations::Columns> TableRelations::DefaultKey(
    const Arguments& arguments, const DatasetTable& parent) {
  Columns columns;
  for (const std::string& name : parent.primary_key) {
    if (Column column = ColumnOf(parent, name)) {
      columns.push_back(std::move(column));
    } else if (IsHidden(parent, name)) {
      arguments.Report("table",
                       fmt::format("has the primary_key '{}', which is hidden; a "
                                   "key must be written",
                                   name));
    }
  }
  if (!parent.primary_key.empty()) {
    if (columns.size() != parent.primary_key.size()) return std::nullopt;
    return columns;
  }
  bool all_known = true;
  for (const std::string& name : ColumnNames(parent)) {
    // What refers to other rows is not unique; of one's own it could be this column.
    if (IsOwn(parent) && RefersToRows(OwnMember(name)->value)) continue;
    if (!IsOwn(parent) && IsHidden(parent, name)) continue;
    const Column column = ColumnOf(parent, name);
    all_known = all_known && column != nullptr;
    if (column != nullptr && column->unique && !column->missing_code)
      return Columns{column};
  }
  if (all_known && !parent.broken) {
    arguments.Report("table",
                     fmt::format("names no key: {} has no column of unique values "
                                 "(gen_incremental, unique_ids, gen_uuid) and "
                                 "no primary_key",
                                 TablePlace(parent.name)));
  }
  return std::nullopt;
}

bool TableRelations::CheckKey(const Arguments& arguments, const DatasetTable& parent,
                              const Columns& columns) const {
  const char* parameter = arguments.Find("columns") != nullptr  ? "columns"
                          : arguments.Find("column") != nullptr ? "column"
                                                                : "table";
  std::vector<std::string> names;
  bool unique = false;
  for (const Column& column : columns) {
    names.push_back(column->schema.name);
    unique = unique || column->unique;
    if (!column->missing_code) continue;
    arguments.Report(
        parameter,
        fmt::format(
            "names no key of {}: column '{}' has missing values, so that it is no "
            "key; a key has no null_rate and no null",
            TablePlace(parent.name), column->schema.name));
    return false;
  }
  if (const std::string repeated = FindRepeated(names); !repeated.empty()) {
    arguments.Report(parameter,
                     fmt::format("names '{}' of {} more than once; a key has each column "
                                 "once",
                                 repeated, TablePlace(parent.name)));
    return false;
  }
  if (unique || names == parent.primary_key) return true;
  const std::string list = JoinNames(names);
  arguments.Report(
      parameter,
      fmt::format(
          "names no key of {}: {} '{}' {} not known to be unique; a key is a column of "
          "gen_incremental, unique_ids or gen_uuid, or what the table declares: "
          "\"primary_key\": [\"{}\"]",
          TablePlace(parent.name), names.size() == 1 ? "column" : "columns", list,
          names.size() == 1 ? "is" : "are", fmt::join(names, "\", \"")));
  return false;
}

std::optional<double> TableRelations::ReadExponent(const Arguments& arguments,
                                                   bool has_distribution,
                                                   const char* why) const {
  for (const char* name : {"distribution", "exponent"}) {
    if (has_distribution || arguments.Find(name) == nullptr) continue;
    arguments.Report(name, why);
    return std::nullopt;
  }
  const bool is_zipf = arguments.Text("distribution", "uniform") == "zipf";
  const Value* given = arguments.Find("exponent");
  if (given != nullptr && !is_zipf) {
    arguments.Report("exponent", "is for \"distribution\": \"zipf\"");
    return std::nullopt;
  }
  const double exponent = given == nullptr ? 1 : given->ToDouble().value_or(0);
  if (!(exponent > 0 && exponent <= 10)) {
    arguments.Report("exponent", "must be above 0, at most 10, got " + given->Describe());
    return std::nullopt;
  }
  return is_zipf ? exponent : 0;
}

TableRelations::Reference TableRelations::MakeReference(
    const Arguments& arguments, const ColumnContext& context,
    const DatasetTable& parent) const {
  const DatasetTable& table = *surroundings_.table;
  const bool is_group = table.per && table.group_member == context.column;
  const auto exponent = ReadExponent(
      arguments, !is_group,
      "says nothing here: size.per gives each parent its children; say it there, or name "
      "another column by size.key");
  const int64_t roots = arguments.Integer("roots", 1);
  if (roots < 1) {
    arguments.Report("roots", fmt::format("must be at least 1, got {}", roots));
    return {};
  }
  if (arguments.Find("roots") != nullptr && !IsOwn(parent)) {
    arguments.Report("roots", "is for a table that refers to itself");
    return {};
  }
  if (!exponent) return {};
  const StreamKey key = context.Key("value");
  if (IsOwn(parent)) {
    return {&parent, MakeEarlierRows(key, static_cast<uint64_t>(roots), *exponent), true,
            true};
  }
  if (is_group) {
    if (table.groups == nullptr) return {};
    return {&parent, MakeGroupRows(table.groups, key), false, true};
  }
  if (parent.broken) return {};
  if (parent.file_rows != nullptr && parent.file_rows->grows()) {
    return MakeArrivedReference(arguments, context, parent, *exponent);
  }
  if (parent.rows == 0) {
    if (table.rows > 0) {
      arguments.Report("table", fmt::format("names {}, which has no rows to refer to",
                                            TablePlace(parent.name)));
      return {};
    }
    return {&parent, MakeUniformRows(key, 1)};
  }
  return {&parent, *exponent > 0 ? MakeZipfRows(key, parent.rows, *exponent)
                                 : MakeUniformRows(key, parent.rows)};
}

// Of a stream: at each file there are other rows to refer to.
TableRelations::Reference TableRelations::MakeArrivedReference(
    const Arguments& arguments, const ColumnContext& context, const DatasetTable& parent,
    double exponent) const {
  const DatasetTable& table = *surroundings_.table;
  if (table.file_rows == nullptr) return {};  // Its size has a mistake.
  const uint64_t first_file = table.rows == 0 ? 0 : table.file_rows->FileOf(0);
  if (table.rows > 0 && parent.file_rows->EndOf(first_file) == 0) {
    arguments.Report(
        "table",
        fmt::format("names {}, which has no rows to refer to in "
                    "the first {} of a stream",
                    TablePlace(parent.name),
                    first_file == 0 ? "file" : fmt::format("{} files", first_file + 1)));
    return {};
  }
  return {&parent, MakeArrivedRows(context.Key("value"), table.file_rows,
                                   parent.file_rows, exponent, context.row_items)};
}

uint64_t TableRelations::AddOrphans(const Arguments& arguments,
                                    const ColumnContext& context, const Columns& key,
                                    Reference* reference) const {
  const Value* rate = arguments.Find("orphan_rate");
  if (rate == nullptr) return 0;
  const auto draws = CountSteps(rate->text());
  if (!draws) {
    arguments.Report("orphan_rate",
                     "must be a number from 0 to 1, got " + rate->Describe());
    return 0;
  }
  if (*draws == 0) return 0;
  const DatasetTable& parent = *reference->parent;
  uint64_t keys = UINT64_MAX;
  bool unique = false;
  for (const Column& column : key) {
    unique = unique || column->unique;
    keys = std::min(keys, CountKeys(*column));
  }
  const RowsBeyond beyond = FindRowsBeyond(parent, keys);
  if (!unique || beyond.first == beyond.end) {
    arguments.Report(
        "orphan_rate",
        unique
            ? fmt::format(
                  "must be 0, as {} leaves no key unused; give its ids a greater length",
                  TablePlace(parent.name))
            : fmt::format("must be 0 for {}: which keys are not in it is known of "
                          "gen_incremental, "
                          "unique_ids and gen_uuid only, not of a declared "
                          "primary_key",
                          TablePlace(parent.name)));
    return 0;
  }
  reference->rows =
      MakeOrphanRows(std::move(reference->rows), context.Key("orphan"), *draws,
                     context.Key("orphan row"), beyond.first, beyond.end - beyond.first);
  return beyond.end;
}

std::optional<TableRelations::Reference> TableRelations::FindReference(
    const Arguments& arguments) {
  const std::string name = arguments.Text("key");
  const Value::Member* member = OwnMember(name);
  if (member == nullptr || !IsForeignKey(member->value)) {
    std::vector<std::string> keys;
    for (const Value::Member& each : surroundings_.table->columns->members()) {
      if (!IsForeignKey(each.value)) continue;
      for (std::string& column : ColumnNamesOf(each)) keys.push_back(std::move(column));
    }
    arguments.Report("key",
                     fmt::format("must name a column with a foreign_key of this "
                                 "table, got '{}'{}; there {}",
                                 name, DidYouMean(name, keys),
                                 keys.empty() ? "is none" : "are: " + JoinNames(keys)));
    return std::nullopt;
  }
  Problems told_elsewhere;
  ColumnContext context = context_;
  context.column = member->key;
  context.relations = this;
  context.columns = inputs_;
  context.spec_columns = inputs_;
  context.nested = nested_;
  const auto recipes = ReadColumns(*member, context, &told_elsewhere);
  const auto found = references_.find(member->key);
  if (recipes.empty() || found == references_.end()) return std::nullopt;
  Reference reference = found->second;
  const NullDraws draws = recipes[0].recipe.null_draws;
  if (draws > 0) {
    reference.rows = MakeMissingRows(reference.rows, context.Key("null"), draws);
    reference.may_be_none = true;
  }
  return reference;
}

TableRelations::Column TableRelations::ColumnOf(const DatasetTable& table,
                                                const std::string& name) {
  if (IsOwn(table)) return OwnColumn(name);
  const auto place = surroundings_.plans->find(table.name);
  if (place == surroundings_.plans->end()) return nullptr;
  const std::shared_ptr<const Plan>& plan = place->second;
  for (const ColumnPlan& column : plan->columns()) {
    if (column.schema.name == name) return {plan, &column};
  }
  return nullptr;
}

bool TableRelations::IsHidden(const DatasetTable& table, const std::string& name) {
  if (table.columns == nullptr) return false;
  for (const Value::Member& member : table.columns->members()) {
    const std::vector<std::string> names = ColumnNamesOf(member);
    if (std::find(names.begin(), names.end(), name) == names.end()) continue;
    const Value* hidden = member.value.Find("hidden");
    return hidden != nullptr && hidden->is_bool() && hidden->boolean();
  }
  return false;
}

bool TableRelations::CheckEffort(const Arguments& arguments, const DatasetTable& parent,
                                 const Columns& columns) const {
  for (const Column& column : columns) {
    const FillEffort& effort = column->effort;
    if (effort.fills < kMostFills && effort.depth <= kDeepest) continue;
    arguments.ReportColumn(fmt::format(
        "looks up '{}' of {}, which is made of lookups of columns that are made of "
        "lookups: {} fills for each row at a depth of {}; at most {} and {} are possible",
        column->schema.name, TablePlace(parent.name), effort.fills, effort.depth,
        kMostFills - 1, kDeepest));
    return false;
  }
  return true;
}

TableRelations::Column TableRelations::OwnColumn(const std::string& name) {
  const Value::Member* member = OwnMember(name);
  if (member == nullptr) return nullptr;
  const auto place = std::find(being_made_.begin(), being_made_.end(), member->key);
  if (place != being_made_.end()) {
    problems_->Add(member->key_position,
                   fmt::format("column '{}' depends on itself: {} -> {}", member->key,
                               fmt::join(place, being_made_.end(), " -> "), member->key));
    return nullptr;
  }
  if (const auto made = own_columns_.find(name); made != own_columns_.end()) {
    return made->second;
  }
  if (being_made_.size() >= static_cast<size_t>(kDeepest)) {
    problems_->Add(member->key_position,
                   fmt::format("column '{}' ends a chain of over {} lookups, each of the "
                               "next",
                               member->key, kDeepest));
    return nullptr;
  }
  being_made_.push_back(member->key);
  Column made = MakeOwnColumn(name, *member);
  being_made_.pop_back();
  own_columns_.emplace(name, made);
  return made;
}

TableRelations::Column TableRelations::MakeOwnColumn(const std::string& name,
                                                     const Value::Member& member) {
  Problems told_elsewhere;
  ColumnContext context = context_;
  context.column = member.key;
  context.relations = this;
  context.columns = inputs_;
  context.spec_columns = inputs_;
  context.nested = nested_;
  Column found;
  for (NamedRecipe& column : ReadColumns(member, context, &told_elsewhere)) {
    if (column.name != name) continue;
    ColumnPlan plan =
        MakeColumnPlan(std::move(column.name), std::move(column.recipe), context,
                       static_cast<int64_t>(surroundings_.table->row_end));
    // What a copy has, its own row never had.
    if (ReadRate(*surroundings_.table->columns, "duplicate_rate") > 0) LetRepeat(&plan);
    found = std::make_shared<const ColumnPlan>(std::move(plan));
  }
  return found;
}

const Value::Member* TableRelations::OwnMember(const std::string& name) const {
  for (const Value::Member& member : surroundings_.table->columns->members()) {
    const std::vector<std::string> names = ColumnNamesOf(member);
    if (std::find(names.begin(), names.end(), name) != names.end()) return &member;
  }
  return nullptr;
}

std::vector<std::string> TableRelations::ColumnNames(const DatasetTable& table) const {
  std::vector<std::string> names;
  if (table.columns == nullptr) return names;
  for (const Value::Member& member : table.columns->members()) {
    if (!member.value.is_object()) continue;  // a key of the spec, or a mistake
    for (std::string& name : ColumnNamesOf(member)) names.push_back(std::move(name));
  }
  return names;
}

}  // namespace rand_engine
