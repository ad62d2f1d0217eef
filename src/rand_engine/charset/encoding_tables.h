// The names and packed code tables of Python's text encodings, as
// scripts/make_encoding_tables.py took them from Python.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace rand_engine {

/// How an encoding's characters become bytes, or why it is refused.
enum class EncodingKind {
  kAscii,
  kLatin1,
  kUtf8,
  kUtf8Signed,   ///< UTF-8 with a byte-order mark
  kUtf16,        ///< little-endian with a byte-order mark
  kUtf16Little,  ///< without one, as the five that follow
  kUtf16Big,
  kUtf32,  ///< little-endian with a byte-order mark
  kUtf32Little,
  kUtf32Big,
  kTable,           ///< a table holds every code
  kGb18030,         ///< a table, and a rule for what lies beyond the basic plane
  kEucKr,           ///< a table, and a rule for the syllables that it does not hold
  kStateful,        ///< refused: a character's bytes depend on those before it
  kNotText,         ///< refused: bytes to bytes or text to text
  kSpecialPurpose,  ///< refused: escapes, host names, codecs' building blocks
  kPlatform,  ///< refused: exists on Windows only, and means what its user set there
};

/// Encodings that were packed together; the order is that of the generated tables.
enum class EncodingFamily { kNone, kSingleByte, kGb, kBig5, kJapanese, kKorean };

struct EncodingEntry {
  std::string_view module;  ///< of Python's package `encodings`: "iso8859_15"
  std::string_view name;    ///< codecs.lookup(...).name: "iso8859-15"
  EncodingKind kind;
  bool ascii_superset;  ///< ASCII text's bytes are its own
  EncodingFamily family;
  uint32_t first_word;  ///< where its table begins in the unpacked family
  uint32_t entry_count;
  uint32_t pair_count;
};

struct EncodingAlias {
  std::string_view alias;  ///< normalised: lower case, single underscores
  uint32_t entry;          ///< index in EncodingEntries()
};

/// Words in the unpacked form and its base64 text.
struct PackedFamily {
  uint32_t word_count;
  std::string_view text;
};

/// All codecs of Python's library, refused ones too, by module.
std::span<const EncodingEntry> EncodingEntries();

/// Aliases and modules, sorted by alias.
std::span<const EncodingAlias> EncodingAliases();

const PackedFamily& GetPackedFamily(EncodingFamily family);

}  // namespace rand_engine
