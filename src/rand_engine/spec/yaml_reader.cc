#include <arrow/result.h>
#include <arrow/status.h>
#include <fmt/format.h>

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rand_engine/spec/json_text.h"
#include "rand_engine/spec/source_text.h"
#include "rand_engine/spec/spec_reader.h"
#include "rand_engine/spec/tree_builder.h"
#include "rand_engine/spec/yaml_aliases.h"
#include "rand_engine/spec/yaml_parser.h"
#include "rand_engine/spec/yaml_scalar.h"

namespace rand_engine {
namespace {

using YAML::anchor_t;
using YAML::Mark;

std::string ExplainKeyWithoutValue(const std::string& key) {
  if (key.starts_with('-')) {
    return fmt::format("'{}' is neither an item ('- value') nor a key ('name: value')",
                       key);
  }
  if (key.find(':') != std::string::npos) {
    return fmt::format("'{}' has no value; a ':' needs a space after it", key);
  }
  return fmt::format("'{}' has no ':' after it; write '{}: value'", key, key);
}

class BuildingEvents : public YamlEvents {
 public:
  BuildingEvents(std::string_view text, const std::string& source,
                 const SpecLimits& limits, UsedAnchors used)
      : YamlEvents(text, source), used_(std::move(used)), builder_(source, limits) {}

  void OnNull(const Mark& mark, anchor_t anchor) override;
  void OnAlias(const Mark& mark, anchor_t anchor) override;
  void OnScalar(const Mark& mark, const std::string& tag, anchor_t anchor,
                const std::string& text) override;
  void OnSequenceStart(const Mark& mark, const std::string& tag, anchor_t anchor,
                       YAML::EmitterStyle::value style) override;
  void OnMapStart(const Mark& mark, const std::string& tag, anchor_t anchor,
                  YAML::EmitterStyle::value style) override;
  void OnSequenceEnd() override { End(); }
  void OnMapEnd() override { End(); }

  /// The tree, or why there is none.
  arrow::Result<Value> Build();

 private:
  struct Open {
    anchor_t anchor;
    bool is_flow;
  };

  bool awaits_key() const { return builder_.in_object() && !builder_.has_key(); }

  arrow::Status Fail(const Mark& mark, std::string_view message) const {
    return ErrorAt(source(), PositionOf(mark), message);
  }
  /// Keep an error for the case that yaml-cpp finds nothing worse in the text, such as a
  /// bracket that is not closed and made it see keys where there are none.
  void Suspect(const Mark& mark, std::string_view message) {
    if (suspicion_.ok()) suspicion_ = Fail(mark, message);
  }

  void AddKey(const Mark& mark, std::string_view tag, const std::string& key);
  void AddNullKey(const Mark& mark);
  void AddValue(Value value, const Mark& mark, anchor_t anchor);
  void FindMissingValue(const Mark& mark);
  bool HasColon(const Mark& mark) const;
  Value Resolve(const Mark& mark, std::string_view tag, const std::string& text);
  bool MayBegin(const Mark& mark, std::string_view tag, std::string_view allowed_tag,
                std::string_view kind);
  void Begin(anchor_t anchor, YAML::EmitterStyle::value style);
  void End();
  void Remember(anchor_t anchor, const Value& value);

