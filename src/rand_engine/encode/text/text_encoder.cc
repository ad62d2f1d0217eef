#include "rand_engine/encode/text/text_encoder.h"

#include <arrow/status.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <utility>

#include "rand_engine/encode/text/encodable.h"
#include "rand_engine/error.h"

namespace rand_engine {
namespace {

constexpr int64_t kChunkBytes = int64_t{1} << 20;

int64_t ChunkRows(const std::vector<TextSection>& sections) {
  size_t row_bytes = 1;
  for (const TextSection& section : sections) {
    row_bytes = std::max(row_bytes, section.rows->typical_row_bytes());
  }
  return std::max<int64_t>(1, kChunkBytes / static_cast<int64_t>(row_bytes));
}

// Removes `count` bytes at `at`.
void Cut(size_t at, size_t count, ByteBuffer* buffer) {
  std::memmove(buffer->data() + at, buffer->data() + at + count,
               buffer->size() - at - count);
  buffer->Resize(buffer->size() - count);
}

}  // namespace

TextEncoder::TextEncoder(std::vector<TextSection> sections, TextEncoding encoding,
                         bool all_ascii, bool begins_file)
    : sections_(std::move(sections)),
      encoding_(std::move(encoding)),
      transcode_(!encoding_.is_utf8() && !(all_ascii && encoding_.is_ascii_superset())),
      begins_file_(begins_file),
      chunk_rows_(ChunkRows(sections_)) {}

int64_t TextEncoder::CountChunks(int64_t rows) const {
  const int64_t chunks = std::max<int64_t>(1, CountPieces(rows, chunk_rows_));
  return chunks * static_cast<int64_t>(sections_.size());
}

int64_t TextEncoder::EstimateBytes(int64_t rows) const {
  int64_t bytes = 0;
  for (const TextSection& section : sections_) {
    const auto row_bytes = static_cast<int64_t>(section.rows->typical_row_bytes());
    if (rows > INT64_MAX / 4 / row_bytes) return INT64_MAX / 2;
    bytes += static_cast<int64_t>(section.open.size()) + rows * row_bytes;
  }
  return bytes;
}

void TextEncoder::EncodeUtf8(const TextPiece& piece, TextScratch* scratch,
                             ByteBuffer* out) const {
  const TextSection& section = sections_[piece.section];
  scratch->sections.resize(sections_.size());
  if (piece.begins_section) out->Append(section.open);
  const size_t first_row = out->size();
  section.rows->Encode(piece.rows, &scratch->sections[piece.section], out);
  const bool drops_separator = !piece.follows_rows && piece.rows.count > 0;
  if (drops_separator && section.separator_length > 0) {
    Cut(first_row, section.separator_length, out);
  }
  if (!piece.ends_section) return;
  const bool has_rows = piece.follows_rows || piece.rows.count > 0;
  out->Append(has_rows ? section.close : section.close_if_empty);
}

arrow::Status TextEncoder::EncodeChunk(RowRange part, int64_t chunk, TextScratch* scratch,
                                       ByteBuffer* out) const {
  const int64_t chunks_per_section =
      CountChunks(part.count) / static_cast<int64_t>(sections_.size());
  const int64_t chunk_in_section = chunk % chunks_per_section;
  const int64_t begin = chunk_in_section * chunk_rows_;
  TextPiece piece;
  piece.section = static_cast<size_t>(chunk / chunks_per_section);
  piece.rows = {part.first + begin, std::min(chunk_rows_, part.count - begin)};
  piece.begins_section = chunk_in_section == 0;
  piece.follows_rows = chunk_in_section > 0;
  piece.ends_section = chunk_in_section + 1 == chunks_per_section;
  return EncodePiece(piece, scratch, out);
}

arrow::Status TextEncoder::EncodePiece(const TextPiece& piece, TextScratch* scratch,
                                       ByteBuffer* out) const {
  out->Clear();
  const bool begins_file = piece.section == 0 && piece.begins_section && begins_file_;
  if (begins_file) out->Append(encoding_.byte_order_mark());
  if (!transcode_) {
    EncodeUtf8(piece, scratch, out);
    return arrow::Status::OK();
  }
  scratch->utf8.Clear();
  EncodeUtf8(piece, scratch, &scratch->utf8);
  const std::optional<size_t> bad = encoding_.Encode(scratch->utf8.view(), out);
  if (!bad) return arrow::Status::OK();
  const std::string_view rest = scratch->utf8.view().substr(*bad);
  const TextSection& section = sections_[piece.section];
  const auto found = section.rows->FindUnencodable(piece.rows, encoding_);
  return OptionError(fmt::format(
      "option 'encoding': '{}' cannot hold \"{}\"{}; use \"utf-8\"", encoding_.name(),
      CutText(found ? std::string_view(found->text) : rest, 60),
      found ? fmt::format(" (a value of column '{}')", found->column) : ""));
}

}  // namespace rand_engine
