#include "rand_engine/charset/text_encoding.h"

#include <arrow/result.h>
#include <arrow/status.h>

#include <array>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <utility>

#include "rand_engine/charset/code_table.h"
#include "rand_engine/charset/encoding_names.h"
#include "rand_engine/charset/encoding_tables.h"
#include "rand_engine/charset/utf8_reader.h"

namespace rand_engine {

struct EncodingData {
  std::string name;
  EncodingKind kind;
  bool ascii_superset;
  std::optional<CodeTable> table;
};

namespace {

using Kind = EncodingKind;

/// Most bytes that one byte of UTF-8 becomes.
size_t MaxGrowth(Kind kind) {
  switch (kind) {
    case Kind::kUtf32:
    case Kind::kUtf32Little:
    case Kind::kUtf32Big:
      return 4;
    case Kind::kEucKr:
      return 3;  // eight bytes for a syllable's three
    default:
      return 2;  // four bytes of GB 18030 for two; two of UTF-16 for one
  }
}

template <int kBytes>
char* PutBig(uint32_t number, char* end) {
  for (int shift = 8 * (kBytes - 1); shift >= 0; shift -= 8) {
    *end++ = static_cast<char>(number >> shift);
  }
  return end;
}

template <int kBytes>
char* PutLittle(uint32_t number, char* end) {
  for (int shift = 0; shift < 8 * kBytes; shift += 8) {
    *end++ = static_cast<char>(number >> shift);
  }
  return end;
}

char* PutCode(uint32_t code, char* end) {
  if (code < 0x100) return PutBig<1>(code, end);
  if (code < 0x10000) return PutBig<2>(code, end);
  if (code < 0x1000000) return PutBig<3>(code, end);
  return PutBig<4>(code, end);
}

template <char* (*kPutUnit)(uint32_t, char*)>
char* PutUtf16(char32_t character, char* end) {
  if (character < 0x10000) return kPutUnit(character, end);
  const char32_t rest = character - 0x10000;
  end = kPutUnit(0xD800 | rest >> 10, end);
  return kPutUnit(0xDC00 | (rest & 0x3FF), end);
}

/// GB 18030 beyond the basic plane: four bytes that count up from 90 30 81 30, their
/// digits in bases 126, 10, 126 and 10.
char* PutGb18030Supplementary(char32_t character, char* end) {
  const uint32_t number = character - 0x10000;
  *end++ = static_cast<char>(0x90 + number / 12600);
  *end++ = static_cast<char>(0x30 + number / 1260 % 10);
  *end++ = static_cast<char>(0x81 + number / 10 % 126);
  *end++ = static_cast<char>(0x30 + number % 10);
  return end;
}

bool IsHangulSyllable(char32_t character) {
  return character >= 0xAC00 && character <= 0xD7A3;
}

/// KS X 1001, annex 3: a syllable outside the table is the filler A4 D4 and its three
/// letters, each as a code of row A4 (the filler again for a missing last one).
char* PutHangulMakeUp(char32_t character, char* end) {
  static constexpr unsigned char kFirst[] = {0xA1, 0xA2, 0xA4, 0xA7, 0xA8, 0xA9, 0xB1,
                                             0xB2, 0xB3, 0xB5, 0xB6, 0xB7, 0xB8, 0xB9,
                                             0xBA, 0xBB, 0xBC, 0xBD, 0xBE};
  static constexpr unsigned char kLast[] = {
      0xD4, 0xA1, 0xA2, 0xA3, 0xA4, 0xA5, 0xA6, 0xA7, 0xA9, 0xAA, 0xAB, 0xAC, 0xAD, 0xAE,
      0xAF, 0xB0, 0xB1, 0xB2, 0xB4, 0xB5, 0xB6, 0xB7, 0xB8, 0xBA, 0xBB, 0xBC, 0xBD, 0xBE};
  const uint32_t number = character - 0xAC00;
  end = PutBig<4>(0xA4D4A400u | kFirst[number / 588], end);
  return PutBig<4>(0xA400A400u | (0xBF + number / 28 % 21) << 16 | kLast[number % 28],
                   end);
}

/// Writes single characters of a table; null where the encoding does not hold one.
class TableWriter {
 public:
  explicit TableWriter(const EncodingData& data)
      : kind_(data.kind), table_(*data.table) {}

  char* operator()(char32_t character, char* end) const {
    if (character == 0) return PutBig<1>(0, end);
    if (const uint32_t code = table_.Find(character)) return PutCode(code, end);
    if (kind_ == Kind::kGb18030 && character >= 0x10000) {
      return PutGb18030Supplementary(character, end);
    }
    if (kind_ == Kind::kEucKr && IsHangulSyllable(character)) {
      return PutHangulMakeUp(character, end);
    }
    return nullptr;
  }

