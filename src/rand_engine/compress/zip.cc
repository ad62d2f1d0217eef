#include "rand_engine/compress/zip.h"

#include <arrow/result.h>
#include <arrow/status.h>
#include <fmt/format.h>
#include <zip.h>

#include <algorithm>
#include <iterator>
#include <new>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rand_engine/compress/compressor.h"
#include "rand_engine/compress/deflate.h"
#include "rand_engine/error.h"

namespace rand_engine {
namespace {

// "Made by" Unix and version 4.5 of the format, the first with 64-bit sizes.
constexpr uLong kMadeBy = 3 << 8 | 45;
// A regular file that its owner may write and all may read; Unix keeps its mode in the
// upper half.
constexpr uLong kFileMode = 0100644UL << 16;
constexpr uLong kNameIsUtf8 = 1 << 11;
// Month and day count from 1 in the upper seven and the middle four bits.
constexpr uLong kDos1980January1 = 1 << 21 | 1 << 16;
constexpr size_t kPieceSize = size_t{1} << 30;  // minizip counts a write in 32 bits

// minizip must be told at the start whether the local header is to have room for 64-bit
// sizes. The room is always made; where the sizes turn out to need 32 bits, the field
// that holds it becomes one of padding, as APPNOTE 4.5.3 allows 64-bit sizes only where
// needed.
constexpr uint64_t kFirst64BitSize = 0xffffffff;
constexpr uint64_t kVersionOffset = 4;
constexpr std::string_view kVersion2{"\x14\0", 2};
constexpr uint64_t kNameOffset = 30;
constexpr std::string_view kPaddingField{"\x35\xd9", 2};

// The file that minizip believes to write: what it appends goes to `out`, what it writes
// over earlier bytes becomes patches.
class PatchedFile {
 public:
  void set_out(ByteBuffer* out) { out_ = out; }
  std::vector<Patch>* patches() { return &patches_; }

  zlib_filefunc64_def Functions() {
    zlib_filefunc64_def functions = {};
    functions.zopen64_file = [](voidpf self, const void*, int) { return self; };
    functions.zread_file = [](voidpf, voidpf, void*, uLong) -> uLong { return 0; };
    functions.zwrite_file = [](voidpf, voidpf self, const void* bytes, uLong count) {
      return static_cast<PatchedFile*>(self)->Write(static_cast<const char*>(bytes),
                                                    count);
    };
    functions.ztell64_file = [](voidpf, voidpf self) -> ZPOS64_T {
      return static_cast<PatchedFile*>(self)->position_;
    };
    functions.zseek64_file = [](voidpf, voidpf self, ZPOS64_T offset, int origin) {
      return static_cast<PatchedFile*>(self)->Seek(offset, origin);
    };
    functions.zclose_file = [](voidpf, voidpf) { return 0; };
    functions.zerror_file = [](voidpf, voidpf) { return 0; };
    functions.opaque = this;
    return functions;
  }

 private:
  // Called from C, which no exception may cross: a short count is an error to minizip.
  uLong Write(const char* bytes, uLong count) {
    try {
      const uint64_t over = std::min<uint64_t>(count, end_ - position_);
      if (over > 0) patches_.push_back({position_, std::string(bytes, over)});
      out_->Append(bytes + over, count - over);
    } catch (const std::bad_alloc&) {
      return 0;
    }
    position_ += count;
    end_ = std::max(end_, position_);
    return count;
  }

  long Seek(ZPOS64_T offset, int origin) {
    uint64_t base = 0;
    if (origin == ZLIB_FILEFUNC_SEEK_CUR) base = position_;
    if (origin == ZLIB_FILEFUNC_SEEK_END) base = end_;
    if (base + offset > end_) return -1;
    position_ = base + offset;
    return 0;
  }

