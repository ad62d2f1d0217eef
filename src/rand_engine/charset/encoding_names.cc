#include "rand_engine/charset/encoding_names.h"

#include <arrow/result.h>
#include <arrow/status.h>
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "rand_engine/error.h"
#include "rand_engine/spec/nearest_name.h"

namespace rand_engine {
namespace {

constexpr std::string_view kCommonNames =
    "utf-8, utf-8-sig, utf-16, latin-1, cp1252, iso8859-15, ascii, cp1251, koi8-r, "
    "gb18030, big5, shift_jis, cp932, euc_kr";

bool IsAsciiLetterOrDigit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

char ToLower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// What Python's encodings.normalize_encoding makes of a name in lower case. Bytes beyond
/// ASCII stay, so that a name with any is unknown.
std::string Normalize(std::string_view name) {
  std::string normal;
  bool separator = false;
  for (const char c : name) {
    const bool kept = IsAsciiLetterOrDigit(c) || c == '.' || (c & 0x80) != 0;
    if (kept && separator && !normal.empty()) normal += '_';
    if (kept) normal += ToLower(c);
    separator = !kept;
  }
  return normal;
}

const EncodingEntry* FindNormal(std::string_view normal) {
  const auto aliases = EncodingAliases();
  const auto found = std::ranges::lower_bound(aliases, normal, {}, &EncodingAlias::alias);
  if (found == aliases.end() || found->alias != normal) return nullptr;
  return &EncodingEntries()[found->entry];
}

const EncodingEntry* FindEntry(std::string_view name) {
  std::string normal = Normalize(name);
  if (const EncodingEntry* entry = FindNormal(normal)) return entry;
  std::ranges::replace(normal, '.', '_');
  return FindNormal(normal);
}

bool IsRefused(EncodingKind kind) { return kind >= EncodingKind::kStateful; }

/// Canonical names stand first, so that of equally near names they are the ones told.
std::vector<std::string> KnownNames() {
  std::vector<std::string> names;
  for (const EncodingEntry& entry : EncodingEntries()) {
    if (!IsRefused(entry.kind)) names.emplace_back(entry.name);
  }
  for (const EncodingAlias& alias : EncodingAliases()) {
    if (!IsRefused(EncodingEntries()[alias.entry].kind)) names.emplace_back(alias.alias);
  }
  return names;
}

arrow::Status UnknownName(std::string_view name) {
  return OptionError(
      fmt::format("option 'encoding': unknown encoding '{}'{}; allowed are Python's text "
                  "encodings by "
                  "name or alias, the common ones: {}; for example encoding='latin-1'",
                  name, DidYouMean(name, KnownNames()), kCommonNames));
}

std::string_view WhyRefused(EncodingKind kind) {
  switch (kind) {
    case EncodingKind::kStateful:
      return "is stateful: the bytes of a character depend on those before it, so parts "
             "of "
             "a file cannot be made alone";
    case EncodingKind::kPlatform:
      return "exists on Windows only and means whatever is set there; name the code page "
             "itself, for example cp1252";
    case EncodingKind::kNotText:
      return "is one of Python's codecs but not a text encoding";
    default:
      return "is one of Python's special-purpose codecs, not an encoding of text files";
  }
}

}  // namespace

arrow::Result<const EncodingEntry*> FindEncoding(std::string_view name) {
  const EncodingEntry* entry = FindEntry(name);
  if (entry == nullptr) return UnknownName(name);
  if (!IsRefused(entry->kind)) return entry;
  return OptionError(fmt::format(
      "option 'encoding': '{}' {}; common encodings: {}; for example encoding='utf-8'",
      name, WhyRefused(entry->kind), kCommonNames));
}

}  // namespace rand_engine
