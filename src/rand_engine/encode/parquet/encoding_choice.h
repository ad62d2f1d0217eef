// Which encoding a column chunk takes: the one with the fewest estimated bytes.
#pragma once

#include <cstdint>

#include "rand_engine/encode/parquet/parquet_values.h"

namespace rand_engine {

enum class PageEncoding {
  kFullDictionary,   ///< the whole domain is the dictionary, codes are the indices
  kUsedDictionary,   ///< the dictionary holds the codes that come up
  kDelta,            ///< DELTA_BINARY_PACKED
  kByteStreamSplit,  ///< BYTE_STREAM_SPLIT
  kPlain,
};

struct ChunkShape {
  int64_t rows = 0;
  bool compressed = false;
  bool nullable = false;  ///< one code means "missing": it is in no dictionary
  bool follows_row_number = false;
};

/// Choose from domain and rows alone, by integers and IEEE basic operations, so that
/// every machine chooses alike.
PageEncoding ChooseEncoding(const ParquetValues& values, const ChunkShape& shape);

/// True if codes that are independent and equally likely, `size` of them, are packed as
/// indices so tightly that no codec gains: they fill 15 of 16 bits, and all where bytes,
/// at which codecs look, hold whole codes.
bool IsTightlyPacked(PageEncoding encoding, uint64_t size);

/// Bits that hold the numbers [0, count): 0 for one, 1 for two, ...
int BitWidth(uint64_t count);

}  // namespace rand_engine
