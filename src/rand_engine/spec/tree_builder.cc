#include "rand_engine/spec/tree_builder.h"

#include <arrow/status.h>
#include <fmt/format.h>

#include <optional>
#include <utility>

#include "rand_engine/spec/json_text.h"
#include "rand_engine/spec/source_text.h"

namespace rand_engine {
namespace {

// Up to here a search through the members is quicker than a map.
constexpr size_t kSearchedMembers = 16;

std::optional<SourcePosition> FindKey(
    const std::string& key, const std::vector<Value::Member>& members,
    const std::map<std::string, SourcePosition>& key_positions) {
  if (!key_positions.empty()) {
    auto found = key_positions.find(key);
    if (found == key_positions.end()) return std::nullopt;
    return found->second;
  }
  for (const Value::Member& member : members) {
    if (member.key == key) return member.key_position;
  }
  return std::nullopt;
}

}  // namespace

TreeBuilder::TreeBuilder(std::string source, const SpecLimits& limits)
    : source_(std::move(source)), limits_(limits) {}

arrow::Status TreeBuilder::Add(Value value) {
  ARROW_RETURN_NOT_OK(Count(value.position()));
  Put(std::move(value));
  return arrow::Status::OK();
}

arrow::Status TreeBuilder::BeginList(SourcePosition position) {
  return Begin(Value::Kind::kList, position);
}

arrow::Status TreeBuilder::BeginObject(SourcePosition position) {
  return Begin(Value::Kind::kObject, position);
}

arrow::Status TreeBuilder::Begin(Value::Kind kind, SourcePosition position) {
  ARROW_RETURN_NOT_OK(Count(position));
  if (static_cast<int>(open_.size()) >= limits_.max_depth) {
    return ErrorAt(source_, position,
                   fmt::format("lists and objects are nested deeper than {} "
                               "(the limit max_depth)",
                               limits_.max_depth));
  }
  open_.emplace_back().kind = kind;
  open_.back().position = position;
  return arrow::Status::OK();
}

arrow::Status TreeBuilder::Key(std::string key, SourcePosition position) {
  Open& object = open_.back();
  if (auto first = FindKey(key, object.members, object.key_positions)) {
    return ErrorAt(source_, position,
                   fmt::format("duplicate key '{}' (first at line {})",
                               TextForMessage(key), first->line));
  }
  if (object.members.size() == kSearchedMembers) {
    for (const Value::Member& member : object.members) {
      object.key_positions.emplace(member.key, member.key_position);
    }
  }
  if (object.members.size() >= kSearchedMembers) {
    object.key_positions.emplace(key, position);
  }
  object.key = std::move(key);
  object.key_position = position;
  object.has_key = true;
  return arrow::Status::OK();
}

void TreeBuilder::End() {
  Open& closed = open_.back();
  Value value = closed.kind == Value::Kind::kList
                    ? Value::List(std::move(closed.items))
                    : Value::Object(std::move(closed.members));
  value.set_position(closed.position);
  open_.pop_back();
  Put(std::move(value));
}

const std::string& TreeBuilder::last_key() const {
  const Open& object = open_.back();
  if (object.has_key || object.members.empty()) return object.key;
  return object.members.back().key;
}

arrow::Status TreeBuilder::Count(SourcePosition position) {
  if (++values_ <= limits_.max_values) return arrow::Status::OK();
  return ErrorAt(
      source_, position,
      fmt::format("more than {} values (the limit max_values)", limits_.max_values));
}

void TreeBuilder::Put(Value value) {
  if (at_root()) {
    root_ = std::move(value);
    newest_ = &root_;
    return;
  }
  Open& parent = open_.back();
  if (parent.kind == Value::Kind::kList) {
    newest_ = &parent.items.emplace_back(std::move(value));
    return;
  }
  parent.members.push_back(
      {std::move(parent.key), std::move(value), parent.key_position});
  parent.has_key = false;
  parent.key.clear();
  newest_ = &parent.members.back().value;
}

}  // namespace rand_engine