  UsedAnchors used_;
  TreeBuilder builder_;
  std::vector<Open> open_;
  std::map<anchor_t, Value> anchored_;
  arrow::Status suspicion_;
  Mark last_key_;
  bool is_empty_ = false;
  bool is_abandoned_ = false;
};

void BuildingEvents::OnNull(const Mark& mark, anchor_t anchor) {
  if (is_abandoned_) return;
  if (awaits_key()) return AddNullKey(mark);
  FindMissingValue(mark);
  AddValue(Value::Null(), mark, anchor);
}

void BuildingEvents::OnAlias(const Mark& mark, anchor_t anchor) {
  if (is_abandoned_) return;
  const auto found = anchored_.find(anchor);
  if (found == anchored_.end()) {
    Require(Fail(mark, "the alias stands inside of what it names"));
    return;
  }
  const Value& value = found->second;
  if (!awaits_key()) return Require(builder_.Add(value));
  if (value.is_string()) return Require(builder_.Key(value.text(), PositionOf(mark)));
  Require(Fail(mark, fmt::format("a key must be text; this alias stands for {}",
                                 value.Describe())));
}

void BuildingEvents::OnScalar(const Mark& mark, const std::string& tag, anchor_t anchor,
                              const std::string& parsed) {
  NoteScalar(mark);
  if (is_abandoned_) return;
  const std::string text = tag == "?" ? parsed : WithUtf8Escapes(parsed);
  if (!awaits_key()) return AddValue(Resolve(mark, tag, text), mark, anchor);
  AddKey(mark, tag, text);
  if (used_.Contains(anchor)) Remember(anchor, Resolve(mark, tag, text));
}

void BuildingEvents::OnSequenceStart(const Mark& mark, const std::string& tag,
                                     anchor_t anchor, YAML::EmitterStyle::value style) {
  if (!MayBegin(mark, tag, "!!seq", "a list")) return;
  Require(builder_.BeginList(PositionOf(mark)));
  Begin(anchor, style);
}

void BuildingEvents::OnMapStart(const Mark& mark, const std::string& tag, anchor_t anchor,
                                YAML::EmitterStyle::value style) {
  if (!MayBegin(mark, tag, "!!map", "an object")) return;
  Require(builder_.BeginObject(PositionOf(mark)));
  Begin(anchor, style);
}

void BuildingEvents::Begin(anchor_t anchor, YAML::EmitterStyle::value style) {
  open_.push_back({anchor, style == YAML::EmitterStyle::Flow});
}

void BuildingEvents::End() {
  if (is_abandoned_) return;
  builder_.End();
  Remember(open_.back().anchor, builder_.newest());
  open_.pop_back();
}

void BuildingEvents::Remember(anchor_t anchor, const Value& value) {
  if (used_.Contains(anchor)) anchored_.insert_or_assign(anchor, value);
}

void BuildingEvents::AddKey(const Mark& mark, std::string_view tag,
                            const std::string& key) {
  if (tag == "?" && key == "<<") {
    Require(Fail(mark,
                 "merge keys ('<<') are not YAML 1.2 and not supported; write the "
                 "members out, or alias a whole value (key: *name)"));
  }
  if (tag != "?" && tag != "!") Resolve(mark, tag, key);
  Require(builder_.Key(key, PositionOf(mark)));
  last_key_ = mark;
}

void BuildingEvents::AddNullKey(const Mark& mark) {
  const std::string_view word = YamlNullWordAt(TextAt(mark));
  if (word.empty()) {
    Require(Fail(mark, "a key or its ':' is missing here; an empty key is written \"\""));
  }
  AddKey(mark, "!", std::string(word));
}

void BuildingEvents::AddValue(Value value, const Mark& mark, anchor_t anchor) {
  // An absent value is reported by yaml-cpp where the next token stands.
  const bool is_absent =
      value.is_null() && builder_.in_object() && mark.line != last_key_.line;
  value.set_position(PositionOf(is_absent ? last_key_ : mark));
  Require(builder_.Add(std::move(value)));
  Remember(anchor, builder_.newest());
}

/// yaml-cpp reads `b` without ':' as a key without value, and `[1,,2]` as a list with a
/// null; neither is YAML's meaning or the writer's.
void BuildingEvents::FindMissingValue(const Mark& mark) {
  const std::string_view found = TextAt(mark);
  if (builder_.at_root()) {
    is_empty_ = YamlNullWordAt(found).empty();
  } else if (builder_.in_object()) {
    if (HasColon(mark)) return;
    Suspect(last_key_, ExplainKeyWithoutValue(TextForMessage(builder_.last_key())));
  } else if (open_.back().is_flow && found.starts_with(',')) {
    Suspect(mark, "a list's item is missing before ','; write null for a missing value");
  }
}

/// Whether a ':' stands between the last key and its absent value at `mark`.
bool BuildingEvents::HasColon(const Mark& mark) const {
  if (mark.pos <= last_key_.pos) return false;
  if (!open_.back().is_flow) return true;
  std::string_view between = TextAt(last_key_).substr(0, mark.pos - last_key_.pos);
  const size_t comment = between.find(" #");
  between = between.substr(0, comment);
  between = between.substr(0, between.find_last_not_of(" \t\r\n") + 1);
  return between.ends_with(':');
}

Value BuildingEvents::Resolve(const Mark& mark, std::string_view tag,
                              const std::string& text) {
  arrow::Result<Value> value = ResolveYamlScalar(tag, text);
  if (!value.ok()) Require(Fail(mark, value.status().message()));
  return value.MoveValueUnsafe();
}

bool BuildingEvents::MayBegin(const Mark& mark, std::string_view tag,
                              std::string_view allowed_tag, std::string_view kind) {
  if (is_abandoned_) return false;
  if (awaits_key()) {
    Suspect(mark, fmt::format("a key must be text, not {}; text that begins with a "
                              "bracket needs quotes",
                              kind));
    is_abandoned_ = true;
    return false;
  }
  const std::string written = WrittenYamlTag(tag);
  if (tag == "?" || tag == "!" || written == allowed_tag) return true;
  Require(Fail(mark, fmt::format("the tag '{}' is not allowed for {}; allowed: {}",
                                 TextForMessage(written), kind, allowed_tag)));
  return false;
}

arrow::Result<Value> BuildingEvents::Build() {
  ARROW_RETURN_NOT_OK(Parse());
  ARROW_RETURN_NOT_OK(suspicion_);
  if (!has_document() || is_empty_) {
    return ErrorAt(source(), {1, 1},
                   "the text is empty; a spec is an object of columns: 'name: ...'");
  }
  return builder_.TakeRoot();
}

}  // namespace

arrow::Result<Value> ReadYaml(std::string_view text, const std::string& source,
                              const SpecLimits& limits) {
  ARROW_ASSIGN_OR_RAISE(text, CheckSourceText(text, source, limits.max_yaml_text_bytes,
                                              "max_yaml_text_bytes"));
  ARROW_RETURN_NOT_OK(CheckYamlCharacters(text, source));
  ARROW_RETURN_NOT_OK(CheckYamlDirectives(text, source));
  UsedAnchors used;
  const bool may_have_aliases = text.find('&') != std::string_view::npos &&
                                text.find('*') != std::string_view::npos;
  if (may_have_aliases) {
    ARROW_ASSIGN_OR_RAISE(used, CountYamlAliases(text, source, limits));
  }
  return BuildingEvents(text, source, limits, std::move(used)).Build();
}

}  // namespace rand_engine