  ByteBuffer* out_ = nullptr;
  std::vector<Patch> patches_;
  uint64_t position_ = 0;
  uint64_t end_ = 0;
};

bool IsAscii(const std::string& text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

arrow::Status CheckZip(int result, const char* step) {
  if (result == ZIP_OK) return arrow::Status::OK();
  // A file of ours fails by this alone, and so do minizip's own buffers.
  if (result == ZIP_ERRNO || result == ZIP_INTERNALERROR) throw std::bad_alloc();
  return WriteError(fmt::format("zip: minizip failed with {} while it {}", result, step));
}

class ZipArchive : public Archive {
 public:
  explicit ZipArchive(std::string entry_name) : entry_name_(std::move(entry_name)) {}

  ~ZipArchive() override {
    if (zip_ == nullptr) return;
    ByteBuffer abandoned;
    file_.set_out(&abandoned);
    zipClose(zip_, nullptr);
  }

  arrow::Status Begin(ByteBuffer* out) override {
    file_.set_out(out);
    zlib_filefunc64_def functions = file_.Functions();
    zip_ = zipOpen2_64("", APPEND_STATUS_CREATE, nullptr, &functions);
    if (zip_ == nullptr) throw std::bad_alloc();
    zip_fileinfo info = {};
    info.dosDate = kDos1980January1;
    info.external_fa = kFileMode;
    const int result = zipOpenNewFileInZip4_64(
        zip_, entry_name_.c_str(), &info, nullptr, 0, nullptr, 0, /*comment=*/nullptr,
        Z_DEFLATED, Z_DEFAULT_COMPRESSION, /*raw=*/1, -MAX_WBITS, DEF_MEM_LEVEL,
        Z_DEFAULT_STRATEGY, /*password=*/nullptr, /*crcForCrypting=*/0, kMadeBy,
        IsAscii(entry_name_) ? 0 : kNameIsUtf8, /*zip64=*/1);
    return CheckZip(result, "opened the entry");
  }

  arrow::Status Append(const CompressedChunk& chunk, ByteBuffer* out) override {
    totals_.Add(chunk);
    return AppendRaw(chunk.bytes.view(), out);
  }

  arrow::Status Finish(ByteBuffer* out, std::vector<Patch>* patches) override {
    ARROW_RETURN_NOT_OK(AppendRaw(kFinalDeflateBlock, out));
    ARROW_RETURN_NOT_OK(
        CheckZip(zipCloseFileInZipRaw64(zip_, totals_.raw_size(), totals_.checksum()),
                 "closed the entry"));
    const int result = zipClose(zip_, nullptr);
    zip_ = nullptr;
    ARROW_RETURN_NOT_OK(CheckZip(result, "closed the archive"));
    std::move(file_.patches()->begin(), file_.patches()->end(),
              std::back_inserter(*patches));
    if (std::max(totals_.raw_size(), compressed_size_) < kFirst64BitSize) {
      patches->push_back({kVersionOffset, std::string(kVersion2)});
      patches->push_back({kNameOffset + entry_name_.size(), std::string(kPaddingField)});
    }
    return arrow::Status::OK();
  }

 private:
  arrow::Status AppendRaw(std::string_view bytes, ByteBuffer* out) {
    file_.set_out(out);
    compressed_size_ += bytes.size();
    for (size_t begin = 0; begin < bytes.size(); begin += kPieceSize) {
      const std::string_view piece = bytes.substr(begin, kPieceSize);
      ARROW_RETURN_NOT_OK(CheckZip(
          zipWriteInFileInZip(zip_, piece.data(), static_cast<unsigned>(piece.size())),
          "wrote the entry"));
    }
    return arrow::Status::OK();
  }

  std::string entry_name_;
  PatchedFile file_;
  zipFile zip_ = nullptr;
  DeflateTotals totals_;
  uint64_t compressed_size_ = 0;
};

class ZipCompressor : public Compressor {
 public:
  explicit ZipCompressor(std::optional<int> level) : level_(level) {}

  arrow::Status CompressChunk(const ByteBuffer& raw,
                              CompressedChunk* chunk) const override {
    return DeflateChunk(raw, level_, chunk);
  }

  arrow::Result<std::unique_ptr<Archive>> OpenArchive(
      const std::string& entry_name) const override {
    return std::make_unique<ZipArchive>(entry_name);
  }

  bool needs_seek() const override { return true; }

 private:
  std::optional<int> level_;
};

}  // namespace

std::unique_ptr<Compressor> MakeZipCompressor(std::optional<int> level) {
  return std::make_unique<ZipCompressor>(level);
}

}  // namespace rand_engine
