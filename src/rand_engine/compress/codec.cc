#include "rand_engine/compress/codec.h"

#include <arrow/util/config.h>
#include <bzlib.h>
#include <fmt/format.h>
#include <isa-l.h>
#include <lzma.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>

namespace rand_engine {
namespace {

constexpr LevelRange kNoLevels;

std::vector<CodecInfo> MakeCodecs() {
  // codec, name, aliases, suffix, external, parquet, external levels, parquet levels
  return {
      {Codec::kNone, "none", {"uncompressed"}, "", true, true, kNoLevels, kNoLevels},
      {Codec::kGzip, "gzip", {"gz"}, ".gz", true, true, {0, 9}, {1, 9}},
      {Codec::kBzip2, "bz2", {"bzip2"}, ".bz2", true, false, {1, 9}, kNoLevels},
      {Codec::kZip, "zip", {}, ".zip", true, false, {0, 9}, kNoLevels},
      {Codec::kXz, "xz", {}, ".xz", true, false, {0, 9}, kNoLevels},
      {Codec::kZstd, "zstd", {"zst"}, ".zst", true, true, {1, 22}, {1, 22}},
      {Codec::kSnappy, "snappy", {}, "", false, true, kNoLevels, kNoLevels},
      {Codec::kLz4, "lz4", {}, "", false, true, kNoLevels, kNoLevels},
      {Codec::kBrotli, "brotli", {}, "", false, true, kNoLevels, {0, 11}},
  };
}

char LowerAscii(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool EqualIgnoringCase(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return LowerAscii(x) == LowerAscii(y); });
}

bool IsCalled(const CodecInfo& info, std::string_view name) {
  return EqualIgnoringCase(info.name, name) ||
         std::any_of(
             info.aliases.begin(), info.aliases.end(),
             [name](const std::string& alias) { return EqualIgnoringCase(alias, name); });
}

template <class Predicate>
const CodecInfo* FindIf(Predicate predicate) {
  const auto found = std::find_if(Codecs().begin(), Codecs().end(), predicate);
  return found == Codecs().end() ? nullptr : &*found;
}

// ISA-L tells its version at compile time only.
std::string DeflateVersion() {
  return fmt::format("zlib {}, isa-l {}.{}.{}", zlibVersion(), ISAL_MAJOR_VERSION,
                     ISAL_MINOR_VERSION, ISAL_PATCH_VERSION);
}

// "1.0.8, 13-Jul-2019" -> "1.0.8"
std::string_view Bzip2Version() {
  const std::string_view version = BZ2_bzlibVersion();
  return version.substr(0, version.find(','));
}

}  // namespace

const std::vector<CodecInfo>& Codecs() {
  static const std::vector<CodecInfo> codecs = MakeCodecs();
  return codecs;
}

const CodecInfo& GetCodec(Codec codec) {
  return *FindIf([codec](const CodecInfo& info) { return info.codec == codec; });
}

const CodecInfo* FindCodec(std::string_view name) {
  return FindIf([name](const CodecInfo& info) { return IsCalled(info, name); });
}

const CodecInfo* FindCodecBySuffix(std::string_view suffix) {
  if (suffix.empty()) return nullptr;
  return FindIf([suffix](const CodecInfo& info) {
    return info.external && EqualIgnoringCase(info.suffix, suffix);
  });
}

std::string CodecLibraryVersion(Codec codec) {
  switch (codec) {
    case Codec::kNone:
      return "";
    case Codec::kGzip:
      return DeflateVersion();
    case Codec::kZip:
      return DeflateVersion() + ", minizip " RAND_ENGINE_MINIZIP_VERSION;
    case Codec::kBzip2:
      return fmt::format("bzip2 {}", Bzip2Version());
    case Codec::kXz:
      return fmt::format("liblzma {}", lzma_version_string());
    case Codec::kZstd:
      return fmt::format("zstd {}", ZSTD_versionString());
    case Codec::kSnappy:
    case Codec::kLz4:
    case Codec::kBrotli:
      break;
  }
  return fmt::format("arrow {}", ARROW_VERSION_STRING);
}

}  // namespace rand_engine
