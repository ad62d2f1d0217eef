// The table of codecs: names, suffixes, levels, where each may be used.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rand_engine {

enum class Codec { kNone, kGzip, kBzip2, kZip, kXz, kZstd, kSnappy, kLz4, kBrotli };

/// Levels of a codec in one use; min > max means that the codec takes no level there.
struct LevelRange {
  int min = 1;
  int max = 0;
  bool empty() const { return min > max; }
};

struct CodecInfo {
  Codec codec;
  std::string name;                  ///< as users write it: "gzip"
  std::vector<std::string> aliases;  ///< other accepted names: "gz"
  std::string suffix;                ///< of external compression, with dot; "" if none
  bool external;                     ///< may compress CSV and JSON as a whole
  bool parquet;                      ///< may compress Parquet pages
  LevelRange external_levels;
  LevelRange parquet_levels;
};

/// All codecs, kNone ("none", aliases "uncompressed") first.
const std::vector<CodecInfo>& Codecs();

const CodecInfo& GetCodec(Codec codec);

/// Find by name or alias, any case; null if unknown.
const CodecInfo* FindCodec(std::string_view name);

/// Find an external codec by a path's last suffix (".gz", any case); null if none.
const CodecInfo* FindCodecBySuffix(std::string_view suffix);

/// "zlib 1.2.13, isa-l 2.30.0": the library versions on which this codec's bytes depend.
std::string CodecLibraryVersion(Codec codec);

}  // namespace rand_engine
