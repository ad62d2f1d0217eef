// The ordered side of Parquet: pages into a file, their places into page index and
// footer.
#pragma once

#include <arrow/util/type_fwd.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "rand_engine/encode/parquet/parquet_encoder.h"

namespace rand_engine {

/// The column in which pandas keeps the index of a data frame.
inline constexpr const char kPandasIndexName[] = "__index_level_0__";

struct FileShape {
  int64_t rows = 0;
  int64_t row_group_rows = 0;
  Codec codec = Codec::kNone;
  bool has_pandas_index = false;
  Schema schema;
  std::vector<PhysicalType> types;  ///< of the leaves of `schema`
};

arrow::Result<std::unique_ptr<ParquetFileWriter>> MakeParquetFileWriter(
    FileShape shape, std::shared_ptr<arrow::io::OutputStream> stream);

/// Arrow's name of a codec that Parquet takes. Parquet's lz4 is LZ4_RAW, which Arrow
/// calls LZ4.
arrow::Compression::type ArrowCompression(Codec codec);

}  // namespace rand_engine
