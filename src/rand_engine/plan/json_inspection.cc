#include "rand_engine/plan/json_inspection.h"

#include <arrow/result.h>
#include <arrow/status.h>
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "rand_engine/error.h"
#include "rand_engine/plan/text_form.h"
#include "rand_engine/plan/text_sample.h"

namespace rand_engine {
namespace {

using Json = nlohmann::json;

constexpr size_t kInspectedRows = 100;

enum class JsonKind { kNull, kBoolean, kInteger, kFloat, kText, kNested };

struct JsonScalar {
  JsonKind kind = JsonKind::kNull;
  std::string text;  ///< of numbers as they were written, of text its content
};

/// What stands in a document so far.
struct JsonShape {
  std::optional<JsonOrient> orient;
  bool lines = false;
  bool index = false;              ///< split: the member "index" is there
  std::vector<std::string> names;  ///< of the first record, or split's columns
  bool names_complete = false;
  std::vector<JsonScalar> values;  ///< by column, the first that is not null
  size_t rows = 0;
  bool wrong = false;  ///< not a table at all
};

/// Takes the parser's events; returns false to stop it once enough is known.
class ShapeReader : public nlohmann::json_sax<Json> {
 public:
  explicit ShapeReader(JsonShape* shape) : shape_(shape) {}

  bool null() override { return Scalar({JsonKind::kNull, "null"}); }
  bool boolean(bool value) override {
    return Scalar({JsonKind::kBoolean, value ? "true" : "false"});
  }
  bool number_integer(number_integer_t value) override {
    return Scalar({JsonKind::kInteger, fmt::format("{}", value)});
  }
  bool number_unsigned(number_unsigned_t value) override {
    return Scalar({JsonKind::kInteger, fmt::format("{}", value)});
  }
  bool number_float(number_float_t, const string_t& text) override {
    return Scalar({JsonKind::kFloat, text});
  }
  bool string(string_t& value) override { return Scalar({JsonKind::kText, value}); }
  bool binary(binary_t&) override { return Wrong(); }

  bool start_object(std::size_t) override {
    if (depth_ == 0 || InValue()) return Open();
    if (BeginsLines() && !IsRowNumber(member_)) BecomeLines();
    if (InRow()) return Scalar({JsonKind::kNested, "an object"}) && Open();
    if (depth_ != 1) return Open();
    if (top_is_object_ && !shape_->orient) shape_->orient = JsonOrient::kIndex;
    if (shape_->orient == JsonOrient::kSplit) return Wrong();
    BeginRow();
    return Open();
  }

  bool start_array(std::size_t) override {
    if (depth_ == 0) {
      shape_->orient = JsonOrient::kRecords;
      top_is_object_ = false;
      return Open();
    }
    if (InValue()) return Open();
    if (BeginsLines() && member_ != "columns") BecomeLines();
    if (InRow()) return Scalar({JsonKind::kNested, "a list"}) && Open();
    if (BeginsLines()) shape_->orient = JsonOrient::kSplit;
    if (shape_->orient != JsonOrient::kSplit) return Wrong();
    if (depth_ == 2 && member_ == "data") BeginRow();
    return Open();
  }

  bool key(string_t& name) override {
    if (depth_ == 1) {
      member_ = name;
      if (shape_->orient == JsonOrient::kSplit && name == "index") shape_->index = true;
    }
    const bool of_record = depth_ == (shape_->lines ? 1 : 2) && !InSplit();
    if (of_record) Name(name);
    return true;
  }

  bool end_object() override {
    --depth_;
    if (depth_ == 0 && top_is_object_ && !shape_->orient) {
      // `{}`: an index without rows.
      shape_->orient = JsonOrient::kIndex;
    }
    const bool row_ends = !InSplit() && depth_ == (shape_->lines ? 0 : 1) && row_open_;
    return !row_ends || EndRow();
  }

  bool end_array() override {
    --depth_;
    if (!InSplit()) return true;
    if (depth_ == 1 && member_ == "columns") shape_->names_complete = true;
    return depth_ != 2 || !row_open_ || EndRow();
  }

  bool parse_error(std::size_t, const std::string&,
                   const nlohmann::detail::exception&) override {
    return false;
  }

 private:
  bool InSplit() const { return shape_->orient == JsonOrient::kSplit; }

  int RowDepth() const { return shape_->lines ? 1 : InSplit() ? 3 : 2; }

  /// True where values are those of a row's columns.
  bool InRow() const { return row_open_ && depth_ == RowDepth(); }

  /// True inside of the nested value of a column.
  bool InValue() const { return row_open_ && depth_ > RowDepth(); }

  /// True at the first member of an object that may be a line, or a whole document.
  bool BeginsLines() const { return depth_ == 1 && top_is_object_ && !shape_->orient; }

  static bool IsRowNumber(const std::string& text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
  }

  bool Open() {
    ++depth_;
    return true;
  }

  bool Wrong() {
    shape_->wrong = true;
    return false;
  }

  void BeginRow() {
    row_open_ = true;
    column_ = 0;
  }

  bool EndRow() {
    row_open_ = false;
    shape_->names_complete = true;
    return ++shape_->rows < kInspectedRows;
  }

  void Name(const std::string& name) {
    if (!shape_->names_complete) shape_->names.push_back(name);
  }

