// distincts_map, distincts_map_prop, distincts_multi_map: several columns, one draw.
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "rand_engine/generate/distributions/lookup.h"
#include "rand_engine/methods/methods.h"
#include "rand_engine/methods/value_list.h"

namespace rand_engine {
namespace {

constexpr uint64_t kMostCombinations = uint64_t{1} << 22;

/// A key, and what can stand beside it: every combination of an entry of each list.
struct Group {
  Value key;
  std::vector<std::vector<const Value*>> lists;

  // More than kMostCombinations count as one more.
  uint64_t CountCombinations() const {
    uint64_t count = 1;
    for (const auto& list : lists) {
      count = std::min(kMostCombinations + 1, count * list.size());
    }
    return count;
  }
};

/// The values of one column: its list, and the code of its combination after
/// combination.
struct TableColumn {
  ValueList list;
  std::vector<uint32_t> codes;
};

// The values of column `place`: the keys, or those of the lists before.
std::vector<const Value*> ValuesOf(const std::vector<Group>& groups, size_t place) {
  std::vector<const Value*> values;
  for (const Group& group : groups) {
    if (place == 0) {
      values.push_back(&group.key);
    } else {
      const auto& list = group.lists[place - 1];
      values.insert(values.end(), list.begin(), list.end());
    }
  }
  return values;
}

// Appends the codes of all combinations of one group, the last list's turn fastest.
// `first` is where the group's values begin in the list.
void AppendCodes(const Group& group, size_t place, size_t first, TableColumn* column) {
  uint64_t repeat = 1;  // how often in a row an entry comes
  for (size_t i = place; i < group.lists.size(); ++i) repeat *= group.lists[i].size();
  const uint64_t size = place == 0 ? 1 : group.lists[place - 1].size();
  const uint64_t combinations = group.CountCombinations();
  for (uint64_t i = 0; i < combinations; ++i) {
    column->codes.push_back(column->list.codes[first + i / repeat % size]);
  }
}

// The columns of all groups' combinations; weights are of the combinations.
std::vector<ColumnRecipe> MakeTable(const Arguments& arguments,
                                    const ColumnContext& context,
                                    const std::vector<Group>& groups,
                                    const std::vector<double>& weights) {
  std::vector<TableColumn> columns(groups[0].lists.size() + 1);
  bool good = true;
  for (size_t place = 0; place < columns.size(); ++place) {
    auto list = ListValues(arguments, "distincts", ValuesOf(groups, place));
    good = good && list;
    if (!list) continue;
    columns[place].list = *std::move(list);
    size_t first = 0;
    for (const Group& group : groups) {
      AppendCodes(group, place, first, &columns[place]);
      first += place == 0 ? 1 : group.lists[place - 1].size();
    }
  }
  if (!good) return {};
  const std::shared_ptr<const CodeSource> draw =
      MakeSourceOfWeights(context.Key("value"), weights);
  std::vector<ColumnRecipe> recipes;
  for (TableColumn& column : columns) {
    recipes.push_back(
        {std::move(column.list.domain), MakeLookupSource(draw, std::move(column.codes))});
  }
  return recipes;
}

// Counts the combinations; reports where there are too many.
uint64_t CountCombinations(const Arguments& arguments, const std::vector<Group>& groups) {
  uint64_t count = 0;
  for (const Group& group : groups) count += group.CountCombinations();
  if (count <= kMostCombinations) return count;
  arguments.Report("distincts",
                   fmt::format("has more than {} combinations; use columns of their own",
                               kMostCombinations));
  return 0;
}

struct KeyedList {
  Value key;
  const Value* list;
};

// Of {key: [...]} and of [[key, [...]]].
std::vector<KeyedList> KeyedLists(const Value& given) {
  std::vector<KeyedList> lists;
  for (const Value::Member& member : given.members()) {
    lists.push_back({Value::String(member.key), &member.value});
  }
  for (const Value& pair : given.items()) {
    lists.push_back({pair.items()[0], &pair.items()[1]});
  }
  return lists;
}

/// Reads them: `read` fills a group's lists from the key's list and returns what
/// is wrong with it, or "".
template <typename Read>
std::vector<Group> ReadGroups(const Arguments& arguments, const char* example,
                              Read read) {
  const std::vector<KeyedList> lists = KeyedLists(*arguments.Find("distincts"));
  std::vector<Group> groups;
  bool good = !lists.empty();
  if (!good) {
    arguments.Report("distincts", fmt::format("must not be empty, e.g. {}", example));
  }
  for (const auto& [key, list] : lists) {
    Group group{key, {}};
    const std::string wrong =
        list->items().empty() ? "must not be an empty list" : read(list->items(), &group);
    groups.push_back(std::move(group));
    if (wrong.empty()) continue;
    good = false;
    arguments.ReportItem("distincts", fmt::format("[{}]", ToJson(key)), *list,
                         fmt::format("{}; e.g. {}", wrong, example));
  }
  if (!good) groups.clear();
  return groups;
}

std::vector<ColumnRecipe> MakeMap(const Arguments& arguments,
                                  const ColumnContext& context) {
  const auto groups = ReadGroups(arguments, R"({"phone": ["android", "ios"]})",
                                 [](const std::vector<Value>& items, Group* group) {
                                   group->lists.emplace_back();
                                   for (const Value& item : items)
                                     group->lists[0].push_back(&item);
                                   return std::string();
                                 });
  const uint64_t count = CountCombinations(arguments, groups);
  if (count == 0) return {};
  return MakeTable(arguments, context, groups, std::vector<double>(count, 1.0));
}

std::vector<ColumnRecipe> MakeMapProp(const Arguments& arguments,
                                      const ColumnContext& context) {
  std::vector<const Value*> weights;
  const auto groups =
      ReadGroups(arguments, R"({"notebook": [["new", 80], ["used", 20]]})",
                 [&](const std::vector<Value>& items, Group* group) {
                   group->lists.emplace_back();
                   for (const Value& item : items) {
                     const bool is_pair = item.is_list() && item.items().size() == 2;
                     if (!is_pair || !item.items()[1].is_number()) {
                       return fmt::format("must list pairs [value, weight], but holds {}",
                                          is_pair ? ToJson(item) : item.Describe());
                     }
                     group->lists[0].push_back(&item.items()[0]);
                     weights.push_back(&item.items()[1]);
                   }
                   return std::string();
                 });
  if (CountCombinations(arguments, groups) == 0) return {};
  const auto read = ReadWeights(arguments, "distincts", "weights ", weights);
  if (read.empty()) return {};
  return MakeTable(arguments, context, groups, read);
}

std::vector<ColumnRecipe> MakeMultiMap(const Arguments& arguments,
                                       const ColumnContext& context) {
  size_t lists = 0;
  const auto groups = ReadGroups(
      arguments, R"({"tech": [["software", "hardware"], ["small", "large"]]})",
      [&](const std::vector<Value>& items, Group* group) {
        for (const Value& item : items) {
          if (!item.is_list() || item.items().empty()) {
            return fmt::format("must be a list of lists of values, but holds {}",
                               item.Describe());
          }
          group->lists.emplace_back();
          for (const Value& value : item.items()) group->lists.back().push_back(&value);
        }
        if (lists == 0) lists = items.size();
        if (items.size() == lists) return std::string();
        return fmt::format("must have {} lists as the first key has, got {}", lists,
                           items.size());
      });
  const uint64_t count = CountCombinations(arguments, groups);
  if (count == 0) return {};
  return MakeTable(arguments, context, groups, std::vector<double>(count, 1.0));
}

constexpr char kResult[] = "of each column the values' type: string, int64, double, bool";

}  // namespace

MethodInfo DistinctsMap() {
  return {"distincts_map",
          "Two columns: a key and one of its values, each listed pair equally likely.",
          kResult,
          {{"distincts", ParameterType::kLists, true, "", "the values of each key"}},
          R"({"method": "distincts_map", "cols": ["device", "os"], "kwargs": )"
          R"({"distincts": {"phone": ["android", "ios"], "desktop": ["linux"]}}})",
          nullptr,
          MakeMap};
}

MethodInfo DistinctsMapProp() {
  return {
      "distincts_map_prop",
      "Two columns: a key and one of its values, each listed pair as often as its "
      "weight says.",
      kResult,
      {{"distincts", ParameterType::kLists, true, "",
        "pairs [value, weight] of each key; weights are relative to all others"}},
      R"({"method": "distincts_map_prop", "cols": ["product", "status"], "kwargs": )"
      R"({"distincts": {"notebook": [["new", 80], ["used", 20]], "phone": [["new", 9]]}}})",
      nullptr,
      MakeMapProp};
}

MethodInfo DistinctsMultiMap() {
  return {"distincts_multi_map",
          "Several columns: a key and an entry of each of its lists, each combination "
          "equally likely.",
          kResult,
          {{"distincts", ParameterType::kLists, true, "",
            "lists of values of each key, equally many lists"}},
          R"({"method": "distincts_multi_map", "cols": ["sector", "field", "size"], )"
          R"("kwargs": {"distincts": {"tech": [["software", "hardware"], ["small", )"
          R"("large"]], "food": [["retail"], ["small"]]}}})",
          nullptr,
          MakeMultiMap};
}

}  // namespace rand_engine