 private:
  Kind kind_;
  const CodeTable& table_;
};

/// What became of a text: where it stopped, and the end of the bytes written.
struct Outcome {
  std::optional<size_t> bad_offset;
  char* end;
};

/// Encode `text` to `end`. `put(character, end)` returns the new end, or null.
template <class Put>
Outcome EncodeEach(std::string_view text, bool copy_ascii, char* end, Put put) {
  size_t at = 0;
  while (at < text.size()) {
    if (copy_ascii) {
      const size_t run = AsciiRunLength(text.substr(at));
      std::memcpy(end, text.data() + at, run);
      end += run;
      at += run;
      if (at == text.size()) break;
    }
    char32_t character = 0;
    const size_t length = ReadUtf8(text.substr(at), &character);
    char* next = length == 0 ? nullptr : put(character, end);
    if (next == nullptr) return {at, end};
    end = next;
    at += length;
  }
  return {std::nullopt, end};
}

/// As EncodeEach, for tables in which some pairs of characters have one code.
Outcome EncodeWithPairs(std::string_view text, const EncodingData& data, char* end) {
  const TableWriter put(data);
  size_t at = 0;
  while (at < text.size()) {
    char32_t first = 0;
    char32_t second = 0;
    const size_t length = ReadUtf8(text.substr(at), &first);
    if (length == 0) return {at, end};
    const size_t second_length = ReadUtf8(text.substr(at + length), &second);
    const uint32_t code = second_length == 0 ? 0 : data.table->FindPair(first, second);
    char* next = code != 0 ? PutCode(code, end) : put(first, end);
    if (next == nullptr) return {at, end};
    end = next;
    at += length + (code != 0 ? second_length : 0);
  }
  return {std::nullopt, end};
}

Outcome EncodeBelow(char32_t limit, std::string_view text, char* end) {
  return EncodeEach(text, true, end, [limit](char32_t character, char* at) {
    return character < limit ? PutBig<1>(character, at) : nullptr;
  });
}

/// Well-formed text as it is.
Outcome EncodeUtf8(std::string_view text, char* end) {
  size_t at = AsciiRunLength(text);
  while (at < text.size()) {
    char32_t character = 0;
    const size_t length = ReadUtf8(text.substr(at), &character);
    if (length == 0) return {at, end};
    at += length;
    at += AsciiRunLength(text.substr(at));
  }
  std::memcpy(end, text.data(), text.size());
  return {std::nullopt, end + text.size()};
}

/// REQUIRES: `text` is not empty, and MaxGrowth times its size fits at `end`.
Outcome EncodeText(const EncodingData& data, std::string_view text, char* end) {
  switch (data.kind) {
    case Kind::kAscii:
      return EncodeBelow(0x80, text, end);
    case Kind::kLatin1:
      return EncodeBelow(0x100, text, end);
    case Kind::kUtf8:
    case Kind::kUtf8Signed:
      return EncodeUtf8(text, end);
    case Kind::kUtf16:
    case Kind::kUtf16Little:
      return EncodeEach(text, false, end, PutUtf16<PutLittle<2>>);
    case Kind::kUtf16Big:
      return EncodeEach(text, false, end, PutUtf16<PutBig<2>>);
    case Kind::kUtf32:
    case Kind::kUtf32Little:
      return EncodeEach(text, false, end, PutLittle<4>);
    case Kind::kUtf32Big:
      return EncodeEach(text, false, end, PutBig<4>);
    default:
      if (data.table->has_pairs()) return EncodeWithPairs(text, data, end);
      return EncodeEach(text, data.ascii_superset, end, TableWriter(data));
  }
}

arrow::Result<std::unique_ptr<EncodingData>> MakeData(const EncodingEntry& entry) {
  auto data = std::make_unique<EncodingData>(EncodingData{
      std::string(entry.name), entry.kind, entry.ascii_superset, std::nullopt});
  if (entry.family != EncodingFamily::kNone) {
    ARROW_ASSIGN_OR_RAISE(data->table, CodeTable::Unpack(entry));
  }
  return data;
}

/// Made once for each encoding that was asked for, and never freed: copies of a
/// TextEncoding point there.
arrow::Result<const EncodingData*> SharedData(const EncodingEntry& entry) {
  static auto& mutex = *new std::mutex;
  static auto& made = *new std::map<std::string_view, std::unique_ptr<EncodingData>>;
  const std::lock_guard lock(mutex);
  const auto found = made.find(entry.module);
  if (found != made.end()) return found->second.get();
  ARROW_ASSIGN_OR_RAISE(std::unique_ptr<EncodingData> data, MakeData(entry));
  return made.emplace(entry.module, std::move(data)).first->second.get();
}

const EncodingData* Utf8Data() {
  static const auto& data = *new EncodingData{"utf-8", Kind::kUtf8, true, std::nullopt};
  return &data;
}

}  // namespace

TextEncoding::TextEncoding() : data_(Utf8Data()) {}

arrow::Result<TextEncoding> TextEncoding::Find(std::string_view name) {
  ARROW_ASSIGN_OR_RAISE(const EncodingEntry* entry, FindEncoding(name));
  ARROW_ASSIGN_OR_RAISE(const EncodingData* data, SharedData(*entry));
  return TextEncoding(data);
}

const std::string& TextEncoding::name() const { return data_->name; }

std::string_view TextEncoding::byte_order_mark() const {
  switch (data_->kind) {
    case Kind::kUtf8Signed:
      return "\xEF\xBB\xBF";
    case Kind::kUtf16:
      return "\xFF\xFE";
    case Kind::kUtf32:
      return {"\xFF\xFE\0\0", 4};
    default:
      return {};
  }
}

bool TextEncoding::is_utf8() const {
  return data_->kind == Kind::kUtf8 || data_->kind == Kind::kUtf8Signed;
}

bool TextEncoding::is_ascii_superset() const { return data_->ascii_superset; }

std::optional<size_t> TextEncoding::Encode(std::string_view text, ByteBuffer* out) const {
  if (text.empty()) return std::nullopt;
  const size_t start = out->size();
  out->Reserve(start + text.size() * MaxGrowth(data_->kind));
  const Outcome outcome = EncodeText(*data_, text, out->data() + start);
  if (outcome.bad_offset.has_value()) return outcome.bad_offset;
  out->Resize(static_cast<size_t>(outcome.end - out->data()));
  return std::nullopt;
}

bool TextEncoding::CanEncode(std::string_view text, size_t* bad_offset) const {
  ByteBuffer unused;
  const std::optional<size_t> bad = Encode(text, &unused);
  if (bad.has_value() && bad_offset != nullptr) *bad_offset = *bad;
  return !bad.has_value();
}

}  // namespace rand_engine
