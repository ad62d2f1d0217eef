#include "rand_engine/compress/zstd.h"

#include <arrow/result.h>
#include <arrow/status.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "rand_engine/compress/pass_through.h"
#include "rand_engine/compress/zstd_context.h"
#include "rand_engine/error.h"

namespace rand_engine {
namespace {

// Workers get jobs of this size, whatever their number, and so make the same bytes;
// without a worker libzstd would not cut jobs at all. Small jobs bound the memory of each
// worker.
constexpr int kJobSize = 2 << 20;

// From this level on windows exceed 8 MiB, which is what RFC 8878 recommends every reader
// to support, and tables take gigabytes. The search stays as thorough as the level asks,
// over the tables of the level below.
constexpr int kFirstHugeLevel = 20;
constexpr std::array<std::pair<ZSTD_cParameter, int>, 3> kHugeLevelTables = {
    {{ZSTD_c_windowLog, 23}, {ZSTD_c_chainLog, 24}, {ZSTD_c_hashLog, 22}}};

// How much goes to libzstd between two looks at the stop token.
constexpr size_t kStepBytes = size_t{128} << 10;

class ZstdArchive : public Archive {
 public:
  ZstdArchive(ZstdContext context, StopToken stop_token)
      : context_(std::move(context)), stop_token_(std::move(stop_token)) {}

  // Workers end the jobs that they have, which takes seconds at high levels: a stopped
  // run does not wait for them.
  ~ZstdArchive() override {
    if (!stop_token_.stop_requested()) return;
    try {
      std::thread([context = std::move(context_)] {}).detach();
    } catch (const std::system_error&) {
      // No thread to be had: the context is freed here.
    }
  }

  arrow::Status Begin(ByteBuffer*) override { return arrow::Status::OK(); }

  arrow::Status Append(const CompressedChunk& chunk, ByteBuffer* out) override {
    ZSTD_inBuffer input = {chunk.bytes.data(), 0, 0};
    while (input.pos < chunk.bytes.size()) {
      if (stop_token_.stop_requested()) return StoppedError();
      input.size = std::min(input.pos + kStepBytes, chunk.bytes.size());
      ARROW_RETURN_NOT_OK(Step(&input, ZSTD_e_continue, out).status());
    }
    return arrow::Status::OK();
  }

  arrow::Status Finish(ByteBuffer* out, std::vector<Patch>*) override {
    ZSTD_inBuffer input = {nullptr, 0, 0};
    size_t left = 1;
    // A frame that began with its end would be one whose size is known, for which libzstd
    // takes other ways: chunks of no bytes must not make a difference.
    ARROW_RETURN_NOT_OK(Step(&input, ZSTD_e_continue, out).status());
    while (left > 0) {
      if (stop_token_.stop_requested()) return StoppedError();
      ARROW_ASSIGN_OR_RAISE(left, Step(&input, ZSTD_e_end, out));
    }
    return arrow::Status::OK();
  }

 private:
  arrow::Result<size_t> Step(ZSTD_inBuffer* input, ZSTD_EndDirective directive,
                             ByteBuffer* out) {
    const size_t begin = out->size();
    out->Reserve(begin + ZSTD_CStreamOutSize());
    ZSTD_outBuffer output = {out->data() + begin, out->capacity() - begin, 0};
    const size_t left = ZSTD_compressStream2(context_.get(), &output, input, directive);
    ARROW_RETURN_NOT_OK(CheckZstd(left));
    out->Resize(begin + output.pos);
    return left;
  }

  ZstdContext context_;
  StopToken stop_token_;
};

class ZstdCompressor : public PassThroughCompressor {
 public:
  ZstdCompressor(int level, int threads, StopToken stop_token)
      : level_(level), threads_(threads), stop_token_(std::move(stop_token)) {}

  arrow::Result<std::unique_ptr<Archive>> OpenArchive(const std::string&) const override {
    ZstdContext context = MakeZstdContext();
    const auto set = [&context](ZSTD_cParameter parameter, int value) {
      return CheckZstd(ZSTD_CCtx_setParameter(context.get(), parameter, value));
    };
    const int most = ZSTD_cParam_getBounds(ZSTD_c_nbWorkers).upperBound;
    ARROW_RETURN_NOT_OK(set(ZSTD_c_compressionLevel, level_));
    ARROW_RETURN_NOT_OK(set(ZSTD_c_checksumFlag, 1));
    ARROW_RETURN_NOT_OK(set(ZSTD_c_nbWorkers, std::clamp(threads_, 1, most)));
    ARROW_RETURN_NOT_OK(set(ZSTD_c_jobSize, kJobSize));
    if (level_ >= kFirstHugeLevel) {
      for (const auto& [parameter, value] : kHugeLevelTables) {
        ARROW_RETURN_NOT_OK(set(parameter, value));
      }
    }
    return std::make_unique<ZstdArchive>(std::move(context), stop_token_);
  }

 private:
  int level_;
  int threads_;
  StopToken stop_token_;
};

}  // namespace

std::unique_ptr<Compressor> MakeZstdCompressor(int level, int threads,
                                               StopToken stop_token) {
  return std::make_unique<ZstdCompressor>(level, threads, std::move(stop_token));
}

}  // namespace rand_engine
