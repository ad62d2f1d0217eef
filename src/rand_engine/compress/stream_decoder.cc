#include "rand_engine/compress/stream_decoder.h"

#include <bzlib.h>
#include <lzma.h>
#include <zlib.h>
#include <zstd.h>

#include <cstdint>
#include <limits>

namespace rand_engine {
namespace {

class GzipDecoder : public StreamDecoder {
 public:
  GzipDecoder() { ok_ = inflateInit2(&stream_, kWindowBits) == Z_OK; }
  ~GzipDecoder() override {
    if (ok_) inflateEnd(&stream_);
  }
  std::string_view format() const override { return "gzip"; }
  bool ok() const override { return ok_; }
  bool allows_zero_padding() const override { return true; }
  bool Restart() override { return inflateReset(&stream_) == Z_OK; }

  DecodeProgress Step(DecodeWindow* window) override {
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(window->input));
    stream_.avail_in = static_cast<uInt>(window->input_size);
    stream_.next_out = reinterpret_cast<Bytef*>(window->output);
    stream_.avail_out = static_cast<uInt>(window->output_size);
    const int result = inflate(&stream_, Z_NO_FLUSH);
    *window = {reinterpret_cast<const char*>(stream_.next_in), stream_.avail_in,
               reinterpret_cast<char*>(stream_.next_out), stream_.avail_out};
    if (result == Z_STREAM_END) return DecodeProgress::kEnd;
    return result == Z_OK || result == Z_BUF_ERROR ? DecodeProgress::kMore
                                                   : DecodeProgress::kDamaged;
  }

 private:
  static constexpr int kWindowBits = 15 + 16;  // 16: gzip's header and trailer

  z_stream stream_ = {};
  bool ok_;
};

class Bzip2Decoder : public StreamDecoder {
 public:
  Bzip2Decoder() { Init(); }
  ~Bzip2Decoder() override { End(); }
  std::string_view format() const override { return "bz2"; }
  bool ok() const override { return ok_; }
  bool Restart() override {
    End();
    Init();
    return ok_;
  }

  DecodeProgress Step(DecodeWindow* window) override {
    stream_.next_in = const_cast<char*>(window->input);
    stream_.avail_in = static_cast<unsigned>(window->input_size);
    stream_.next_out = window->output;
    stream_.avail_out = static_cast<unsigned>(window->output_size);
    const int result = BZ2_bzDecompress(&stream_);
    *window = {stream_.next_in, stream_.avail_in, stream_.next_out, stream_.avail_out};
    if (result == BZ_STREAM_END) return DecodeProgress::kEnd;
    return result == BZ_OK ? DecodeProgress::kMore : DecodeProgress::kDamaged;
  }

 private:
  void Init() {
    stream_ = {};
    ok_ = BZ2_bzDecompressInit(&stream_, /*verbosity=*/0, /*small=*/0) == BZ_OK;
  }
  void End() {
    if (ok_) BZ2_bzDecompressEnd(&stream_);
    ok_ = false;
  }

  bz_stream stream_ = {};
  bool ok_ = false;
};

class XzDecoder : public StreamDecoder {
 public:
  XzDecoder() { Init(); }
  ~XzDecoder() override { lzma_end(&stream_); }
  std::string_view format() const override { return "xz"; }
  bool ok() const override { return ok_; }
  bool allows_zero_padding() const override { return true; }
  bool Restart() override {
    Init();
    return ok_;
  }

  DecodeProgress Step(DecodeWindow* window) override {
    stream_.next_in = reinterpret_cast<const uint8_t*>(window->input);
    stream_.avail_in = window->input_size;
    stream_.next_out = reinterpret_cast<uint8_t*>(window->output);
    stream_.avail_out = window->output_size;
    const lzma_ret result = lzma_code(&stream_, LZMA_RUN);
    *window = {reinterpret_cast<const char*>(stream_.next_in), stream_.avail_in,
               reinterpret_cast<char*>(stream_.next_out), stream_.avail_out};
    if (result == LZMA_STREAM_END) return DecodeProgress::kEnd;
    return result == LZMA_OK || result == LZMA_BUF_ERROR ? DecodeProgress::kMore
                                                         : DecodeProgress::kDamaged;
  }

 private:
  void Init() {
    ok_ = lzma_stream_decoder(&stream_, std::numeric_limits<uint64_t>::max(),
                              /*flags=*/0) == LZMA_OK;
  }

  lzma_stream stream_ = LZMA_STREAM_INIT;
  bool ok_;
};

class ZstdDecoder : public StreamDecoder {
 public:
  std::string_view format() const override { return "zstd"; }
  bool ok() const override { return context_ != nullptr; }
  bool Restart() override { return true; }  // libzstd goes on by itself

  DecodeProgress Step(DecodeWindow* window) override {
    ZSTD_inBuffer input = {window->input, window->input_size, 0};
    ZSTD_outBuffer output = {window->output, window->output_size, 0};
    const size_t left = ZSTD_decompressStream(context_.get(), &output, &input);
    if (ZSTD_isError(left)) return DecodeProgress::kDamaged;
    *window = {window->input + input.pos, input.size - input.pos,
               window->output + output.pos, output.size - output.pos};
    return left == 0 ? DecodeProgress::kEnd : DecodeProgress::kMore;
  }

 private:
  struct FreeContext {
    void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
  };

  std::unique_ptr<ZSTD_DCtx, FreeContext> context_{ZSTD_createDCtx()};
};

}  // namespace

std::unique_ptr<StreamDecoder> MakeStreamDecoder(Codec codec) {
  switch (codec) {
    case Codec::kGzip:
      return std::make_unique<GzipDecoder>();
    case Codec::kBzip2:
      return std::make_unique<Bzip2Decoder>();
    case Codec::kXz:
      return std::make_unique<XzDecoder>();
    case Codec::kZstd:
      return std::make_unique<ZstdDecoder>();
    default:
      return nullptr;
  }
}

}  // namespace rand_engine
