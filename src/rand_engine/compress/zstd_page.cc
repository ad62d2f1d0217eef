#define ZSTD_STATIC_LINKING_ONLY  // for ZSTD_compressSequences
#include "rand_engine/compress/zstd_page.h"

#include <arrow/result.h>
#include <arrow/status.h>

#include <algorithm>
#include <vector>

#include "rand_engine/compress/zstd_context.h"
#include "rand_engine/compress/zstd_frame.h"
#include "rand_engine/error.h"

namespace rand_engine {
namespace {

constexpr int kFirstSlowLevel = 10;
// The levels whose strategy is ZSTD_fast.
constexpr int kLastFastLevel = 2;
constexpr size_t kStepBytes = size_t{32} << 10;
constexpr int kWindowLog = 20;
static_assert(1 << kWindowLog == ZstdPageCompressor::kMostOffset);

}  // namespace

struct ZstdPageCompressor::State {
  int level;
  ZstdContext context = MakeZstdContext();
  std::vector<ZSTD_Sequence> sequences = {};

  arrow::Status Set(ZSTD_cParameter parameter, int value) {
    return CheckZstd(ZSTD_CCtx_setParameter(context.get(), parameter, value));
  }

  arrow::Status Begin() {
    ARROW_RETURN_NOT_OK(
        CheckZstd(ZSTD_CCtx_reset(context.get(), ZSTD_reset_session_and_parameters)));
    return Set(ZSTD_c_compressionLevel, level);
  }

  // A sequence is literals and a match behind them. Literals without a match end a block,
  // which has ZSTD_BLOCKSIZE_MAX bytes at most (RFC 8878, section 3.1.1.2).
  void SetSequences(std::span<const Match> matches, uint32_t page_size) {
    sequences.clear();
    sequences.reserve(matches.size() + 2 * (page_size / ZSTD_BLOCKSIZE_MAX + 1));
    uint32_t done = 0;
    uint32_t block_end = ZSTD_BLOCKSIZE_MAX;
    const auto end_block = [&](uint32_t literals_end) {
      sequences.push_back({0, literals_end - done, 0, 0});
      done = literals_end;
      block_end = done + ZSTD_BLOCKSIZE_MAX;
    };
    for (const Match& match : matches) {
      while (match.begin + match.length > block_end) {
        end_block(std::min(match.begin, block_end));
      }
      sequences.push_back({match.offset, match.begin - done, match.length, 0});
      done = match.begin + match.length;
    }
    while (page_size > block_end) end_block(block_end);
    end_block(page_size);
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

arrow::Status ZstdPageCompressor::CompressMatches(const ByteBuffer& page,
                                                  std::span<const Match> matches,
                                                  ByteBuffer* compressed) {
  ARROW_RETURN_NOT_OK(state_->Begin());
  ARROW_RETURN_NOT_OK(state_->Set(ZSTD_c_windowLog, kWindowLog));
  ARROW_RETURN_NOT_OK(state_->Set(ZSTD_c_minMatch, ZSTD_MINMATCH_MIN));
  ARROW_RETURN_NOT_OK(
      state_->Set(ZSTD_c_blockDelimiters, ZSTD_sf_explicitBlockDelimiters));
  state_->SetSequences(matches, static_cast<uint32_t>(page.size()));
  compressed->Resize(ZSTD_compressBound(page.size()));
  const size_t size = ZSTD_compressSequences(
      state_->context.get(), compressed->data(), compressed->size(),
      state_->sequences.data(), state_->sequences.size(), page.data(), page.size());
  ARROW_RETURN_NOT_OK(CheckZstd(size));
  compressed->Resize(size);
  return arrow::Status::OK();
}

void ZstdPageCompressor::Store(const ByteBuffer& page, ByteBuffer* compressed) {
  compressed->Clear();
  compressed->Reserve(ZSTD_compressBound(page.size()) + 16);
  AppendZstdFrameHeader(static_cast<uint32_t>(page.size()), compressed);
  AppendRawZstdBlocks(page.view(), /*end_frame=*/true, compressed);
}

}  // namespace rand_engine
