// dependent_choice: options that depend on another column's value.
#include <arrow/result.h>
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rand_engine/expression/compile.h"
#include "rand_engine/expression/computed_column.h"
#include "rand_engine/generate/distributions/weighted.h"
#include "rand_engine/methods/computed.h"
#include "rand_engine/methods/methods.h"
#include "rand_engine/methods/value_list.h"
#include "rand_engine/spec/nearest_name.h"

namespace rand_engine {
namespace {

/// What is chosen from where the other column has one value.
struct Group {
  std::vector<const Value*> options;
  std::vector<double> weights;
};

/// The same, ready to draw from.
struct DrawnGroup {
  AliasTable table;
  std::vector<uint32_t> codes;
};

constexpr size_t kNoGroup = SIZE_MAX;

/// Other columns' texts -> groups, in order of the texts.
using GroupIndex = std::map<std::string, size_t, std::less<>>;

class DependentSource : public CodeSource {
 public:
  DependentSource(const StreamKey& key, ReadExpression read, GroupIndex index,
                  size_t fallback, std::vector<DrawnGroup> groups, uint32_t missing)
      : key_(key),
        root_(std::move(read.compiled.root)),
        columns_(std::move(read.columns)),
        index_(std::move(index)),
        fallback_(fallback),
        groups_(std::move(groups)),
        missing_(missing) {
    for (const InputColumn& column : columns_) {
      readers_.push_back(expression::MakeValueReader(column));
    }
  }

  void Fill(uint64_t first_row, int64_t count, CodeBuffer* codes) const override {
    uint32_t* out = codes->Prepare32(count);
    expression::Evaluation evaluation(root_, columns_, readers_);
    const int64_t batch = expression::BatchRowsOf(root_);
    for (int64_t done = 0; done < count; done += batch) {
      const int64_t rows = std::min(batch, count - done);
      const uint64_t first = first_row + static_cast<uint64_t>(done);
      PickBatch(
          evaluation.Run(first, rows), rows,
          [first](int64_t i) { return first + static_cast<uint64_t>(i); }, out + done);
    }
  }

  void Gather(const uint64_t* rows, int64_t count, CodeBuffer* codes) const override {
    uint32_t* out = codes->Prepare32(count);
    expression::Evaluation evaluation(root_, columns_, readers_);
    const int64_t batch = expression::BatchRowsOf(root_);
    for (int64_t done = 0; done < count; done += batch) {
      const int64_t part = std::min(batch, count - done);
      PickBatch(
          evaluation.RunScattered(rows + done, part), part,
          [batch_rows = rows + done](int64_t i) { return batch_rows[i]; }, out + done);
    }
  }

 private:
  template <typename RowAt>
  void PickBatch(const expression::Vector& values, int64_t rows, RowAt row_at,
                 uint32_t* out) const {
    const auto* texts = values.values<std::string_view>();
    const uint8_t* present = values.present();
    for (int64_t i = 0; i < rows; ++i) {
      const bool is = present == nullptr || present[i] != 0;
      const size_t group = is ? GroupOf(texts[i]) : kNoGroup;
      const uint64_t bits = DrawBits(key_, row_at(i));
      out[i] = group == kNoGroup ? missing_
                                 : groups_[group].codes[groups_[group].table.Pick(bits)];
    }
  }

  size_t GroupOf(std::string_view text) const {
    const auto found = index_.find(text);
    return found == index_.end() ? fallback_ : found->second;
  }

  StreamKey key_;
  expression::Node root_;
  std::vector<InputColumn> columns_;
  std::vector<expression::ValueReader> readers_;
  GroupIndex index_;
  size_t fallback_;
  std::vector<DrawnGroup> groups_;
  uint32_t missing_;
};

std::vector<const Value*> Pointers(const Value& list) {
  std::vector<const Value*> pointers;
  for (const Value& item : list.items()) pointers.push_back(&item);
  return pointers;
}

// The entries of {"key": [...]} or [[key, [...]]], keys as CSV writes them.
std::vector<std::pair<std::string, const Value*>> EntriesOf(const Value& lists) {
  std::vector<std::pair<std::string, const Value*>> entries;
  for (const Value::Member& member : lists.members()) {
    entries.emplace_back(member.key, &member.value);
  }
  if (!lists.is_list()) return entries;
  for (const Value& pair : lists.items()) {
    const Value& key = pair.items()[0];
    const std::string text =
        key.is_bool() ? (key.boolean() ? "True" : "False") : key.text();
    entries.emplace_back(text, &pair.items()[1]);
  }
  return entries;
}

/// Reads `options`, `weights` and `default`.
class GroupReader {
 public:
  explicit GroupReader(const Arguments& arguments) : arguments_(arguments) {}

