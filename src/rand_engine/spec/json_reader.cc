#include <arrow/result.h>
#include <arrow/status.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <exception>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>

#include "rand_engine/spec/json_cursor.h"
#include "rand_engine/spec/json_mistake.h"
#include "rand_engine/spec/source_text.h"
#include "rand_engine/spec/spec_reader.h"
#include "rand_engine/spec/tree_builder.h"

namespace rand_engine {
namespace {

using Where = JsonMistake::Where;

/// Takes the parser's events. The names and signatures are nlohmann's SAX interface; a
/// false return stops the parser.
class JsonEvents {
 public:
  JsonEvents(std::string_view text, const std::string& source, const SpecLimits& limits)
      : text_(text), source_(source), cursor_(text), builder_(source, limits) {}

  bool null() { return AddWord(Value::Null(), 4); }
  bool boolean(bool value) { return AddWord(Value::Bool(value), value ? 4 : 5); }
  // A number's text is taken from the source: 1e2, -0 and 2^70 stay as they were written.
  bool number_integer(int64_t) { return AddNumber(); }
  bool number_unsigned(uint64_t) { return AddNumber(); }
  bool number_float(double, const std::string&) { return AddNumber(); }

  bool string(std::string& text) {
    const SourcePosition position = cursor_.ToToken();
    cursor_.SkipString();
    return Add(Value::String(std::move(text)), position);
  }

  bool binary(nlohmann::json::binary_t&) { return false; }  // not in JSON text

  bool start_object(size_t) {
    const SourcePosition position = cursor_.ToToken();
    cursor_.Skip(1);
    return Check(builder_.BeginObject(position));
  }

  bool key(std::string& text) {
    const SourcePosition position = cursor_.ToToken();
    cursor_.SkipString();
    return Check(builder_.Key(std::move(text), position));
  }

  bool start_array(size_t) {
    const SourcePosition position = cursor_.ToToken();
    cursor_.Skip(1);
    return Check(builder_.BeginList(position));
  }

  bool end_object() { return End(); }
  bool end_array() { return End(); }

  bool parse_error(size_t bytes_read, const std::string&,
                   const nlohmann::json::exception& error) {
    return Check(Explain(bytes_read, error.what()));
  }

  const arrow::Status& status() const { return status_; }
  Value TakeRoot() { return builder_.TakeRoot(); }

 private:
  bool Check(arrow::Status status) {
    status_ = std::move(status);
    return status_.ok();
  }

  bool Add(Value value, SourcePosition position) {
    value.set_position(position);
    has_value_ = true;
    return Check(builder_.Add(std::move(value)));
  }

  bool AddWord(Value value, size_t length) {
    const SourcePosition position = cursor_.ToToken();
    cursor_.Skip(length);
    return Add(std::move(value), position);
  }

  bool AddNumber() {
    const SourcePosition position = cursor_.ToToken();
    return Add(Value::Number(std::string(cursor_.TakeNumber())), position);
  }

  bool End() {
    cursor_.ToToken();
    cursor_.Skip(1);
    builder_.End();
    has_value_ = true;
    return true;
  }

  /// Where the parser stands. `separator`: the last `,` or `:` that it took after the
  /// last event, or 0. `is_first`: nothing stands between the innermost bracket and here.
  Where Place(char separator, bool is_first) const {
    if (builder_.at_root()) return has_value_ ? Where::kAfterRoot : Where::kBeforeRoot;
    if (builder_.in_list()) {
      if (is_first) return Where::kFirstItem;
      return separator == ',' ? Where::kNextItem : Where::kAfterItem;
    }
    if (builder_.has_key()) {
      return separator == ':' ? Where::kMemberValue : Where::kAfterKey;
    }
    if (is_first) return Where::kFirstKey;
    return separator == ',' ? Where::kNextKey : Where::kAfterMember;
  }

  Where PlaceOf(size_t event_end, size_t token_start) const {
    const std::string_view between = text_.substr(event_end, token_start - event_end);
    const size_t found = between.find_first_of(",:");
    if (found != std::string_view::npos) return Place(between[found], false);
    const char last = event_end == 0 ? '\0' : text_[event_end - 1];
    return Place('\0', last == '[' || last == '{');
  }

  arrow::Status Explain(size_t bytes_read, std::string_view parser_text) {
    const size_t event_end = cursor_.offset();
    // The last byte read belongs to what was found, even if it is a separator.
    cursor_.ToToken(bytes_read - 1);
    JsonMistake mistake;
    mistake.text = text_;
    mistake.token_start = cursor_.offset();
    mistake.token_end = std::min(bytes_read, text_.size());
    mistake.where = PlaceOf(event_end, mistake.token_start);
    if (!builder_.at_root()) mistake.opened = builder_.open_position();
    if (builder_.in_object()) mistake.key = builder_.last_key();
    mistake.parser_text = parser_text;
    const JsonExplanation explanation = ExplainJsonMistake(mistake);
    return ErrorAt(source_, PositionOf(text_, explanation.offset), explanation.message);
  }

  std::string_view text_;
  const std::string& source_;
  JsonCursor cursor_;
  TreeBuilder builder_;
  arrow::Status status_;
  bool has_value_ = false;
};

}  // namespace

arrow::Result<Value> ReadJson(std::string_view text, const std::string& source,
                              const SpecLimits& limits) {
  ARROW_ASSIGN_OR_RAISE(
      text, CheckSourceText(text, source, limits.max_text_bytes, "max_text_bytes"));
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    return ErrorAt(source, {1, 1}, "the text is empty; a spec is a JSON object: {...}");
  }
  try {
    JsonEvents events(text, source, limits);
    nlohmann::json::sax_parse(text.data(), text.data() + text.size(), &events);
    ARROW_RETURN_NOT_OK(events.status());
    return events.TakeRoot();
  } catch (const std::exception& error) {
    // Only want of memory is known to come here: mistakes are events.
    return ErrorAt(source, {1, 1}, fmt::format("cannot be read: {}", error.what()));
  }
}

}  // namespace rand_engine
