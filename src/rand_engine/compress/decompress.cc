#include "rand_engine/compress/decompress.h"

#include <arrow/result.h>
#include <arrow/status.h>
#include <fmt/format.h>
#include <unzip.h>
#include <zlib.h>

#include <cerrno>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "rand_engine/compress/input_file.h"
#include "rand_engine/compress/stream_decoder.h"
#include "rand_engine/error.h"

namespace rand_engine {
namespace {

using Consume = std::function<bool(std::string_view)>;

constexpr size_t kBufferSize = 256 << 10;

arrow::Status Damaged(const std::string& path, std::string_view format) {
  return WriteError(fmt::format("{}: damaged, or not {} at all: restore it or remove it",
                                path, format));
}

arrow::Status Cut(const std::string& path, std::string_view format) {
  return WriteError(fmt::format(
      "{}: ends in the middle of its {} data: restore it or remove it", path, format));
}

arrow::Status ReadPlain(InputFile* file, const Consume& consume) {
  std::vector<char> buffer(kBufferSize);
  while (true) {
    ARROW_ASSIGN_OR_RAISE(const size_t count, file->Read(buffer.data(), buffer.size()));
    if (count == 0 || !consume({buffer.data(), count})) return arrow::Status::OK();
  }
}

// Reads a file of streams piece by piece.
class StreamReader {
 public:
  StreamReader(InputFile* file, StreamDecoder* decoder, const Consume* consume)
      : file_(file), decoder_(decoder), consume_(consume) {}

  arrow::Status Run() {
    if (!decoder_->ok()) return SetUpError();
    while (true) {
      ARROW_ASSIGN_OR_RAISE(const bool more, Fill());
      if (!more) break;
      ARROW_RETURN_NOT_OK(UseInput());
      if (stopped_) return arrow::Status::OK();
    }
    if (state_ != State::kBetween) return Cut(file_->path(), decoder_->format());
    return arrow::Status::OK();
  }

 private:
  enum class State { kFirst, kInside, kBetween };

  arrow::Status SetUpError() const {
    return WriteError(fmt::format("{}: cannot be decompressed", file_->path()), ENOMEM);
  }

  // Return false at the end of the file.
  arrow::Result<bool> Fill() {
    window_.input = input_.data();
    ARROW_ASSIGN_OR_RAISE(window_.input_size, file_->Read(input_.data(), input_.size()));
    return window_.input_size > 0;
  }

  void SkipPadding() {
    if (!decoder_->allows_zero_padding()) return;
    while (window_.input_size > 0 && *window_.input == '\0') {
      ++window_.input;
      --window_.input_size;
    }
  }

  // Decode all input at hand, and all output that the decoder holds back for want of
  // room.
  arrow::Status UseInput() {
    bool full = false;
    while (window_.input_size > 0 || full) {
      if (state_ == State::kBetween) SkipPadding();
      if (state_ == State::kBetween && window_.input_size == 0) break;
      if (state_ == State::kBetween && !decoder_->Restart()) return SetUpError();
      state_ = State::kInside;
      ARROW_ASSIGN_OR_RAISE(full, Decode());
      if (stopped_) break;
    }
    return arrow::Status::OK();
  }

  // Decode once. Return true if the output was filled, so that there may be more.
  arrow::Result<bool> Decode() {
    window_.output = output_.data();
    window_.output_size = output_.size();
    const size_t input_before = window_.input_size;
    const DecodeProgress progress = decoder_->Step(&window_);
    const size_t made = output_.size() - window_.output_size;
    if (progress == DecodeProgress::kDamaged) {
      return Damaged(file_->path(), decoder_->format());
    }
    if (made > 0) stopped_ = !(*consume_)({output_.data(), made});
    if (progress == DecodeProgress::kEnd) {
      state_ = State::kBetween;
      return false;
    }
    const bool stuck =
        made == 0 && input_before > 0 && window_.input_size == input_before;
    if (stuck) return Damaged(file_->path(), decoder_->format());
    return window_.output_size == 0;
  }