  bool Scalar(JsonScalar scalar) {
    if (InValue()) return true;
    if (BeginsLines()) BecomeLines();
    if (InRow()) {
      const size_t column = column_++;
      if (shape_->values.size() <= column) shape_->values.resize(column + 1);
      if (shape_->values[column].kind == JsonKind::kNull) {
        shape_->values[column] = std::move(scalar);
      }
      return true;
    }
    if (depth_ == 2 && InSplit() && member_ == "columns") {
      shape_->names.push_back(scalar.text);
      return true;
    }
    const bool known_place = depth_ == 2 && InSplit() && member_ == "index";
    return known_place || Wrong();
  }

  /// The object on top proves to be the first line's record.
  void BecomeLines() {
    shape_->orient = JsonOrient::kRecords;
    shape_->lines = true;
    BeginRow();
    Name(member_);
  }

  JsonShape* shape_;
  int depth_ = 0;
  bool top_is_object_ = true;
  bool row_open_ = false;
  size_t column_ = 0;
  std::string member_;
};

/// Returns false where the text ends, or is no JSON, before enough is known.
bool ReadDocument(std::string_view text, ShapeReader* reader) {
  return Json::sax_parse(text.begin(), text.end(), reader, Json::input_format_t::json,
                         /*strict=*/false);
}

/// Further lines after the first, for columns that are null in it.
void ReadMoreLines(std::string_view text, JsonShape* shape) {
  for (size_t end = text.find('\n'); end != std::string_view::npos;
       end = text.find('\n')) {
    text.remove_prefix(end + 1);
    const size_t next = text.find('\n');
    if (next == std::string_view::npos || shape->rows >= kInspectedRows) return;
    JsonShape line;
    ShapeReader reader(&line);
    if (!ReadDocument(text.substr(0, next), &reader) || !line.lines) return;
    ++shape->rows;
    const size_t count = std::min(shape->values.size(), line.values.size());
    for (size_t i = 0; i < count; ++i) {
      if (shape->values[i].kind == JsonKind::kNull) {
        shape->values[i] = std::move(line.values[i]);
      }
    }
  }
}

bool FitsType(const JsonScalar& value, ValueType type) {
  switch (type) {
    case ValueType::kInt64:
      return value.kind == JsonKind::kInteger;
    case ValueType::kFloat64:
      return value.kind == JsonKind::kFloat;
    case ValueType::kDate:
      return value.kind == JsonKind::kText && IsDateText(value.text);
    case ValueType::kTimestamp:
      return value.kind == JsonKind::kText && IsTimeText(value.text);
    case ValueType::kBool:
      return value.kind == JsonKind::kBoolean;
    case ValueType::kString:
      return value.kind == JsonKind::kText;
    case ValueType::kStruct:
    case ValueType::kList:
    case ValueType::kMap:
      return value.kind == JsonKind::kNested;
  }
  return false;
}

std::string Describe(const JsonScalar& value) {
  const std::string text = value.text.substr(0, 40);
  return value.kind == JsonKind::kText ? fmt::format("the text '{}'", text) : text;
}

arrow::Status CheckShape(const std::string& path, const JsonShape& shape,
                         const Schema& schema) {
  if (!shape.names_complete) return arrow::Status::OK();
  if (shape.names != NamesOf(schema)) return ColumnsDiffer(path, shape.names, schema);
  for (size_t i = 0; i < std::min(schema.size(), shape.values.size()); ++i) {
    const JsonScalar& value = shape.values[i];
    if (value.kind == JsonKind::kNull || FitsType(value, schema[i].type)) continue;
    return TypeDiffers(path, schema[i], Describe(value));
  }
  return arrow::Status::OK();
}

/// False where the sample is too short to say.
bool ReadShape(const TextSample& sample, JsonShape* shape) {
  ShapeReader reader(shape);
  const bool all_read = ReadDocument(sample.text, &reader);
  if (shape->lines && shape->rows > 0) ReadMoreLines(sample.text, shape);
  const bool enough = all_read || shape->wrong || shape->rows > 0 ||
                      (shape->names_complete && !sample.whole);
  return enough || sample.text.empty();
}

arrow::Status NotATable(const std::string& path) {
  return WriteError(fmt::format(
      "cannot append: '{}' is damaged, or not JSON that holds a table (lines, "
      "orient records, split or index)",
      path));
}

}  // namespace

arrow::Result<DatasetFacts> InspectJson(const std::string& path, Codec codec,
                                        const Schema& schema, const SaidOptions& said) {
  TextSample sample;
  JsonShape shape;
  bool enough = false;
  for (size_t limit : {kSampleBytes, kLargestSampleBytes}) {
    ARROW_ASSIGN_OR_RAISE(sample, ReadTextSample(path, codec, said.encoding, "", limit));
    shape = JsonShape();
    enough = ReadShape(sample, &shape);
    if (enough || sample.whole) break;
  }
  if (!enough || shape.wrong) return NotATable(path);
  ARROW_RETURN_NOT_OK(CheckShape(path, shape, schema));
  DatasetFacts facts;
  facts.has_rows = shape.rows > 0;
  facts.encoding = sample.encoding;
  facts.warnings = sample.warnings;
  // Nothing at all is what a file of lines without rows holds.
  facts.orient = shape.orient.value_or(JsonOrient::kRecords);
  facts.lines = shape.lines || sample.text.empty();
  if (shape.orient == JsonOrient::kSplit) facts.index = shape.index;
  return facts;
}

}  // namespace rand_engine
