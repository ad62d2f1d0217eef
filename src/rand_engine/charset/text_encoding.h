// From UTF-8 to the encoding that the user asked for (option `encoding` of CSV and JSON).
//
// Names and bytes are those of Python's str.encode: names, aliases and code tables were
// taken from Python (scripts/make_encoding_tables.py), and no C library has a say.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "rand_engine/memory/byte_buffer.h"

namespace arrow {
template <class T>
class Result;
}  // namespace arrow

namespace rand_engine {

struct EncodingData;

/// A text encoding without state: a text's bytes are those of its pieces, joined (but for
/// the few pairs of characters that have one code; cut text between fields only). Cheap
/// to copy, immutable, thread-safe.
class TextEncoding {
 public:
  /// UTF-8.
  TextEncoding();

  /// Find by Python's name or alias (any case; '-', '_' and ' ' alike). An OptionError
  /// with the nearest name and the common ones for an unknown name; one that says why for
  /// stateful encodings (iso2022_*, hz, utf_7) and for codecs that are no encodings of
  /// text files (base64, rot13, mbcs, idna, unicode_escape, ...).
  static arrow::Result<TextEncoding> Find(std::string_view name);

  /// Python's canonical name, codecs.lookup(...).name: "utf-8", "iso8859-1", "cp1252".
  const std::string& name() const;

  /// Bytes at the start of a file, empty but for utf-8-sig, utf-16 and utf-32 (the last
  /// two little-endian). Encode never writes them.
  std::string_view byte_order_mark() const;

  /// True of utf-8 and utf-8-sig: text may be written as it is.
  bool is_utf8() const;

  /// True if pure ASCII text may be written as it is. False of UTF-16 and UTF-32, of
  /// EBCDIC code pages, and of a few others (shift_jis_2004 has no plain backslash).
  bool is_ascii_superset() const;

  /// Append the encoded form of UTF-8 `text` to `out`. Returns nullopt, or the byte
  /// offset in `text` of the first character that the encoding cannot hold (or of
  /// malformed UTF-8); then `out` holds what it held before.
  std::optional<size_t> Encode(std::string_view text, ByteBuffer* out) const;

  /// True if all of `text` can be encoded; else sets `bad_offset` (may be null) as Encode
  /// returns it.
  bool CanEncode(std::string_view text, size_t* bad_offset) const;

 private:
  explicit TextEncoding(const EncodingData* data) : data_(data) {}

  const EncodingData* data_;  ///< lives as long as the process
};

}  // namespace rand_engine
