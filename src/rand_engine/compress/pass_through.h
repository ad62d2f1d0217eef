// The half of a compressor that leaves chunks as they are.
#pragma once

#include <arrow/status.h>

#include "rand_engine/compress/compressor.h"

namespace rand_engine {

/// For codecs whose work is done by the archive, or that do none.
class PassThroughCompressor : public Compressor {
 public:
  arrow::Status CompressChunk(const ByteBuffer& raw,
                              CompressedChunk* chunk) const override;
  arrow::Status CompressChunkTaking(ByteBuffer* raw,
                                    CompressedChunk* chunk) const override;
};

}  // namespace rand_engine