  /// False after mistakes.
  bool Read() {
    const auto options = EntriesOf(*arguments_.Find("options"));
    if (options.empty()) {
      return Fail("options",
                  "must have options for a value at least, e.g. {\"US\": "
                  "[\"CA\", \"NY\"]}");
    }
    for (const auto& [key, list] : options) {
      index_.emplace(key, groups_.size());
      if (!Add("options", fmt::format("[\"{}\"]", key), *list)) return false;
    }
    if (const Value* weights = arguments_.Find("weights")) {
      if (!ReadWeightsOf(*weights)) return false;
    }
    const Value* others = arguments_.Find("default");
    if (others == nullptr) return true;
    fallback_ = groups_.size();
    return Add("default", "", *others);
  }

  GroupIndex& index() { return index_; }
  size_t fallback() const { return fallback_; }
  const std::vector<Group>& groups() const { return groups_; }

 private:
  bool Fail(const char* parameter, const std::string& text) {
    arguments_.Report(parameter, text);
    return false;
  }

  bool Add(const char* parameter, const std::string& item, const Value& list) {
    if (!list.items().empty()) {
      groups_.push_back({Pointers(list), std::vector<double>(list.items().size(), 1.0)});
      return true;
    }
    return Fail(parameter, fmt::format("{}has no options, e.g. [\"CA\", \"NY\"]",
                                       item.empty() ? "" : item + " "));
  }

  bool ReadWeightsOf(const Value& weights) {
    for (const auto& [key, list] : EntriesOf(weights)) {
      const auto found = index_.find(key);
      if (found == index_.end()) {
        return Fail("weights", fmt::format("has \"{}\", which options has not{}", key,
                                           DidYouMean(key, Keys())));
      }
      Group& group = groups_[found->second];
      if (list->items().size() != group.options.size()) {
        return Fail("weights",
                    fmt::format("[\"{}\"] must have one weight an option: {} weights for "
                                "{} options",
                                key, list->items().size(), group.options.size()));
      }
      group.weights = ReadWeights(arguments_, "weights", fmt::format("[\"{}\"] ", key),
                                  Pointers(*list));
      if (group.weights.empty()) return false;
    }
    return true;
  }

  std::vector<std::string> Keys() const {
    std::vector<std::string> keys;
    for (const auto& [key, group] : index_) keys.push_back(key);
    return keys;
  }

