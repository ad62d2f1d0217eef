#include "rand_engine/compress/snappy_page.h"

#include "rand_engine/compress/literal_copy.h"

namespace rand_engine {
namespace {

constexpr uint32_t kMostOffset = (1 << 16) - 1;
constexpr uint32_t kMostNearOffset = (1 << 11) - 1;
constexpr uint32_t kMostCopy = 64;

enum Tag : uint8_t { kLiteral = 0, kNearCopy = 1, kCopy = 2 };

/// Writes elements into memory that has room for all of them and kLiteralCopyBytes more.
class ElementWriter {
 public:
  explicit ElementWriter(char* out) : out_(out) {}

  void PutSize(uint32_t size) {
    for (; size >= 128; size >>= 7) PutByte(size | 128);
    PutByte(size);
  }

  /// `behind` is how many bytes may be read after the literal.
  void PutLiteral(const char* bytes, uint32_t length, size_t behind) {
    if (length == 0) return;
    PutLiteralLength(length - 1);
    out_ = CopyLiteral(bytes, length, behind, out_);
  }

  void PutCopies(uint32_t length, uint32_t offset) {
    for (; length > kMostCopy; length -= kMostCopy) PutCopy(kMostCopy, offset);
    if (length >= 4 && length <= 11 && offset <= kMostNearOffset) {
      PutByte(kNearCopy | (length - 4) << 2 | (offset >> 8) << 5);
      PutByte(offset);
    } else {
      PutCopy(length, offset);
    }
  }

  char* end() const { return out_; }

 private:
  void PutByte(uint32_t byte) { *out_++ = static_cast<char>(byte); }

  // The length less one: in the tag, or in so many bytes behind it.
  void PutLiteralLength(uint32_t length) {
    if (length < 60) return PutByte(kLiteral | length << 2);
    uint32_t bytes = 1;
    while (bytes < 4 && length >> (8 * bytes) != 0) ++bytes;
    PutByte(kLiteral | (59 + bytes) << 2);
    for (; bytes > 0; --bytes, length >>= 8) PutByte(length);
  }

  void PutCopy(uint32_t length, uint32_t offset) {
    PutByte(kCopy | (length - 1) << 2);
    PutByte(offset);
    PutByte(offset >> 8);
  }

  char* out_;
};

}  // namespace

void CompressSnappyMatches(const ByteBuffer& page, std::span<const Match> matches,
                           ByteBuffer* compressed) {
  // No literal of a byte takes more than two, and no copy more than its match.
  constexpr size_t kRoomForSize = 5;
  compressed->Clear();
  compressed->Resize(kRoomForSize + page.size() + page.size() / 2 + 2 * matches.size() +
                     kLiteralCopyBytes);
  const auto size = static_cast<uint32_t>(page.size());
  ElementWriter writer(compressed->data());
  writer.PutSize(size);
  uint32_t done = 0;
  for (const Match& match : matches) {
    if (match.offset > kMostOffset) continue;
    writer.PutLiteral(page.data() + done, match.begin - done, size - match.begin);
    writer.PutCopies(match.length, match.offset);
    done = match.begin + match.length;
  }
  writer.PutLiteral(page.data() + done, size - done, 0);
  compressed->Resize(writer.end() - compressed->data());
}

}  // namespace rand_engine
