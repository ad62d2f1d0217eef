// The one tree into which JSON text, YAML text and Python dicts are parsed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rand_engine {

/// Where a value stands in its text: 1-based line and column (in bytes); 0 = unknown (a
/// Python dict).
struct SourcePosition {
  int line = 0;
  int column = 0;
};

/// A null, boolean, number, text, list or object, with its position.
///
/// A number keeps the text in which it was written ("0.29", "1e6",
/// "18446744073709551616"), so that decimals stay decimals and nothing is lost before a
/// parameter's type is known. An object keeps the order of its members; its keys are
/// distinct (parsers refuse duplicates).
class Value {
 public:
  enum class Kind { kNull, kBool, kNumber, kString, kList, kObject };
  struct Member;

  Value() = default;
  static Value Null();
  static Value Bool(bool value);
  /// REQUIRES: `text` is a number in JSON's grammar (RFC 8259, section 6).
  static Value Number(std::string text);
  static Value String(std::string text);
  static Value List(std::vector<Value> items);
  static Value Object(std::vector<Member> members);

  Kind kind() const { return kind_; }
  bool is_null() const { return kind_ == Kind::kNull; }
  bool is_bool() const { return kind_ == Kind::kBool; }
  bool is_number() const { return kind_ == Kind::kNumber; }
  bool is_string() const { return kind_ == Kind::kString; }
  bool is_list() const { return kind_ == Kind::kList; }
  bool is_object() const { return kind_ == Kind::kObject; }

  /// True of a number written without fraction and exponent ("5", not "5.0" or "5e0").
  bool is_integer() const;

  /// REQUIRES: the kind that the name says.
  bool boolean() const { return boolean_; }
  const std::string& text() const { return text_; }  ///< of a number or a string
  const std::vector<Value>& items() const { return items_; }
  const std::vector<Member>& members() const { return members_; }

  /// Return the member `key` of an object, or null if it is not there (or not an object).
  const Value* Find(std::string_view key) const;

  /// Return the number as int64 if it is a whole number in range ("5", "5.0", "5e3" all
  /// are), else nullopt.
  std::optional<int64_t> ToInt64() const;

  /// Return the nearest double of a finite number (correctly rounded, no locale); nullopt
  /// where it overflows to infinity.
  std::optional<double> ToDouble() const;

  /// A few words for messages: `null`, `true`, `18`, `"abc"` (cut at 40 characters),
  /// `a list of 3`, `an object of 2`.
  std::string Describe() const;

  /// The kind in words with article: "a number", "text", "a list", ...
  std::string KindName() const;

  SourcePosition position() const { return position_; }
  void set_position(SourcePosition position) { position_ = position; }

 private:
  Kind kind_ = Kind::kNull;
  bool boolean_ = false;
  SourcePosition position_;
  std::string text_;
  std::vector<Value> items_;
  std::vector<Member> members_;
};

struct Value::Member {
  std::string key;
  Value value;
  SourcePosition key_position;
};

/// Write compact JSON text in the tree's order: no spaces, numbers as they were written,
/// UTF-8 kept, control characters escaped. Equal trees give equal text.
std::string ToJson(const Value& value);

}  // namespace rand_engine
