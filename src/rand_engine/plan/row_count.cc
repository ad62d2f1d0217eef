#include "rand_engine/plan/row_count.h"

#include <arrow/result.h>
#include <arrow/status.h>
#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "rand_engine/charset/text_encoding.h"
#include "rand_engine/compress/decompress.h"
#include "rand_engine/error.h"
#include "rand_engine/plan/parquet_inspection.h"
#include "rand_engine/plan/text_decoder.h"

namespace rand_engine {
namespace {

/// Counts the records of CSV text: line ends (LF, CR LF or CR, as each part has them)
/// outside of quotes. A doubled quote inside a quoted field switches twice, so it needs
/// no care.
class CsvCounter {
 public:
  void Count(std::string_view text) {
    while (!text.empty()) {
      const size_t quote = std::min(text.find('"'), text.size());
      if (!quoted_) CountPlain(text.substr(0, quote));
      if (quote == text.size()) return;
      quoted_ = !quoted_;
      last_ = '"';
      text.remove_prefix(quote + 1);
    }
  }

  /// True unless the text ends inside a quoted field.
  bool whole() const { return !quoted_; }

  int64_t records() const {
    const bool unfinished = last_ != '\0' && last_ != '\n' && last_ != '\r';
    return records_ + (unfinished ? 1 : 0);
  }

 private:
  void CountPlain(std::string_view text) {
    if (text.empty()) return;
    records_ += std::count(text.begin(), text.end(), '\n');
    if (last_ == '\r' && text.front() == '\n') --records_;
    for (size_t at = text.find('\r'); at != std::string_view::npos;
         at = text.find('\r', at + 1)) {
      const bool crlf = at + 1 < text.size() && text[at + 1] == '\n';
      records_ += crlf ? 0 : 1;
    }
    last_ = text.back();
  }

  bool quoted_ = false;
  char last_ = '\0';  ///< outside of quotes
  int64_t records_ = 0;
};

/// Counts the lines that hold anything.
class LineCounter {
 public:
  void Count(std::string_view text) {
    for (char c : text) {
      if (c == '\n') {
        rows_ += filled_ ? 1 : 0;
        filled_ = false;
      } else if (c != ' ' && c != '\t' && c != '\r') {
        filled_ = true;
      }
    }
  }

  int64_t rows() const { return rows_ + (filled_ ? 1 : 0); }

 private:
  bool filled_ = false;
  int64_t rows_ = 0;
};

/// Counts the rows of one JSON document by the depth at which its brackets open.
class DocumentCounter {
 public:
  explicit DocumentCounter(JsonOrient orient) : orient_(orient) {}

  void Count(std::string_view text) {
    for (char c : text) {
      if (in_string_) {
        InString(c);
      } else {
        OutsideString(c);
      }
    }
  }

  /// True if one document began and ended.
  bool whole() const { return begun_ && depth_ == 0 && !in_string_; }

  int64_t rows() const { return rows_; }

 private:
  void InString(char c) {
    if (escaped_) {
      escaped_ = false;
    } else if (c == '\\') {
      escaped_ = true;
    } else if (c == '"') {
      in_string_ = false;
    }
  }

  void OutsideString(char c) {
    switch (c) {
      case '"':
        in_string_ = true;
        return;
      case '{':
      case '[':
        if (IsRow(c)) ++rows_;
        begun_ = true;
        ++depth_;
        return;
      case '}':
      case ']':
        --depth_;
        return;
      default:
        return;
    }
  }

  /// Split's members "columns" and "index" hold no brackets, so those at depth 2 are
  /// rows.
  bool IsRow(char bracket) const {
    if (orient_ == JsonOrient::kSplit) return bracket == '[' && depth_ == 2;
    return bracket == '{' && depth_ == 1;
  }

  JsonOrient orient_;
  bool begun_ = false;
  bool in_string_ = false;
  bool escaped_ = false;
  int depth_ = 0;
  int64_t rows_ = 0;
};

arrow::Status Cut(const std::string& path) {
  return WriteError(fmt::format(
      "cannot count the rows of '{}' (firstRow=\"continue\"): it is damaged or "
      "cut; restore it, or say firstRow as a number",
      path));
}

/// Feed the file's text, as UTF-8 or bytes whose ASCII is that, to `counter`.
template <class Counter>
arrow::Status CountText(const std::string& path, Codec codec, const std::string& encoding,
                        Counter* counter) {
  ARROW_ASSIGN_OR_RAISE(const TextEncoding found, TextEncoding::Find(encoding));
  TextDecoder decoder(found, TextDecoder::Use::kStructure);
  std::string text;
  return ReadDecompressed(path, codec, [&](std::string_view piece) {
    text.clear();
    decoder.Decode(piece, &text);
    counter->Count(text);
    return true;
  });
}

arrow::Result<int64_t> CountCsv(const std::string& path, const PartForm& form) {
  CsvCounter counter;
  ARROW_RETURN_NOT_OK(CountText(path, form.codec, form.csv.encoding, &counter));
  if (!counter.whole()) return Cut(path);
  const int64_t header = form.csv.header ? 1 : 0;
  return std::max<int64_t>(counter.records() - header, 0);
}

arrow::Result<int64_t> CountJson(const std::string& path, const PartForm& form) {
  if (form.json.lines) {
    LineCounter counter;
    ARROW_RETURN_NOT_OK(CountText(path, form.codec, form.json.encoding, &counter));
    return counter.rows();
  }
  DocumentCounter counter(form.json.orient);
  ARROW_RETURN_NOT_OK(CountText(path, form.codec, form.json.encoding, &counter));
  if (!counter.whole()) return Cut(path);
  return counter.rows();
}

}  // namespace

arrow::Result<int64_t> CountRows(const std::string& path, const PartForm& form) {
  switch (form.format) {
    case Format::kCsv:
      return CountCsv(path, form);
    case Format::kJson:
      return CountJson(path, form);
    case Format::kParquet:
      break;
  }
  return CountParquetRows(path);
}

}  // namespace rand_engine
