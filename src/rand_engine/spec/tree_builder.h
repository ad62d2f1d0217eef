// The tree of values, built from a reader's events in the order of the text.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "rand_engine/spec/spec_reader.h"
#include "rand_engine/spec/value.h"

namespace rand_engine {

/// Builds one Value and finds what every format forbids: duplicate keys, too deep
/// nesting, too many values. Not thread-safe.
///
/// REQUIRES: the order of events that a parser gives: in an object Key before each value,
/// one End for each Begin, one root.
class TreeBuilder {
 public:
  TreeBuilder(std::string source, const SpecLimits& limits);

  /// Add a scalar, or a whole tree that is already counted against the limits.
  arrow::Status Add(Value value);
  arrow::Status BeginList(SourcePosition position);
  arrow::Status BeginObject(SourcePosition position);
  arrow::Status Key(std::string key, SourcePosition position);
  /// Close the innermost list or object.
  void End();

  /// The value that Add or End completed last; valid until the next event.
  const Value& newest() const { return *newest_; }
  /// Take the finished tree. REQUIRES: the root is complete.
  Value TakeRoot() { return std::move(root_); }

  /// What is open, for messages and for readers that must know what comes next.
  bool at_root() const { return open_.empty(); }
  bool in_list() const { return !at_root() && open_.back().kind == Value::Kind::kList; }
  bool in_object() const { return !at_root() && !in_list(); }
  /// In an object: whether its next event is a value (Key came) or a key.
  bool has_key() const { return in_object() && open_.back().has_key; }
  /// REQUIRES: !at_root().
  SourcePosition open_position() const { return open_.back().position; }
  /// The last key of the innermost object; empty before the first. REQUIRES: in_object().
  const std::string& last_key() const;
  SourcePosition last_key_position() const { return open_.back().key_position; }

 private:
  struct Open {
    Value::Kind kind;
    SourcePosition position;
    std::vector<Value> items;
    std::vector<Value::Member> members;
    bool has_key = false;
    std::string key;
    SourcePosition key_position;
    /// Where keys stand, kept only for objects too large to be searched.
    std::map<std::string, SourcePosition> key_positions;
  };

  arrow::Status Count(SourcePosition position);
  arrow::Status Begin(Value::Kind kind, SourcePosition position);
  void Put(Value value);

  std::string source_;
  SpecLimits limits_;
  int64_t values_ = 0;
  std::vector<Open> open_;
  Value root_;
  const Value* newest_ = &root_;
};

}  // namespace rand_engine
