// Contexts and errors of libzstd.
#pragma once

#include <arrow/status.h>
#include <fmt/format.h>
#include <zstd.h>
#include <zstd_errors.h>

#include <memory>
#include <new>

#include "rand_engine/error.h"

namespace rand_engine {

/// What libzstd's result says. Throws std::bad_alloc where it lacked memory.
inline arrow::Status CheckZstd(size_t result) {
  if (!ZSTD_isError(result)) return arrow::Status::OK();
  if (ZSTD_getErrorCode(result) == ZSTD_error_memory_allocation) throw std::bad_alloc();
  return WriteError(fmt::format("zstd: {}", ZSTD_getErrorName(result)));
}

struct FreeZstdContext {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
};
using ZstdContext = std::unique_ptr<ZSTD_CCtx, FreeZstdContext>;

/// Throws std::bad_alloc.
inline ZstdContext MakeZstdContext() {
  ZstdContext context(ZSTD_createCCtx());
  if (context == nullptr) throw std::bad_alloc();
  return context;
}

}  // namespace rand_engine
