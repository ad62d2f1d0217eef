// What tests of frames share that are written without libzstd: libzstd must read them.
#pragma once

#include <gtest/gtest.h>
#include <zstd.h>

#include <string>

#include "rand_engine/memory/byte_buffer.h"

namespace rand_engine {

/// The bytes are one frame, which says how long its text is, and holds `plain`.
inline void ExpectZstdFrame(const ByteBuffer& frame, const std::string& plain) {
  EXPECT_EQ(ZSTD_getFrameContentSize(frame.data(), frame.size()), plain.size());
  EXPECT_EQ(ZSTD_findFrameCompressedSize(frame.data(), frame.size()), frame.size());
  std::string back(plain.size() + 1, '\0');
  const size_t size =
      ZSTD_decompress(back.data(), back.size(), frame.data(), frame.size());
  ASSERT_FALSE(ZSTD_isError(size)) << ZSTD_getErrorName(size);
  back.resize(size);
  EXPECT_TRUE(back == plain) << plain.size() << " bytes";
}

}  // namespace rand_engine
