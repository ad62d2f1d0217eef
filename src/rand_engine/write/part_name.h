// The names of part files.
//
// A part's UUID (version 8, RFC 9562 section 5.8) begins with its index in 8 hex digits;
// the other bits are a hash of all that decides the content. Names sort in row order, any
// part's name can be computed alone, and an equal name means equal content.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace rand_engine {

/// batch: `part_` + the first 18 characters of the UUID (8-4-4 with dashes);
/// stream: `part-` + all 36.
enum class PartNaming { kBatch, kStream };

/// `suffix` has its dot: ".csv.gz". REQUIRES: content_hash has 16 bytes or more (only the
/// first 16 count, 7 of their nibbles for kBatch).
std::string MakePartName(PartNaming naming, uint32_t index, std::string_view content_hash,
                         std::string_view suffix);

struct PartName {
  PartNaming naming;
  uint32_t index;      ///< the first 8 hex digits
  std::string suffix;  ///< all after the UUID, with its dot
};

/// Recognise a name that MakePartName could have made (any suffix that begins with a dot;
/// lower-case hex; version 8; for kStream also the variant bits); nullopt for every
/// other. Spark's `part-00000-<uuid>.c000.snappy.parquet` is not ours.
std::optional<PartName> ParsePartName(std::string_view name);

}  // namespace rand_engine
