#include "rand_engine/plan/csv_inspection.h"

#include <arrow/result.h>
#include <arrow/status.h>
#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "rand_engine/charset/utf8_reader.h"
#include "rand_engine/error.h"
#include "rand_engine/plan/csv_record.h"
#include "rand_engine/plan/text_form.h"
#include "rand_engine/plan/text_sample.h"

namespace rand_engine {
namespace {

constexpr size_t kInspectedRecords = 100;

/// The first character of `text`; "" at its end.
std::string FirstCharacter(std::string_view text) {
  char32_t character = 0;
  return std::string(text.substr(0, ReadUtf8(text, &character)));
}

bool IsLetterOrDigit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool FitsType(std::string_view text, ValueType type, const SaidOptions& said) {
  std::string decimal;
  switch (type) {
    case ValueType::kInt64:
      return IsIntegerText(text);
    case ValueType::kFloat64:
      return IsFloatText(text, &decimal);
    case ValueType::kDate:
      return IsDateText(text);
    case ValueType::kTimestamp:
      return said.timestamp_format.has_value() || IsTimeText(text);
    case ValueType::kBool:
      return IsBooleanText(text);
    case ValueType::kString:
      return true;
    case ValueType::kStruct:
    case ValueType::kMap:
      return text.starts_with('{');
    case ValueType::kList:
      return text.starts_with('[');
  }
  return false;
}

/// What the inspected records hold in a column.
struct ColumnSample {
  std::string first;    ///< value that is not missing; "" = none so far
  TextForms forms = 0;  ///< of all its values, if it is a string column
};

/// One part's text on its way to facts.
class CsvInspector {
 public:
  CsvInspector(const std::string& path, const Schema& schema, const SaidOptions& said,
               const TextSample& sample)
      : path_(path), schema_(schema), said_(said), sample_(sample) {}

  /// True if the first record is there in full, whatever separates its fields.
  bool HasRecord() const {
    bool quoted = false;
    for (char c : sample_.text) {
      if (c == '"') quoted = !quoted;
      if (!quoted && (c == '\n' || c == '\r')) return true;
    }
    return false;
  }

  arrow::Result<DatasetFacts> Inspect() {
    facts_.encoding = sample_.encoding;
    facts_.warnings = sample_.warnings;
    if (sample_.text.empty()) return facts_;
    if (!FindHeader() && !FindHeaderless()) {
      return ColumnsDiffer(path_, FirstFields(), schema_);
    }
    ARROW_RETURN_NOT_OK(InspectRecords());
    return facts_;
  }

 private:
  bool is_missing(const std::string& text) const {
    return text.empty() || (said_.missing && text == *said_.missing);
  }

  /// Separators that could be the file's, likelier ones first.
  std::vector<std::string> Separators() const {
    std::vector<std::string> separators = SeparatorsByName();
    if (said_.separator) separators.insert(separators.begin(), *said_.separator);
    for (const char* common : {",", ";", "\t", "|"}) separators.emplace_back(common);
    return separators;
  }

  /// What follows the first column's name, with and without an index column before it.
  std::vector<std::string> SeparatorsByName() const {
    std::vector<std::string> separators;
    if (schema_.empty()) return separators;
    const std::string_view text = sample_.text;
    for (const std::string& name : {schema_[0].name, QuoteCsvField(schema_[0].name)}) {
      if (text.substr(0, name.size()) == name) {
        separators.push_back(FirstCharacter(text.substr(name.size())));
      }
      const std::string first = FirstCharacter(text);
      if (text.substr(first.size(), name.size()) == name) separators.push_back(first);
    }
    std::erase_if(separators, [](const std::string& found) {
      return found.empty() || found.find_first_of("\"\r\n") != std::string::npos;
    });
    return separators;
  }

  std::optional<CsvRecord> FirstRecord(const std::string& separator) {
    position_ = 0;
    return ReadCsvRecord(sample_.text, separator, sample_.whole, &position_);
  }

  /// Leaves `position_` after the header if there is one.
  bool FindHeader() {
    const std::vector<std::string> names = NamesOf(schema_);
    for (const std::string& separator : Separators()) {
      const auto record = FirstRecord(separator);
      if (!record) continue;
      std::vector<std::string> fields = record->fields;
      bool index = false;
      if (fields.size() == names.size() + 1 && fields.front().empty()) {
        fields.erase(fields.begin());
        index = true;
      }
      if (fields != names) continue;
      SetLayout(separator, /*header=*/true, index, *record);
      return true;
    }
    return false;
  }

  bool FindHeaderless() {
    for (const std::string& separator : Separators()) {
      // Without names around it, a letter or digit is rather the beginning of a value.
      if (IsLetterOrDigit(separator[0]) && separator != said_.separator) continue;
      const auto record = FirstRecord(separator);
      if (!record) continue;
      const bool index = record->fields.size() == schema_.size() + 1;
      if (!CouldBeRow(*record, index)) continue;
      SetLayout(separator, /*header=*/false, index, *record);
      position_ = 0;
      return true;
    }
    return false;
  }

