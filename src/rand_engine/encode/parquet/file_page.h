// Pages as they stand in the file: a header in Thrift's compact protocol, then the bytes
// (parquet.thrift, PageHeader). Workers finish them, so that the file's writer need only
// write.
#pragma once

#include <parquet/types.h>

#include <cstdint>

#include "rand_engine/encode/parquet/encoding_choice.h"
#include "rand_engine/memory/byte_buffer.h"

namespace rand_engine {

struct FilePage {
  ByteBuffer header;
  ByteBuffer bytes;               ///< compressed, if the codec is one
  int64_t uncompressed_size = 0;  ///< of `bytes`

  int64_t file_size() const { return static_cast<int64_t>(header.size() + bytes.size()); }
};

/// The format's name of an encoding.
parquet::Encoding::type ParquetEncoding(PageEncoding encoding);

/// Replace the header of a dictionary page, whose `values` are PLAIN.
void MakeDictionaryHeader(int32_t values, FilePage* page);

/// Replace the header of a data page (version 1). Statistics stand in the page index.
void MakeDataHeader(int32_t rows, PageEncoding encoding, FilePage* page);

}  // namespace rand_engine
