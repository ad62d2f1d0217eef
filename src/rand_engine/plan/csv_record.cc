#include "rand_engine/plan/csv_record.h"

#include <utility>

namespace rand_engine {
namespace {

class RecordReader {
 public:
  RecordReader(std::string_view text, std::string_view separator, bool whole)
      : rest_(text), separator_(separator), whole_(whole) {}

  std::optional<CsvRecord> Read() {
    CsvRecord record;
    for (;;) {
      std::string field;
      if (!ReadField(&field)) return std::nullopt;
      record.fields.push_back(std::move(field));
      if (Take(separator_)) continue;
      if (rest_.empty() && whole_) return record;
      record.terminator = TakeLineEnd();
      if (record.terminator.empty()) return std::nullopt;
      return record;
    }
  }

  std::string_view rest() const { return rest_; }

 private:
  bool Take(std::string_view wanted) {
    if (rest_.substr(0, wanted.size()) != wanted) return false;
    rest_.remove_prefix(wanted.size());
    return true;
  }

  bool ReadField(std::string* field) {
    return Take("\"") ? ReadQuoted(field) : ReadPlain(field);
  }

  bool ReadQuoted(std::string* field) {
    for (;;) {
      const size_t quote = rest_.find('"');
      if (quote == std::string_view::npos) return false;
      field->append(rest_.substr(0, quote));
      rest_.remove_prefix(quote + 1);
      if (!Take("\"")) return true;
      field->push_back('"');
    }
  }

  bool ReadPlain(std::string* field) {
    size_t end = 0;
    while (end < rest_.size() && rest_[end] != '\n' && rest_[end] != '\r' &&
           rest_.substr(end, separator_.size()) != separator_) {
      ++end;
    }
    if (end == rest_.size() && !whole_) return false;
    field->assign(rest_.substr(0, end));
    rest_.remove_prefix(end);
    return true;
  }

  /// A CR at the end of a cut text could be half of a CR LF: then there is no line end
  /// yet.
  std::string TakeLineEnd() {
    if (rest_ == "\r" && !whole_) return "";
    for (const char* end : {"\r\n", "\n", "\r"}) {
      if (Take(end)) return end;
    }
    return "";
  }

  std::string_view rest_;
  std::string_view separator_;
  bool whole_;
};

}  // namespace

std::optional<CsvRecord> ReadCsvRecord(std::string_view text, std::string_view separator,
                                       bool whole, size_t* position) {
  if (*position >= text.size()) return std::nullopt;
  RecordReader reader(text.substr(*position), separator, whole);
  auto record = reader.Read();
  if (record) *position = text.size() - reader.rest().size();
  return record;
}

std::string QuoteCsvField(std::string_view field) {
  std::string quoted = "\"";
  for (char c : field) {
    quoted += c;
    if (c == '"') quoted += c;
  }
  return quoted + '"';
}

}  // namespace rand_engine
