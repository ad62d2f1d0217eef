#include "rand_engine/plan/text_sample.h"

#include <arrow/result.h>
#include <arrow/status.h>
#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "rand_engine/charset/text_encoding.h"
#include "rand_engine/compress/decompress.h"
#include "rand_engine/error.h"
#include "rand_engine/memory/byte_buffer.h"
#include "rand_engine/plan/option_values.h"
#include "rand_engine/plan/text_decoder.h"

namespace rand_engine {
namespace {

struct RawSample {
  std::string bytes;
  bool whole = true;
};

arrow::Result<RawSample> ReadRaw(const std::string& path, Codec codec, size_t limit) {
  RawSample sample;
  ARROW_RETURN_NOT_OK(ReadDecompressed(path, codec, [&](std::string_view piece) {
    sample.bytes.append(piece.substr(0, limit - sample.bytes.size()));
    sample.whole = sample.bytes.size() < limit;
    return sample.whole;
  }));
  return sample;
}

/// The encoding that a byte-order mark stands for; null if there is none.
const char* EncodingByMark(std::string_view bytes) {
  const auto begins = [bytes](std::string_view mark) {
    return bytes.substr(0, mark.size()) == mark;
  };
  if (begins("\xEF\xBB\xBF")) return "utf-8-sig";
  // Before UTF-16, whose mark is the first half of this one.
  if (begins(std::string_view("\xFF\xFE\0\0", 4))) return "utf-32";
  if (begins(std::string_view("\0\0\xFE\xFF", 4))) return "utf-32";
  if (begins("\xFF\xFE") || begins("\xFE\xFF")) return "utf-16";
  return nullptr;
}

/// The bytes without a character that the end of the sample cuts.
std::string_view WholeCharacters(const RawSample& sample) {
  std::string_view bytes = sample.bytes;
  if (sample.whole) return bytes;
  for (size_t back = 1; back <= 3 && back <= bytes.size(); ++back) {
    const auto byte = static_cast<unsigned char>(bytes[bytes.size() - back]);
    if (byte >= 0xC0) return bytes.substr(0, bytes.size() - back);
    if (byte < 0x80) break;
  }
  return bytes;
}

bool LooksLikeUtf8(const RawSample& sample) {
  const std::string_view bytes = WholeCharacters(sample);
  return bytes.find('\0') == std::string_view::npos && IsUtf8(bytes);
}

bool IsAscii(std::string_view bytes) {
  return std::all_of(bytes.begin(), bytes.end(),
                     [](char byte) { return static_cast<signed char>(byte) > 0; });
}

arrow::Status NotThisEncoding(const std::string& path, const std::string& said,
                              const std::string& found) {
  return OptionError(
      fmt::format("option 'encoding': '{}' was said, but '{}' is {}; leave the option "
                  "out, or write to "
                  "another path",
                  said, path, found));
}

arrow::Status CheckAgainstMark(const std::string& path, const std::string& mark,
                               const TextEncoding& said) {
  const bool agrees = said.name() == mark;
  if (agrees) return arrow::Status::OK();
  return NotThisEncoding(path, said.name(),
                         fmt::format("{} by its byte-order mark", mark));
}

/// Check bytes without a byte-order mark against the encoding that was said for them.
arrow::Status CheckSaid(const std::string& path, const RawSample& sample,
                        const TextEncoding& said, std::vector<std::string>* warnings) {
  if (!said.byte_order_mark().empty() &&
      (said.is_utf8() || !IsAscii(WholeCharacters(sample)))) {
    return NotThisEncoding(path, said.name(), "text without a byte-order mark");
  }
  if (!LooksLikeUtf8(sample)) {
    if (!said.is_utf8()) return arrow::Status::OK();
    return NotThisEncoding(path, said.name(), "not valid UTF-8");
  }
  ByteBuffer encoded;
  const std::string_view bytes = WholeCharacters(sample);
  const bool holds_all = !said.Encode(bytes, &encoded).has_value();
  if (holds_all && encoded.view() == bytes) return arrow::Status::OK();
  if (IsAscii(bytes)) return NotThisEncoding(path, said.name(), "ASCII text");
  warnings->push_back(fmt::format(
      "'{}' looks like UTF-8, but option encoding says {}: readers of the dataset may "
      "misread one or the other.",
      path, said.name()));
  return arrow::Status::OK();
}

/// nullopt of an empty file for which nothing was said.
arrow::Result<std::optional<std::string>> FindEncoding(
    const std::string& path, const RawSample& sample,
    const std::optional<std::string>& said, std::vector<std::string>* warnings) {
  const char* mark = EncodingByMark(sample.bytes);
  if (said) {
    if (sample.bytes.empty()) return said;
    ARROW_ASSIGN_OR_RAISE(const TextEncoding encoding, TextEncoding::Find(*said));
    ARROW_RETURN_NOT_OK(mark != nullptr ? CheckAgainstMark(path, mark, encoding)
                                        : CheckSaid(path, sample, encoding, warnings));
    return said;
  }
  if (mark != nullptr) return std::optional<std::string>(mark);
  if (sample.bytes.empty()) return std::optional<std::string>();
  if (LooksLikeUtf8(sample)) return std::optional<std::string>("utf-8");
  return OptionError(fmt::format(
      "option 'encoding': '{}' has no byte-order mark and is not UTF-8, so the dataset's "
      "encoding must be said, for example encoding=\"latin-1\"",
      path));
}

}  // namespace

arrow::Result<TextSample> ReadTextSample(const std::string& path, Codec codec,
                                         const std::optional<std::string>& said,
                                         const std::string& expected, size_t limit) {
  ARROW_ASSIGN_OR_RAISE(const RawSample raw, ReadRaw(path, codec, limit));
  TextSample sample;
  sample.whole = raw.whole;
  ARROW_ASSIGN_OR_RAISE(sample.encoding, FindEncoding(path, raw, said, &sample.warnings));
  if (!sample.encoding) return sample;
  // A Latin or Chinese file that was said to be so is decoded by what was said; UTF-8
  // with another encoding's name on it by its own bytes.
  ARROW_ASSIGN_OR_RAISE(
      const TextEncoding encoding,
      TextEncoding::Find(sample.warnings.empty() ? *sample.encoding : "utf-8"));
  TextDecoder(encoding, TextDecoder::Use::kText, expected)
      .Decode(raw.bytes, &sample.text);
  return sample;
}

}  // namespace rand_engine
