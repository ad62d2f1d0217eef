// A text file as header, sections of rows and footer; CSV and JSON only say which.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "rand_engine/charset/text_encoding.h"
#include "rand_engine/encode/text/row_encoder.h"
#include "rand_engine/memory/byte_buffer.h"
#include "rand_engine/plan/plan.h"

namespace rand_engine {

/// A run of all rows of the part, with what stands before and after it.
struct TextSection {
  std::string open;
  std::shared_ptr<const RowEncoder> rows;
  /// Bytes at the start of each row that separate it from the row before; the first row
  /// goes without them.
  size_t separator_length = 0;
  std::string close;           ///< after the rows
  std::string close_if_empty;  ///< instead of `close` where there are no rows
};

/// A run of rows of a file and where it stands: what a chunk is, and what comes from
/// outside, where nobody knows beforehand how many rows there will be.
struct TextPiece {
  size_t section = 0;
  RowRange rows;
  bool begins_section = true;
  bool follows_rows = false;  ///< rows of the section came before
  bool ends_section = true;
};

/// What one thread keeps between chunks.
struct TextScratch {
  std::vector<RowScratch> sections;
  ByteBuffer utf8;
};

/// Immutable and stateless between chunks: chunk i of a part can be made alone.
class TextEncoder {
 public:
  /// `begins_file` false leaves the byte-order mark out: the text goes on after other.
  TextEncoder(std::vector<TextSection> sections, TextEncoding encoding, bool all_ascii,
              bool begins_file = true);

  /// Number of chunks of a part of `rows` rows: at least one.
  int64_t CountChunks(int64_t rows) const;

  /// Replace `out` by chunk `chunk` of the part that holds `part`. The chunks of a part
  /// in order are the file, byte-order mark, header and footer included. Fails
  /// (OptionError) on a character that the encoding cannot hold.
  arrow::Status EncodeChunk(RowRange part, int64_t chunk, TextScratch* scratch,
                            ByteBuffer* out) const;

  /// The same of a piece that others have cut.
  arrow::Status EncodePiece(const TextPiece& piece, TextScratch* scratch,
                            ByteBuffer* out) const;

  size_t section_count() const { return sections_.size(); }

  /// Bytes of the file of `rows` rows, roughly.
  int64_t EstimateBytes(int64_t rows) const;

 private:
  void EncodeUtf8(const TextPiece& piece, TextScratch* scratch, ByteBuffer* out) const;

  std::vector<TextSection> sections_;
  TextEncoding encoding_;
  bool transcode_;
  bool begins_file_;
  int64_t chunk_rows_;
};

}  // namespace rand_engine
