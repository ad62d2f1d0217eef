#include "rand_engine/compress/zstd_page.h"

#include <arrow/result.h>
#include <arrow/status.h>

#include <algorithm>

#include "rand_engine/compress/zstd_context.h"
#include "rand_engine/compress/zstd_frame.h"
#include "rand_engine/error.h"

namespace rand_engine {
namespace {

constexpr int kFirstSlowLevel = 10;
// The levels whose strategy is ZSTD_fast.
constexpr int kLastFastLevel = 2;
constexpr size_t kStepBytes = size_t{32} << 10;

}  // namespace

struct ZstdPageCompressor::State {
  int level;
  ZstdContext context = MakeZstdContext();

  arrow::Status Begin() {
    ARROW_RETURN_NOT_OK(
        CheckZstd(ZSTD_CCtx_reset(context.get(), ZSTD_reset_session_and_parameters)));
    return CheckZstd(
        ZSTD_CCtx_setParameter(context.get(), ZSTD_c_compressionLevel, level));
  }
};

ZstdPageCompressor::ZstdPageCompressor(int level) : state_(new State{level}) {}
ZstdPageCompressor::~ZstdPageCompressor() = default;

bool ZstdPageCompressor::is_slow() const { return state_->level >= kFirstSlowLevel; }

bool ZstdPageCompressor::prefers_known_matches() const {
  return state_->level <= kLastFastLevel;
}

arrow::Status ZstdPageCompressor::Compress(const ByteBuffer& page,
                                           ByteBuffer* compressed) {
  ARROW_RETURN_NOT_OK(state_->Begin());
  compressed->Resize(ZSTD_compressBound(page.size()));
  const size_t size = ZSTD_compress2(state_->context.get(), compressed->data(),
                                     compressed->size(), page.data(), page.size());
  ARROW_RETURN_NOT_OK(CheckZstd(size));
  compressed->Resize(size);
  return arrow::Status::OK();
}

arrow::Status ZstdPageCompressor::CompressInSteps(const ByteBuffer& page,
                                                  const StopToken& stop_token,
                                                  ByteBuffer* compressed) {
  ARROW_RETURN_NOT_OK(state_->Begin());
  ARROW_RETURN_NOT_OK(
      CheckZstd(ZSTD_CCtx_setPledgedSrcSize(state_->context.get(), page.size())));
  compressed->Resize(ZSTD_compressBound(page.size()) + kStepBytes);
  ZSTD_outBuffer output = {compressed->data(), compressed->size(), 0};
  ZSTD_inBuffer input = {page.data(), 0, 0};
  for (size_t left = 1; left > 0;) {
    if (stop_token.stop_requested()) return StoppedError();
    input.size = std::min(input.pos + kStepBytes, page.size());
    const bool ends = input.size == page.size();
    left = ZSTD_compressStream2(state_->context.get(), &output, &input,
                                ends ? ZSTD_e_end : ZSTD_e_continue);
    ARROW_RETURN_NOT_OK(CheckZstd(left));
    if (!ends) left = 1;
  }
  compressed->Resize(output.pos);
  return arrow::Status::OK();
}

void ZstdPageCompressor::Store(const ByteBuffer& page, ByteBuffer* compressed) {
  compressed->Clear();
  compressed->Reserve(ZSTD_compressBound(page.size()) + 16);
  AppendZstdFrameHeader(static_cast<uint32_t>(page.size()), compressed);
  AppendRawZstdBlocks(page.view(), /*end_frame=*/true, compressed);
}

}  // namespace rand_engine