  InputFile* file_;
  StreamDecoder* decoder_;
  const Consume* consume_;
  std::vector<char> input_ = std::vector<char>(kBufferSize);
  std::vector<char> output_ = std::vector<char>(kBufferSize);
  DecodeWindow window_ = {};
  State state_ = State::kFirst;
  bool stopped_ = false;
};

arrow::Status ReadStreams(InputFile* file, Codec codec, const Consume& consume) {
  const auto decoder = MakeStreamDecoder(codec);
  return StreamReader(file, decoder.get(), &consume).Run();
}

struct CloseZip {
  void operator()(void* zip) const { unzClose(zip); }
};

arrow::Status CheckZipEntry(const std::string& path, void* zip) {
  unz_file_info64 info = {};
  if (unzGetCurrentFileInfo64(zip, &info, nullptr, 0, nullptr, 0, nullptr, 0) != UNZ_OK) {
    return Damaged(path, "zip");
  }
  if ((info.flag & 1) != 0) {
    return WriteError(
        fmt::format("{}: the zip's entry is encrypted, which cannot be read", path));
  }
  if (info.compression_method != 0 && info.compression_method != Z_DEFLATED) {
    return WriteError(fmt::format(
        "{}: the zip's entry is compressed by method {}; only stored (0) and deflate (8) "
        "can be read",
        path, info.compression_method));
  }
  return arrow::Status::OK();
}

// minizip takes a file that was cut within its very last record, the "end of central
// directory": 22 bytes and a comment of at most 65,535.
arrow::Status CheckZipEnd(InputFile* file) {
  constexpr size_t kRecordSize = 22;
  constexpr size_t kLongestComment = 65'535;
  // A folder can be opened, but its size means nothing; only reading tells.
  char first;
  ARROW_RETURN_NOT_OK(file->Read(&first, 1).status());
  ARROW_ASSIGN_OR_RAISE(const std::string tail,
                        file->ReadTail(kRecordSize + kLongestComment));
  const size_t begin = tail.rfind("PK\x05\x06");
  if (begin == std::string::npos || tail.size() - begin < kRecordSize) {
    return Damaged(file->path(), "zip");
  }
  return arrow::Status::OK();
}

arrow::Status ReadZip(InputFile* file, const Consume& consume) {
  ARROW_RETURN_NOT_OK(CheckZipEnd(file));
  const std::string& path = file->path();
  const std::unique_ptr<void, CloseZip> zip(unzOpen64(path.c_str()));
  if (zip == nullptr || unzGoToFirstFile(zip.get()) != UNZ_OK) {
    return Damaged(path, "zip");
  }
  ARROW_RETURN_NOT_OK(CheckZipEntry(path, zip.get()));
  if (unzOpenCurrentFile(zip.get()) != UNZ_OK) return Damaged(path, "zip");
  std::vector<char> buffer(kBufferSize);
  while (true) {
    const int count = unzReadCurrentFile(zip.get(), buffer.data(),
                                         static_cast<unsigned>(buffer.size()));
    if (count < 0) return Damaged(path, "zip");
    if (count == 0) break;
    if (!consume({buffer.data(), static_cast<size_t>(count)})) {
      return arrow::Status::OK();
    }
  }
  // Compares the checksum if the entry was read to its end, which a cut one is not.
  const bool whole = unzeof(zip.get()) == 1;
  if (unzCloseCurrentFile(zip.get()) != UNZ_OK || !whole) return Damaged(path, "zip");
  return arrow::Status::OK();
}

}  // namespace

arrow::Status ReadDecompressed(const std::string& path, Codec codec,
                               const std::function<bool(std::string_view)>& consume) {
  InputFile file(path);
  ARROW_RETURN_NOT_OK(file.CheckOpen());
  switch (codec) {
    case Codec::kNone:
      return ReadPlain(&file, consume);
    case Codec::kZip:
      return ReadZip(&file, consume);
    case Codec::kGzip:
    case Codec::kBzip2:
    case Codec::kXz:
    case Codec::kZstd:
      return ReadStreams(&file, codec, consume);
    case Codec::kSnappy:
    case Codec::kLz4:
    case Codec::kBrotli:
      break;
  }
  return WriteError(
      fmt::format("{}: {} compresses inside Parquet only; no whole file is read by it",
                  path, GetCodec(codec).name));
}

}  // namespace rand_engine
