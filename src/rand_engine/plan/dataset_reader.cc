#include "rand_engine/plan/dataset_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "rand_engine/generate/distributions/zipf_ranks.h"
#include "rand_engine/methods/column_keys.h"
#include "rand_engine/methods/method.h"
#include "rand_engine/methods/registry.h"
#include "rand_engine/spec/nearest_name.h"

namespace rand_engine {
namespace {

using Names = std::vector<std::string>;

constexpr size_t kMostTables = 1000;
// Of sizes that are drawn from a table of weights.
constexpr uint64_t kMostWeights = 1 << 20;

bool Holds(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

Names NamesOf(const std::vector<ParameterInfo>& keys) {
  Names names;
  for (const ParameterInfo& key : keys) names.push_back(key.name);
  return names;
}

// Null says "not given".
const Value* FindGiven(const Value& object, const char* name) {
  const Value* value = object.Find(name);
  return value == nullptr || value->is_null() ? nullptr : value;
}

/// Reads one table; each mistake names it.
class TableReader {
 public:
  TableReader(const Value::Member& member, Problems* problems)
      : member_(member), problems_(problems) {}

  DatasetTable Read() {
    table_.name = member_.key;
    table_.position = member_.key_position;
    const size_t before = problems_->size();
    CheckName();
    if (!member_.value.is_object()) {
      Report(member_.value.position(), "must be an object of size and spec, " +
                                           DatasetExample() + "; got " +
                                           member_.value.Describe());
    } else {
      Names known = NamesOf(TableKeys());
      known.push_back("spec");
      CheckKeys(member_.value, known, "a table");
      ReadSpec();
      ReadSize();
      ReadPrimaryKey();
    }
    table_.broken = problems_->size() != before;
    return std::move(table_);
  }

 private:
  void Report(SourcePosition position, const std::string& text) {
    problems_->Add(position, TablePlace(member_.key) + ": " + text,
                   TablePath(member_.key));
  }

  // A table's name becomes that of a file.
  void CheckName() {
    constexpr size_t kLongest = 200;
    const std::string& name = member_.key;
    const bool good = !name.empty() && name.size() <= kLongest && name[0] != '.' &&
                      name.find('/') == std::string::npos &&
                      name.find('\0') == std::string::npos;
    if (good) return;
    Report(member_.key_position,
           "a table's name becomes that of a file: it must not be empty, over 200 bytes, "
           "begin with a dot, or hold a slash or a NUL");
  }

  void CheckKeys(const Value& object, const Names& known, const char* owner) {
    for (const Value::Member& member : object.members()) {
      if (Holds(known, member.key)) continue;
      Report(member.key_position,
             fmt::format("unknown key '{}'{}; {} has: {}", member.key,
                         DidYouMean(member.key, known), owner, JoinNames(known)));
    }
  }

  void ReadSpec() {
    const Value* spec = member_.value.Find("spec");
    if (spec != nullptr && spec->is_object() && !spec->members().empty()) {
      table_.columns = spec;
      return;
    }
    Report(spec == nullptr ? member_.key_position : spec->position(),
           fmt::format("needs a spec, an object of columns, {}; got {}", DatasetExample(),
                       spec == nullptr ? "none" : spec->Describe()));
  }

  void ReadSize() {
    const Value* size = FindGiven(member_.value, "size");
    if (size == nullptr) return;
    if (size->is_object()) return ReadSizePerParent(*size);
    const auto rows = size->is_number() ? size->ToInt64() : std::nullopt;
    if (rows && *rows >= 0 && *rows <= kMostTableRows) {
      table_.rows = static_cast<uint64_t>(*rows);
      return;
    }
    Report(size->position(),
           fmt::format("size must be a number of rows from 0 to 2^43, or {{\"per\": "
                       "\"customers\", \"min\": 0, \"max\": 12}}, got {}",
                       size->Describe()));
  }

  void ReadSizePerParent(const Value& size) {
    CheckKeys(size, NamesOf(SizeKeys()), "a size per parent");
    SizePerParent per;
    const Value* parent = FindGiven(size, "per");
    per.position = parent == nullptr ? size.position() : parent->position();
    if (parent == nullptr || !parent->is_string()) {
      Report(per.position,
             "size.per must name the table whose rows have these as "
             "children, e.g. \"customers\"");
    } else {
      per.parent = parent->text();
    }
    if (const Value* key = FindGiven(size, "key")) {
      per.key_position = key->position();
      if (key->is_string()) per.key = key->text();
      if (per.key.empty()) {
        Report(key->position(),
               "size.key must name a column with a foreign key, got " + key->Describe());
      }
    }
    per.least = ReadCount(size, "min", false);
    per.most = ReadCount(size, "max", true);
    if (per.most < per.least) {
      Report(size.position(), fmt::format("size.min must be <= size.max (got {}, {})",
                                          per.least, per.most));
    } else {
      ReadDistribution(size, &per);
    }
    table_.per = std::move(per);
  }

  uint64_t ReadCount(const Value& size, const char* name, bool required) {
    constexpr int64_t kMost = INT32_MAX;
    const Value* value = FindGiven(size, name);
    if (value == nullptr && !required) return 0;
    const auto count =
        value != nullptr && value->is_number() ? value->ToInt64() : std::nullopt;
    if (count && *count >= 0 && *count <= kMost) return static_cast<uint64_t>(*count);
    Report(
        value == nullptr ? size.position() : value->position(),
        fmt::format("size.{} must be a number of children from 0 to {}, e.g. 12; got {}",
                    name, kMost, value == nullptr ? "none" : value->Describe()));
    return required ? UINT32_MAX : 0;
  }

  void ReadDistribution(const Value& size, SizePerParent* per) {
    const Names known = {"uniform", "zipf", "weighted"};
    const Value* distribution = FindGiven(size, "distribution");
    std::string name = "uniform";
    if (distribution != nullptr) {
      name = distribution->is_string() ? distribution->text() : "";
      if (!Holds(known, name)) {
        return Report(
            distribution->position(),
            fmt::format("size.distribution must be one of {}, got {}{}", JoinNames(known),
                        distribution->Describe(), DidYouMean(name, known)));
      }
    }
    for (const auto& [key, owner] :
         {std::pair{"exponent", "zipf"}, {"weights", "weighted"}}) {
      const Value* value = FindGiven(size, key);
      if (value == nullptr || name == owner) continue;
      Report(value->position(),
             fmt::format("size.{} is for \"distribution\": \"{}\", not "
                         "for {}",
                         key, owner, name));
    }
    if (name == "uniform") return;
    if (per->most - per->least >= kMostWeights) {
      return Report(size.position(),
                    fmt::format("size.max must be at most {} above size.min for {}",
                                kMostWeights - 1, name));
    }
    if (name == "zipf") ReadZipf(size, per);
    if (name == "weighted") ReadWeights(size, per);
  }

  void ReadZipf(const Value& size, SizePerParent* per) {
    double exponent = 1;
    if (const Value* value = FindGiven(size, "exponent")) {
      exponent = value->is_number() ? value->ToDouble().value_or(0) : 0;
      if (!(exponent > 0 && exponent <= 10)) {
        return Report(
            value->position(),
            "size.exponent must be above 0, at most 10, got " + value->Describe());
      }
    }
    const ZipfRanks ranks(exponent);
    std::vector<double> weights;
    for (uint64_t i = 0; i <= per->most - per->least; ++i) {
      weights.push_back(ranks.Weight(static_cast<double>(i + 1)));
    }
    per->weights = ScaleWeights(weights);
  }

  void ReadWeights(const Value& size, SizePerParent* per) {
    const Value* list = FindGiven(size, "weights");
    const uint64_t wanted = per->most - per->least + 1;
    const auto fail = [&](const std::string& got) {
      Report(list == nullptr ? size.position() : list->position(),
             fmt::format("size.weights must list {} weights, of {} to {} children, not "
                         "all 0; got {}",
                         wanted, per->least, per->most, got));
    };
    if (list == nullptr || !list->is_list()) {
      return fail(list == nullptr ? "none" : list->Describe());
    }
    if (list->items().size() != wanted) return fail(list->Describe());
    std::vector<double> weights;
    double sum = 0;
    for (const Value& item : list->items()) {
      const auto weight = item.is_number() ? item.ToDouble() : std::nullopt;
      if (!weight || *weight < 0) return fail(item.Describe());
      weights.push_back(*weight);
      sum += *weight;
    }
    if (sum <= 0) return fail("only zeros");
    per->weights = ScaleWeights(weights);
  }

  void ReadPrimaryKey() {
    const Value* key = FindGiven(member_.value, "primary_key");
    if (key == nullptr) return;
    table_.primary_key_position = key->position();
    if (key->is_string()) table_.primary_key = {key->text()};
    if (key->is_list()) {
      for (const Value& name : key->items()) {
        table_.primary_key.push_back(name.is_string() ? name.text() : "");
      }
    }
    if (const auto repeated = FindRepeated(table_.primary_key); !repeated.empty()) {
      Report(key->position(),
             fmt::format("primary_key names '{}' more than once; name each column once",
                         repeated));
      table_.primary_key.clear();
      return;
    }
    if (!table_.primary_key.empty() && !Holds(table_.primary_key, "")) return;
    Report(key->position(),
           "primary_key must name a column or list columns whose values together no two "
           "rows have, e.g. [\"order_id\", \"line\"]; got " +
               key->Describe());
    table_.primary_key.clear();
  }

  const Value::Member& member_;
  Problems* problems_;
  DatasetTable table_;
};

// The table that a column's foreign key is to; "" if it has none, or a wrong one.
std::string ForeignTableOf(const Value& column) {
  const Value* method = column.Find("method");
  if (method == nullptr || !method->is_string() || method->text() != "foreign_key") {
    return "";
  }
  for (const char* keyword : {"parms", "kwargs", "args"}) {
    const Value* parameters = column.Find(keyword);
    if (parameters == nullptr) continue;
    const Value* table = parameters->Find("table");
    if (parameters->is_list() && !parameters->items().empty()) {
      table = &parameters->items()[0];
    }
    return table != nullptr && table->is_string() ? table->text() : "";
  }
  return "";
}

// Those of foreign keys in what is nested, too.
void AddForeignTables(const Value& value, Names* tables) {
  if (const std::string table = ForeignTableOf(value); !table.empty()) {
    tables->push_back(table);
  }
  const Value* name = value.Find("method");
  const MethodInfo* method =
      name != nullptr && name->is_string() ? FindMethod(name->text()) : nullptr;
  // Parts are columns, or columns by name; parameters come by name or in a list.
  const auto add_parts = [tables](auto self, const Value& parts) -> void {
    if (parts.is_object()) AddForeignTables(parts, tables);
    if (parts.Find("method") != nullptr) return;
    if (parts.is_object()) {
      for (const Value::Member& part : parts.members()) self(self, part.value);
    } else if (parts.is_list()) {
      for (const Value& part : parts.items()) self(self, part);
    }
  };
  if (method == nullptr || !method->is_nested) return;
  for (const std::string& keyword : ParameterKeywords()) {
    if (const Value* parts = value.Find(keyword)) add_parts(add_parts, *parts);
  }
}

/// Puts tables in order and finds their sizes.
class TableSorter {
 public:
  TableSorter(std::vector<DatasetTable> tables, std::string_view seed,
              const StreamedFiles* files, Problems* problems)
      : tables_(std::move(tables)), seed_(seed), files_(files), problems_(problems) {
    for (size_t i = 0; i < tables_.size(); ++i) places_[tables_[i].name] = i;
    for (DatasetTable& table : tables_) {
      parents_.push_back(ParentsOf(table));
      for (const size_t i : parents_.back()) table.parents.push_back(tables_[i].name);
    }
  }

  std::vector<DatasetTable> Sort() {
    std::vector<bool> done(tables_.size());
    std::vector<size_t> order;
    for (bool found = true; found;) {
      found = false;
      for (size_t i = 0; i < tables_.size(); ++i) {
        const auto is_done = [&done](size_t parent) { return done[parent]; };
        if (done[i] || !std::all_of(parents_[i].begin(), parents_[i].end(), is_done)) {
          continue;
        }
        done[i] = found = true;
        order.push_back(i);
        FindSize(&tables_[i]);
        tables_[i].row_end = tables_[i].rows;
      }
    }
    ReportCircles(done);
    std::vector<DatasetTable> sorted;
    for (const size_t i : order) sorted.push_back(std::move(tables_[i]));
    for (size_t i = 0; i < tables_.size(); ++i) {
      if (done[i]) continue;
      tables_[i].broken = true;
      sorted.push_back(std::move(tables_[i]));
    }
    return sorted;
  }

 private:
  std::vector<size_t> ParentsOf(const DatasetTable& table) const {
    std::vector<size_t> parents;
    const auto add = [&](const std::string& name) {
      const auto place = places_.find(name);
      if (place != places_.end()) parents.push_back(place->second);
    };
    if (table.per) add(table.per->parent);
    if (table.columns == nullptr) return parents;
    for (const Value::Member& column : table.columns->members()) {
      Names names;
      AddForeignTables(column.value, &names);
      for (const std::string& name : names) {
        if (name != table.name) add(name);
      }
    }
    return parents;
  }

  // Whoever is left has a parent that is left, so that going up ends in a circle.
  void ReportCircles(const std::vector<bool>& done) {
    std::vector<bool> told = done;
    for (size_t i = 0; i < tables_.size(); ++i) {
      std::vector<size_t> path;
      size_t at = i;
      while (!told[at]) {
        told[at] = true;
        path.push_back(at);
        at = *std::find_if(parents_[at].begin(), parents_[at].end(),
                           [&done](size_t parent) { return !done[parent]; });
      }
      const auto begin = std::find(path.begin(), path.end(), at);
      if (begin != path.end()) ReportCircle({begin, path.end()});
    }
  }

  void ReportCircle(const std::vector<size_t>& circle) {
    std::string text;
    for (const size_t i : circle) text += fmt::format("'{}' -> ", tables_[i].name);
    const DatasetTable& first = tables_[circle[0]];
    problems_->Add(
        first.position,
        fmt::format("tables refer to each other in a circle: {}'{}'; each table's "
                    "parents must be made before it, so drop one of these foreign keys "
                    "(or size.per)",
                    text, first.name));
  }

  void Report(DatasetTable* table, SourcePosition position, const std::string& text) {
    problems_->Add(position, TablePlace(table->name) + ": " + text,
                   TablePath(table->name));
    table->broken = true;
  }

  bool IsFixed(const DatasetTable& table) const {
    return files_ != nullptr && Holds(files_->fixed, table.name);
  }

  void FindSize(DatasetTable* table) {
    if (!table->per) return SpreadOverFiles(table);
    if (table->per->parent.empty()) return;
    const SizePerParent& per = *table->per;
    const auto place = places_.find(per.parent);
    if (place == places_.end()) {
      return Report(
          table, per.position,
          fmt::format("size.per: no table '{}'{}; there are: {}", per.parent,
                      DidYouMean(per.parent, TableNames()), JoinNames(TableNames())));
    }
    FindGroupMember(table);
    const DatasetTable& parent = tables_[place->second];
    table->broken = table->broken || parent.broken;
    if (table->broken) return;
    if (per.least != per.most && parent.rows > RowGroups::kMostGroups) {
      return Report(table, per.position,
                    fmt::format("size.per: '{}' has {} rows; for more than 2^32 parents "
                                "each must have as many children: min = max",
                                per.parent, parent.rows));
    }
    if (per.most != 0 && parent.rows > static_cast<uint64_t>(kMostTableRows) / per.most) {
      return Report(table, per.position,
                    fmt::format("{} rows of '{}' with up to {} children each are more "
                                "than 2^43",
                                parent.rows, per.parent, per.most));
    }
    GroupSizes sizes{DeriveStreamKey({seed_, table->name, "", "size"}), per.least,
                     per.most};
    if (!per.weights.empty()) sizes.weights.emplace(per.weights);
    table->groups = std::make_shared<RowGroups>(std::move(sizes), parent.rows);
    table->rows = table->groups->rows();
    if (files_ == nullptr) return;
    table->file_rows = MakeGroupFiles(parent.file_rows, table->groups);
    if (IsFixed(*table) && parent.file_rows->grows()) {
      Report(table, per.position,
             fmt::format("cannot be fixed: its rows are the children of '{}', which "
                         "come with each file; fix that table",
                         per.parent));
    }
  }

  void SpreadOverFiles(DatasetTable* table) {
    if (files_ == nullptr) return;
    const uint64_t rows = table->rows;
    const bool grows = rows > 0 && !IsFixed(*table);
    table->file_rows = grows ? MakeEqualFiles(rows) : MakeOneFile(rows);
    if (!grows) return;
    const auto count = static_cast<uint64_t>(files_->count);
    if (count > static_cast<uint64_t>(kMostTableRows) / rows) {
      return Report(table, table->position,
                    fmt::format("{} files of {} rows are more than 2^43 rows; take a "
                                "smaller size or a shorter stream",
                                count, rows));
    }
    table->rows = rows * count;
  }

  void FindGroupMember(DatasetTable* table) {
    if (table->columns == nullptr) return;
    const SizePerParent& per = *table->per;
    for (const Value::Member& column : table->columns->members()) {
      if (ForeignTableOf(column.value) != per.parent) continue;
      const bool is_it = per.key.empty() || Holds(ColumnNamesOf(column), per.key);
      if (!is_it) continue;
      table->group_member = column.key;
      return;
    }
    if (per.key.empty()) return;
    Report(table, per.key_position,
           fmt::format("size.key: column '{}' is no foreign key to '{}'", per.key,
                       per.parent));
  }

  Names TableNames() const {
    Names names;
    for (const auto& [name, place] : places_) names.push_back(name);
    return names;
  }

  std::vector<DatasetTable> tables_;
  std::string_view seed_;
  const StreamedFiles* files_;
  Problems* problems_;
  std::map<std::string, size_t> places_;
  std::vector<std::vector<size_t>> parents_;
};

}  // namespace

std::vector<DatasetTable> ReadTables(const Value& root, std::string_view seed,
                                     const StreamedFiles* files, Problems* problems) {
  for (const Value::Member& member : root.members()) {
    if (member.key == "tables" || member.key == "$schema") continue;
    problems->Add(member.key_position,
                  fmt::format("unknown key '{}'; a dataset has: tables; {}", member.key,
                              DatasetExample()));
  }
  const Value* list = root.Find("tables");
  if (list == nullptr || !list->is_object() || list->members().empty()) {
    problems->Add(
        list == nullptr ? root.position() : list->position(),
        fmt::format("tables must be an object of one table or more, {}; got {}",
                    DatasetExample(), list == nullptr ? "none" : list->Describe()));
    return {};
  }
  if (list->members().size() > kMostTables) {
    problems->Add(list->position(), fmt::format("a dataset has at most {} tables, got {}",
                                                kMostTables, list->members().size()));
    return {};
  }
  std::vector<DatasetTable> tables;
  for (const Value::Member& member : list->members()) {
    tables.push_back(TableReader(member, problems).Read());
  }
  return TableSorter(std::move(tables), seed, files, problems).Sort();
}

bool IsDatasetSpec(const Value& root) {
  const Value* tables = root.is_object() ? root.Find("tables") : nullptr;
  return tables != nullptr && tables->Find("method") == nullptr;
}

std::string FindRepeated(const Names& names) {
  for (auto name = names.begin(); name != names.end(); ++name) {
    if (!name->empty() && std::find(name + 1, names.end(), *name) != names.end()) {
      return *name;
    }
  }
  return "";
}

std::string TablePlace(std::string_view name) { return fmt::format("table '{}'", name); }

std::string TablePath(std::string_view name) { return JoinPath("tables", name); }

Names ColumnNamesOf(const Value::Member& member) {
  const Value* columns = member.value.Find("cols");
  if (columns == nullptr || !columns->is_list()) return {member.key};
  Names names;
  for (const Value& name : columns->items()) {
    if (name.is_string()) names.push_back(name.text());
  }
  return names;
}

std::string DatasetExample() {
  return R"(e.g. {"tables": {"customers": {"size": 1000, "spec": {"id": {"method": )"
         R"("gen_incremental"}}}}})";
}

}  // namespace rand_engine