  /// True if the record can only be a row: as many fields, all of their types, and
  /// (unless it was said that there is no header) one that no column name could be.
  bool CouldBeRow(const CsvRecord& record, bool index) const {
    if (record.fields.size() != schema_.size() + (index ? 1 : 0)) return false;
    if (index && !IsIntegerText(record.fields.front())) return false;
    bool certain = said_.header == false || index;
    for (size_t i = 0; i < schema_.size(); ++i) {
      const std::string& field = record.fields[i + (index ? 1 : 0)];
      if (is_missing(field)) continue;
      if (!FitsType(field, schema_[i].type, said_)) return false;
      certain = certain || schema_[i].type != ValueType::kString;
    }
    return certain;
  }

  void SetLayout(const std::string& separator, bool header, bool index,
                 const CsvRecord& record) {
    if (record.fields.size() > 1) facts_.separator = separator;
    if (!record.terminator.empty()) facts_.line_terminator = record.terminator;
    facts_.header = header;
    facts_.index = index;
    separator_ = separator;
  }

  /// The first record's fields for a message, split where it makes the most of them.
  std::vector<std::string> FirstFields() {
    std::vector<std::string> most;
    for (const std::string& separator : Separators()) {
      if (IsLetterOrDigit(separator[0]) && separator != said_.separator) continue;
      auto record = FirstRecord(separator);
      if (record && record->fields.size() > most.size()) most = std::move(record->fields);
    }
    return most;
  }

  arrow::Status InspectRecords() {
    std::vector<ColumnSample> columns(schema_.size());
    for (size_t count = 0; count < kInspectedRecords; ++count) {
      const auto record =
          ReadCsvRecord(sample_.text, separator_, sample_.whole, &position_);
      if (!record) break;
      facts_.has_rows = true;
      const size_t first = *facts_.index ? 1 : 0;
      if (record->fields.size() != schema_.size() + first) {
        return WrongNumberOfFields(record->fields.size(), schema_.size() + first);
      }
      ARROW_RETURN_NOT_OK(InspectFields(*record, first, &columns));
    }
    return CheckTexts(columns);
  }

  arrow::Status WrongNumberOfFields(size_t found, size_t wanted) const {
    return OptionError(
        fmt::format("cannot append: '{}' has a line of {} fields where {} columns are "
                    "expected; it is damaged, or separated otherwise (option sep)",
                    path_, found, wanted));
  }

  arrow::Status InspectFields(const CsvRecord& record, size_t first,
                              std::vector<ColumnSample>* columns) {
    for (size_t i = 0; i < schema_.size(); ++i) {
      const std::string& field = record.fields[first + i];
      if (is_missing(field)) continue;
      ColumnSample& column = (*columns)[i];
      if (schema_[i].type == ValueType::kString) column.forms |= FormOf(field);
      if (!column.first.empty()) continue;
      column.first = field;
      if (!FitsType(field, schema_[i].type, said_)) {
        return TypeDiffers(path_, schema_[i],
                           fmt::format("'{}'{}", field.substr(0, 40), Hint(i)));
      }
      if (schema_[i].type == ValueType::kFloat64) TakeDecimal(field);
    }
    return arrow::Status::OK();
  }

  /// Texts are no part of a column of numbers, dates and the like, unless some of them
  /// could be such a value: then the column may have been made by the same options.
  arrow::Status CheckTexts(const std::vector<ColumnSample>& columns) const {
    for (size_t i = 0; i < schema_.size(); ++i) {
      const TextForms forms = columns[i].forms;
      if (forms == 0 || (forms & (schema_[i].text_forms | kPlainText)) != 0) continue;
      return TypeDiffers(
          path_, schema_[i],
          fmt::format("only values such as '{}'", columns[i].first.substr(0, 40)));
    }
    return arrow::Status::OK();
  }

  const char* Hint(size_t column) const {
    if (schema_[column].type == ValueType::kTimestamp) {
      return " (if the dataset's times have a form of their own, say it by "
             "timestampFormat)";
    }
    if (schema_[column].nullable && !said_.missing) {
      return " (if that stands for a missing value, say it by na_rep)";
    }
    return "";
  }

  void TakeDecimal(const std::string& field) {
    std::string decimal;
    if (IsFloatText(field, &decimal) && !decimal.empty() && !facts_.decimal) {
      facts_.decimal = decimal;
    }
  }

  const std::string& path_;
  const Schema& schema_;
  const SaidOptions& said_;
  const TextSample& sample_;
  DatasetFacts facts_;
  std::string separator_;
  size_t position_ = 0;
};

std::string AllNames(const Schema& schema) {
  std::string all;
  for (const ColumnSchema& column : schema) all += column.name;
  return all;
}

}  // namespace

arrow::Result<DatasetFacts> InspectCsv(const std::string& path, Codec codec,
                                       const Schema& schema, const SaidOptions& said) {
  const std::string expected = AllNames(schema);
  ARROW_ASSIGN_OR_RAISE(TextSample sample, ReadTextSample(path, codec, said.encoding,
                                                          expected, kSampleBytes));
  if (!sample.whole && !CsvInspector(path, schema, said, sample).HasRecord()) {
    ARROW_ASSIGN_OR_RAISE(sample, ReadTextSample(path, codec, said.encoding, expected,
                                                 kLargestSampleBytes));
  }
  return CsvInspector(path, schema, said, sample).Inspect();
}

}  // namespace rand_engine