  const Arguments& arguments_;
  GroupIndex index_;
  size_t fallback_ = kNoGroup;
  std::vector<Group> groups_;
};

/// All values that the other column can have as texts, where it lists them.
std::optional<std::vector<std::string>> ListedTexts(const ReadExpression& read) {
  const InputColumn& column = read.columns[0];
  const auto* choice = std::get_if<ChoiceDomain>(column.domain.get());
  if (choice == nullptr) return std::nullopt;
  InputColumn listed = column;
  const auto count = static_cast<int64_t>(choice->size());
  CodeBuffer codes;
  uint32_t* out = codes.Prepare32(count);
  for (int64_t i = 0; i < count; ++i) out[i] = static_cast<uint32_t>(i);
  expression::TextArena arena;
  expression::Vector values;
  expression::MakeValueReader(column)(codes, count, &arena, &values);
  expression::Vector storage;
  const expression::Vector& texts =
      *expression::Evaluate(read.compiled.root, {&values}, count, &arena, &storage);
  std::vector<std::string> list;
  for (int64_t i = 0; i < count; ++i) {
    if (texts.present() != nullptr && texts.present()[i] == 0) continue;
    list.emplace_back(texts.values<std::string_view>()[i]);
  }
  return list;
}

// True if keys and the other column's values go together.
bool CheckKeys(const Arguments& arguments, const ReadExpression& read,
               const GroupIndex& index, bool has_default) {
  const auto texts = ListedTexts(read);
  if (!texts) return true;
  const std::string other = arguments.Text("depends_on");
  for (const auto& [key, group] : index) {
    if (std::find(texts->begin(), texts->end(), key) != texts->end()) continue;
    arguments.Report("options", fmt::format("has \"{}\", which column '{}' never is{}",
                                            key, other, DidYouMean(key, *texts)));
    return false;
  }
  for (const std::string& text : *texts) {
    if (has_default || index.contains(text)) continue;
    arguments.Report("options",
                     fmt::format("has nothing for \"{}\", which column '{}' can be; add "
                                 "it, or \"default\": [...] for all others",
                                 text, other));
    return false;
  }
  return true;
}

// Booleans may be written as JSON has them.
void NameBooleans(const ReadExpression& read, GroupIndex* index) {
  const auto type = expression::FactsOf(read.columns[0]).type;
  if (type.kind != expression::Kind::kBoolean) return;
  for (const auto& [written, text] : {std::pair{"true", "True"}, {"false", "False"}}) {
    auto node = index->extract(written);
    if (node.empty()) continue;
    node.key() = text;
    index->insert(std::move(node));
  }
}

std::vector<DrawnGroup> DrawnGroups(const std::vector<Group>& groups,
                                    const ValueList& list) {
  std::vector<DrawnGroup> drawn;
  auto code = list.codes.begin();
  for (const Group& group : groups) {
    const auto end = code + static_cast<int64_t>(group.options.size());
    drawn.push_back({AliasTable(ScaleWeights(group.weights)), {code, end}});
    code = end;
  }
  return drawn;
}

ColumnRecipe MakeDependentChoice(const Arguments& arguments,
                                 const ColumnContext& context) {
  auto read = ReadExpressionOf(arguments, context, "depends_on",
                               arguments.Text("depends_on"), expression::CompileColumn);
  GroupReader reader(arguments);
  if (!reader.Read() || !read) return {};
  NameBooleans(*read, &reader.index());
  const bool has_default = reader.fallback() != kNoGroup;
  if (!CheckKeys(arguments, *read, reader.index(), has_default)) return {};
  std::vector<const Value*> options;
  for (const Group& group : reader.groups()) {
    options.insert(options.end(), group.options.begin(), group.options.end());
  }
  auto list = ListValues(arguments, "options", options);
  if (!list) return {};
  const bool other_listed = ListedTexts(*read).has_value();
  const bool missing =
      read->columns[0].missing_code.has_value() || (!other_listed && !has_default);
  const FillEffort effort = read->effort;
  Domain domain = list->domain;
  const auto missing_code = static_cast<uint32_t>(ReservedCodeOf(domain));
  return {.domain = std::move(domain),
          .source = std::make_unique<DependentSource>(
              context.Key("value"), *std::move(read), std::move(reader.index()),
              reader.fallback(), DrawnGroups(reader.groups(), *list), missing_code),
          .source_has_missing = missing,
          .effort = effort};
}

}  // namespace

MethodInfo DependentChoice() {
  MethodInfo info{
      "dependent_choice",
      "One of the options that belong to another column's value.",
      "string, int64, double or bool, as the options are",
      {{"depends_on", ParameterType::kText, true, "", "the other column's name"},
       {"options", ParameterType::kLists, true, "",
        "the options for each of its values, as CSV writes them"},
       {"weights", ParameterType::kLists, false, "",
        "for some of its values a weight an option"},
       {"default", ParameterType::kOptions, false, "",
        "the options for all other values; without, there they are missing"}},
      R"({"method": "dependent_choice", "parms": {"depends_on": "country", )"
      R"("options": {"US": ["New York", "Chicago"], "FR": ["Paris", "Lyon"]}}})",
      MakeDependentChoice};
  info.example_reads =
      R"("country": {"method": "gen_str_choice", "parms": {"options": ["US", "FR"]}, )"
      R"("hidden": true})";
  return info;
}

}  // namespace rand_engine
