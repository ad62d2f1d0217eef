#include "rand_engine/methods/anomalies.h"

#include <arrow/result.h>
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "rand_engine/domain/calendar.h"
#include "rand_engine/domain/time_text.h"
#include "rand_engine/methods/anomaly_kinds.h"
#include "rand_engine/spec/nearest_name.h"

namespace rand_engine {
namespace {

// A longer one in every other row would need too much memory.
constexpr size_t kLongestText = 65'536;

/// What a column can hold.
class Holder {
 public:
  explicit Holder(const ColumnRecipe& recipe) : type_(TypeOf(recipe.domain)) {
    for (const IntegerTypeInfo& integer : IntegerTypes()) {
      if (integer.type == recipe.storage) integers_ = integer;
    }
  }

  bool is_text() const { return type_ == ValueType::kString; }
  bool is_boolean() const { return type_ == ValueType::kBool; }
  bool is_nested() const { return IsNested(type_); }

  /// Add a value; false if it is none of the column's type.
  bool Add(const Value& value, AnomalyValues* values) const {
    switch (type_) {
      case ValueType::kInt64: {
        const auto number = value.is_number() ? value.ToInt64() : std::nullopt;
        return number && AddInteger(*number, values);
      }
      case ValueType::kFloat64: {
        const auto number = value.is_number() ? value.ToDouble() : std::nullopt;
        if (number) values->floats.push_back(*number);
        return number.has_value();
      }
      case ValueType::kDate:
        return value.is_string() && AddDay(value.text(), values);
      case ValueType::kTimestamp:
        return value.is_string() && AddTime(value.text(), values);
      default:
        if (!value.is_string() || value.text().size() > kLongestText) return false;
        values->texts.push_back(value.text());
        return true;
    }
  }

  /// Add what there is of a kind; false if there is nothing.
  bool AddKind(const AnomalyKind& kind, AnomalyValues* values) const {
    bool added = false;
    switch (type_) {
      case ValueType::kInt64:
        for (int64_t number : kind.integers) {
          if (kind.name == "extremes") {
            number = std::clamp(number, integers_.min, integers_.max);
          }
          added |= AddInteger(number, values);
        }
        return added;
      case ValueType::kFloat64:
        values->floats.insert(values->floats.end(), kind.floats.begin(),
                              kind.floats.end());
        return !kind.floats.empty();
      case ValueType::kDate:
        for (const std::string& day : kind.days) added |= AddDay(day, values);
        return added;
      case ValueType::kTimestamp:
        for (const std::string& time : kind.times) added |= AddTime(time, values);
        return added;
      case ValueType::kBool:
      case ValueType::kStruct:
      case ValueType::kList:
      case ValueType::kMap:
        return false;
      case ValueType::kString:
        values->texts.insert(values->texts.end(), kind.texts.begin(), kind.texts.end());
        return !kind.texts.empty();
    }
    return false;
  }

  /// "a whole number from 0 to 255 or one of the kinds zero, negative, extremes"
  std::string Wanted() const {
    return fmt::format("{} or one of the kinds {}", WantedValue(), JoinNames(Kinds()));
  }

  std::vector<std::string> Kinds() const {
    std::vector<std::string> names;
    for (const AnomalyKind& kind : AnomalyKinds()) {
      AnomalyValues ignored;
      if (AddKind(kind, &ignored)) names.push_back(kind.name);
    }
    return names;
  }

 private:
  bool AddInteger(int64_t number, AnomalyValues* values) const {
    if (number < integers_.min || number > integers_.max) return false;
    values->integers.push_back(number);
    return true;
  }

  static bool AddDay(const std::string& text, AnomalyValues* values) {
    const auto day = ParseDate(text);
    if (day) values->integers.push_back(*day);
    return day.has_value();
  }

  static bool AddTime(const std::string& text, AnomalyValues* values) {
    const auto us = ParseTime(text);
    if (us.ok()) values->integers.push_back(*us);
    return us.ok();
  }

  std::string WantedValue() const {
    switch (type_) {
      case ValueType::kInt64:
        return fmt::format("a whole number from {} to {}", integers_.min, integers_.max);
      case ValueType::kFloat64:
        return "a number";
      case ValueType::kDate:
        return "a date \"YYYY-MM-DD\"";
      case ValueType::kTimestamp:
        return "a time such as \"2024-05-01T12:30:00\"";
      default:
        return fmt::format("a text of at most {} bytes", kLongestText);
    }
  }

  ValueType type_;
  IntegerTypeInfo integers_{StorageType::kNative, "int64", INT64_MIN, INT64_MAX};
};

const AnomalyKind* FindKind(const std::string& name) {
  for (const AnomalyKind& kind : AnomalyKinds()) {
    if (kind.name == name) return &kind;
  }
  return nullptr;
}

/// The list of a column for all that its member gives.
class ListReader {
 public:
  ListReader(const Value& list, bool is_alone, const ReportMistake& report)
      : list_(list),
        is_alone_(is_alone),
        report_(report),
        is_used_(list.items().size()) {}

