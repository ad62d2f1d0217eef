#include "rand_engine/spec/yaml_aliases.h"

#include <arrow/result.h>
#include <arrow/status.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "rand_engine/spec/json_text.h"
#include "rand_engine/spec/source_text.h"
#include "rand_engine/spec/yaml_parser.h"

namespace rand_engine {
namespace {

using YAML::anchor_t;
using YAML::Mark;

/// A node with its aliases expanded. No values: not complete yet.
struct Extent {
  int64_t values = 0;
  int height = 0;  ///< lists and objects on the longest way down, itself included
};

class CountingEvents : public YamlEvents {
 public:
  CountingEvents(std::string_view text, const std::string& source,
                 const SpecLimits& limits)
      : YamlEvents(text, source), limits_(limits) {}

  void OnNull(const Mark& mark, anchor_t anchor) override { Leaf(mark, anchor); }
  void OnScalar(const Mark& mark, const std::string&, anchor_t anchor,
                const std::string&) override {
    NoteScalar(mark);
    Leaf(mark, anchor);
  }

  void OnAlias(const Mark& mark, anchor_t anchor) override {
    used_.Add(anchor);
    const Extent extent = anchor < anchors_.size() ? anchors_[anchor] : Extent();
    Require(CheckAlias(mark, extent));
    if (TakeRole() == Role::kValue) Grow(mark, extent);
  }

  void OnSequenceStart(const Mark& mark, const std::string&, anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    Begin(mark, anchor, false);
  }
  void OnMapStart(const Mark& mark, const std::string&, anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    Begin(mark, anchor, true);
  }
  void OnSequenceEnd() override { End(); }
  void OnMapEnd() override { End(); }

  UsedAnchors TakeUsed() { return std::move(used_); }

 private:
  enum class Role { kKey, kValue };

  struct Open {
    bool is_map;
    anchor_t anchor;
    bool awaits_key;
    Extent extent;
  };

  /// Whether the node that begins now is a key: in a map they take turns.
  Role TakeRole() {
    if (open_.empty() || !open_.back().is_map) return Role::kValue;
    Open& map = open_.back();
    const Role role = map.awaits_key ? Role::kKey : Role::kValue;
    map.awaits_key = !map.awaits_key;
    return role;
  }

  void Leaf(const Mark& mark, anchor_t anchor) {
    const Extent extent{1, 0};
    Remember(anchor, extent);
    if (TakeRole() == Role::kValue) Grow(mark, extent);
  }

  void Begin(const Mark& mark, anchor_t anchor, bool is_map) {
    TakeRole();
    Require(Count(mark, 1));
    open_.push_back({is_map, anchor, true, {1, 1}});
  }

  void End() {
    const Open closed = open_.back();
    open_.pop_back();
    Remember(closed.anchor, closed.extent);
    Include(closed.extent);
  }

  void Grow(const Mark& mark, const Extent& extent) {
    Require(Count(mark, extent.values));
    Include(extent);
  }

  void Include(const Extent& extent) {
    if (open_.empty()) return;
    Extent& parent = open_.back().extent;
    parent.values += extent.values;
    parent.height = std::max(parent.height, extent.height + 1);
  }

  void Remember(anchor_t anchor, const Extent& extent) {
    if (anchor == YAML::NullAnchor) return;
    if (anchor >= anchors_.size()) anchors_.resize(anchor + 1);
    anchors_[anchor] = extent;
  }

  arrow::Status Count(const Mark& mark, int64_t values) {
    if (values <= limits_.max_values - values_) {
      values_ += values;
      return arrow::Status::OK();
    }
    return ErrorAt(source(), PositionOf(mark),
                   fmt::format("more than {} values (the limit max_values), "
                               "the aliases expanded",
                               limits_.max_values));
  }

  arrow::Status CheckAlias(const Mark& mark, const Extent& extent) const {
    const std::string_view text = TextAt(mark);
    const std::string alias =
        TextForMessage(text.substr(0, text.find_first_of(" \t\r\n,[]{}")));
    if (extent.values == 0) {
      return ErrorAt(source(), PositionOf(mark),
                     fmt::format("the alias '{}' stands inside of what it names", alias));
    }
    if (static_cast<int64_t>(open_.size()) + extent.height <= limits_.max_depth) {
      return arrow::Status::OK();
    }
    return ErrorAt(source(), PositionOf(mark),
                   fmt::format("the alias '{}' nests lists and objects deeper than {} "
                               "(the limit max_depth)",
                               alias, limits_.max_depth));
  }

  SpecLimits limits_;
  int64_t values_ = 0;
  std::vector<Open> open_;
  std::vector<Extent> anchors_;
  UsedAnchors used_;
};

}  // namespace

void UsedAnchors::Add(YAML::anchor_t anchor) {
  if (anchor >= used_.size()) used_.resize(anchor + 1);
  used_[anchor] = true;
}

bool UsedAnchors::Contains(YAML::anchor_t anchor) const {
  return anchor < used_.size() && used_[anchor];
}

arrow::Result<UsedAnchors> CountYamlAliases(std::string_view text,
                                            const std::string& source,
                                            const SpecLimits& limits) {
  CountingEvents events(text, source, limits);
  ARROW_RETURN_NOT_OK(events.Parse());
  return events.TakeUsed();
}

}  // namespace rand_engine