  AnomalyValues Read(const NamedRecipe& column) {
    const Holder holder(column.recipe);
    AnomalyValues values;
    bool has_some = false;
    for (size_t i = 0; i < is_used_.size(); ++i) {
      const bool fits = Add(list_.items()[i], holder, &values);
      has_some |= fits;
      if (fits) is_used_[i] = true;
    }
    // What no column takes, Finish reports.
    if (has_some || is_alone_) return values;
    report_(list_.position(),
            fmt::format("anomalies has nothing for \"{}\", which takes {}", column.name,
                        holder.Wanted()),
            "anomalies");
    return values;
  }

  /// Report what is for none of the columns.
  void Finish(const std::vector<NamedRecipe>& columns) const {
    for (size_t i = 0; i < is_used_.size(); ++i) {
      if (is_used_[i]) continue;
      const Value& item = list_.items()[i];
      const Holder holder(columns[0].recipe);
      const std::string wanted =
          is_alone_ ? holder.Wanted() : "of the type of one of the member's columns";
      report_(item.position(),
              fmt::format("anomalies[{}] must be {}, got {}{}", i, wanted,
                          item.Describe(), Hint(item, holder)),
              "anomalies");
    }
  }

 private:
  // A name of a kind is that kind, if there is something of it for the column.
  static bool Add(const Value& item, const Holder& holder, AnomalyValues* values) {
    if (item.is_object()) {
      const Value* literal = item.members().size() == 1 ? item.Find("value") : nullptr;
      return literal != nullptr && holder.Add(*literal, values);
    }
    const AnomalyKind* kind = item.is_string() ? FindKind(item.text()) : nullptr;
    if (kind != nullptr && holder.AddKind(*kind, values)) return true;
    return holder.Add(item, values);
  }

  static std::string Hint(const Value& item, const Holder& holder) {
    if (item.is_null()) return "; missing values are what null_rate gives";
    return item.is_string() ? DidYouMean(item.text(), holder.Kinds()) : "";
  }

  const Value& list_;
  bool is_alone_;  ///< the member gives one column
  const ReportMistake& report_;
  std::vector<bool> is_used_;
};

AnomalyValues AllKinds(const ColumnRecipe& recipe) {
  const Holder holder(recipe);
  AnomalyValues values;
  for (const AnomalyKind& kind : AnomalyKinds()) holder.AddKind(kind, &values);
  return values;
}

// False if something else than a list, or an empty one, stands there; reported here or by
// the table of keys.
bool IsList(const Value& anomalies, const Value* rate, const ReportMistake& report) {
  if (!anomalies.is_list()) return false;
  if (rate == nullptr || rate->is_null()) {
    report(anomalies.position(),
           "anomalies need anomaly_rate, the share of rows that have one, e.g. 0.01",
           "anomalies");
    return false;
  }
  if (!anomalies.items().empty()) return true;
  report(anomalies.position(),
         "anomalies must list a value at least; leave it out for all kinds that there "
         "are",
         "anomalies");
  return false;
}

}  // namespace

void ReadAnomalies(const Value& column, std::vector<NamedRecipe>* columns,
                   const ReportMistake& report) {
  const Value* rate = column.Find("anomaly_rate");
  const Value* list = column.Find("anomalies");
  const bool has_list = list != nullptr && !list->is_null();
  if (columns->empty() || (has_list && !IsList(*list, rate, report))) return;
  if (rate == nullptr || !rate->is_number()) return;
  if ((*columns)[0].recipe.hidden) {
    report(rate->position(),
           "anomaly_rate of a hidden column would show nowhere, since other columns read "
           "its values without anomalies; put it on them",
           "anomaly_rate");
    return;
  }
  if (Holder((*columns)[0].recipe).is_nested()) {
    report(
        rate->position(),
        "anomaly_rate is for plain values; give it to the parts (fields, items, values)",
        "anomaly_rate");
    return;
  }
  for (const NamedRecipe& each : *columns) {
    if (!Holder(each.recipe).is_boolean()) continue;
    report(rate->position(),
           "anomaly_rate: a column of true and false has no other value; make it one of "
           "texts, or leave anomaly_rate out",
           "anomaly_rate");
    return;
  }
  std::optional<ListReader> reader;
  if (has_list) reader.emplace(*list, columns->size() == 1, report);
  for (size_t i = 0; i < columns->size(); ++i) {
    NamedRecipe& each = (*columns)[i];
    each.recipe.anomalies = {ReadRate(column, "anomaly_rate"),
                             reader ? reader->Read(each) : AllKinds(each.recipe), i};
  }
  if (reader) reader->Finish(*columns);
}

}  // namespace rand_engine
