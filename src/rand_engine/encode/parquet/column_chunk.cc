#include "rand_engine/encode/parquet/column_chunk.h"

#include <arrow/buffer.h>
#include <arrow/result.h>
#include <arrow/status.h>
#include <parquet/column_writer.h>
#include <parquet/encoding.h>
#include <parquet/exception.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <optional>
#include <utility>

#include "rand_engine/encode/parquet/bit_packing.h"

namespace rand_engine {
namespace {

// Pages of about a mebibyte, and never so many rows that the page index says little.
constexpr double kPageBytes = 1 << 20;
constexpr int64_t kMostPageRows = 131'072;
constexpr int64_t kFewestPageRows = 1'024;

/// The work on one chunk; lives for one call.
class ChunkWork {
 public:
  ChunkWork(const ColumnPlan& column, const ParquetValues& values,
            PageCompressor* compressor, ColumnChunkScratch* scratch,
            EncodedColumnChunk* chunk)
      : column_(column),
        values_(values),
        compressor_(compressor),
        scratch_(*scratch),
        chunk_(*chunk),
        missing_(MissingCodeOf(column.domain)) {}

  arrow::Status Encode(RowRange rows) {
    column_.source->Fill(static_cast<uint64_t>(rows.first), rows.count, &scratch_.codes);
    ShapeChunk(rows);
    const double row_bytes = std::max(values_.plain_bytes(), 0.125);
    const int64_t page_rows = std::clamp(static_cast<int64_t>(kPageBytes / row_bytes),
                                         kFewestPageRows, kMostPageRows);
    for (int64_t first = 0; first < rows.count; first += page_rows) {
      ARROW_RETURN_NOT_OK(EncodePage(first, std::min(page_rows, rows.count - first)));
    }
    MergeStatistics();
    return arrow::Status::OK();
  }

 private:
  CodeSpan AllCodes(int64_t count) const {
    const bool narrow = scratch_.codes.width() == CodeWidth::k32;
    return {scratch_.codes.width(),
            narrow ? static_cast<const void*>(scratch_.codes.codes32())
                   : static_cast<const void*>(scratch_.codes.codes64()),
            count};
  }

  void ShapeChunk(RowRange rows) {
    const ChunkShape shape{rows.count, compressor_ != nullptr, missing_.has_value(),
                           column_.follows_row_number};
    chunk_.encoding = ChooseEncoding(values_, shape);
    chunk_.page_count = 0;
    chunk_.dictionary.Clear();
    chunk_.dictionary_values = 0;
    chunk_.has_dictionary = chunk_.encoding == PageEncoding::kFullDictionary ||
                            chunk_.encoding == PageEncoding::kUsedDictionary;
    const CodeSpan codes = AllCodes(rows.count);
    if (chunk_.encoding == PageEncoding::kFullDictionary) MakeFullDictionary();
    if (chunk_.encoding == PageEncoding::kUsedDictionary) {
      codes.width == CodeWidth::k32 ? MakeUsedDictionary(codes.codes32(), rows.count)
                                    : MakeUsedDictionary(codes.codes64(), rows.count);
    }
  }

  void MakeFullDictionary() {
    const auto size = static_cast<int64_t>(values_.domain_size());
    CodeBuffer all;
    uint32_t* codes = all.Prepare32(size);
    for (int64_t i = 0; i < size; ++i) codes[i] = static_cast<uint32_t>(i);
    values_.AppendPlain({CodeWidth::k32, codes, size}, &chunk_.dictionary);
    chunk_.dictionary_values = static_cast<int32_t>(size);
    width_ = BitWidth(values_.domain_size());
  }

  // Marks the codes that come up, then numbers them in the domain's order.
  template <typename Code>
  void MakeUsedDictionary(const Code* codes, int64_t count) {
    const uint64_t size = values_.domain_size();
    scratch_.used.assign(size / 64 + 1, 0);
    for (int64_t i = 0; i < count; ++i) {
      scratch_.used[codes[i] / 64] |= uint64_t{1} << (codes[i] % 64);
    }
    if (missing_) scratch_.used[*missing_ / 64] &= ~(uint64_t{1} << (*missing_ % 64));
    if (scratch_.indices.size() < size) scratch_.indices.resize(size);
    CodeBuffer found;
    uint32_t* out = found.Prepare32(std::min<int64_t>(count, static_cast<int64_t>(size)));
    int64_t distinct = 0;
    for (size_t word = 0; word < scratch_.used.size(); ++word) {
      for (uint64_t bits = scratch_.used[word]; bits != 0; bits &= bits - 1) {
        const auto code = static_cast<uint32_t>(word * 64 + std::countr_zero(bits));
        scratch_.indices[code] = static_cast<uint32_t>(distinct);
        out[distinct++] = code;
      }
    }
    values_.AppendPlain({CodeWidth::k32, out, distinct}, &chunk_.dictionary);
    chunk_.dictionary_values = static_cast<int32_t>(distinct);
    width_ = BitWidth(static_cast<uint64_t>(distinct));
  }

  arrow::Status EncodePage(int64_t first, int64_t count) {
    if (chunk_.page_count == chunk_.pages.size()) chunk_.pages.emplace_back();
    EncodedPage& page = chunk_.pages[chunk_.page_count++];
    page.rows = static_cast<int32_t>(count);
    page.first_row = first;
    page.statistics = {};
    scratch_.page.Clear();
    CodeSpan codes = AllCodes(0).Slice(first, count);
    if (missing_) {
      ARROW_RETURN_NOT_OK(SplitMissing(&codes));
      page.statistics.missing = count - codes.count;
    }
    if (codes.count > 0) {
      page.statistics.has_extremes = true;
      page.statistics.extremes = values_.FindExtremes(codes);
    }
    ARROW_RETURN_NOT_OK(AppendValues(codes));
    return Compress(&page);
  }

  // Puts the definition levels into the page and leaves the codes that are present.
  arrow::Status SplitMissing(CodeSpan* codes) {
    const int64_t count = codes->count;
    scratch_.levels.resize(count);
    uint32_t* present = scratch_.present.Prepare32(count);
    int64_t kept = 0;
    const auto split = [&](const auto* words) {
      for (int64_t i = 0; i < count; ++i) {
        const bool is_present = words[i] != *missing_;
        scratch_.levels[i] = is_present;
        present[kept] = static_cast<uint32_t>(words[i]);
        kept += is_present;
      }
    };
    codes->width == CodeWidth::k32 ? split(codes->codes32()) : split(codes->codes64());
    *codes = {CodeWidth::k32, present, kept};
    return AppendLevels(static_cast<int>(count));
  }

  arrow::Status AppendLevels(int count) {
    BEGIN_PARQUET_CATCH_EXCEPTIONS
    constexpr auto kRle = parquet::Encoding::RLE;
    const int most = parquet::LevelEncoder::MaxBufferSize(kRle, 1, count);
    scratch_.page.Resize(sizeof(int32_t) + most);
    parquet::LevelEncoder encoder;
    encoder.Init(kRle, 1, count,
                 reinterpret_cast<uint8_t*>(scratch_.page.data()) + sizeof(int32_t),
                 most);
    encoder.Encode(count, scratch_.levels.data());
    const int32_t length = encoder.len();
    std::memcpy(scratch_.page.data(), &length, sizeof(length));
    scratch_.page.Resize(sizeof(length) + length);
    END_PARQUET_CATCH_EXCEPTIONS
    return arrow::Status::OK();
  }

  arrow::Status AppendValues(const CodeSpan& codes) {
    switch (chunk_.encoding) {
      case PageEncoding::kFullDictionary:
      case PageEncoding::kUsedDictionary:
        AppendIndices(codes);
        return arrow::Status::OK();
      case PageEncoding::kDelta:
        return AppendEncoded(codes, parquet::Encoding::DELTA_BINARY_PACKED);
      case PageEncoding::kByteStreamSplit:
        return AppendEncoded(codes, parquet::Encoding::BYTE_STREAM_SPLIT);
      case PageEncoding::kPlain:
        break;
    }
    if (values_.physical_type() == PhysicalType::kBoolean) {
      return AppendEncoded(codes, parquet::Encoding::PLAIN);
    }
    values_.AppendPlain(codes, &scratch_.page);
    return arrow::Status::OK();
  }

  void AppendIndices(const CodeSpan& codes) {
    const char width = static_cast<char>(width_);
    scratch_.page.Append(&width, 1);
    if (codes.count == 0) return;
    if (width_ == 0) return AppendRepeatedRun(codes.count);
    const bool direct = chunk_.encoding == PageEncoding::kFullDictionary;
    const auto append = [&](const auto* words) {
      if (direct) {
        AppendBitPackedRun(
            codes.count, width_, [words](int64_t i) { return words[i]; }, &scratch_.page);
      } else {
        const uint32_t* indices = scratch_.indices.data();
        AppendBitPackedRun(
            codes.count, width_,
            [words, indices](int64_t i) { return indices[words[i]]; }, &scratch_.page);
      }
    };
    codes.width == CodeWidth::k32 ? append(codes.codes32()) : append(codes.codes64());
  }

  // A dictionary of one value: an RLE run of indices that have no bits.
  void AppendRepeatedRun(int64_t count) {
    for (uint64_t header = static_cast<uint64_t>(count) << 1;; header >>= 7) {
      const bool more = header >= 128;
      const char byte = static_cast<char>((header & 127) | (more ? 128 : 0));
      scratch_.page.Append(&byte, 1);
      if (!more) return;
    }
  }

  arrow::Status AppendEncoded(const CodeSpan& codes, parquet::Encoding::type encoding) {
    scratch_.values.Clear();
    values_.AppendPlain(codes, &scratch_.values);
    const void* data = scratch_.values.data();
    const int count = static_cast<int>(codes.count);
    switch (values_.physical_type()) {
      case PhysicalType::kInt32:
        return PutTyped<parquet::Int32Type>(encoding, data, count);
      case PhysicalType::kInt64:
        return PutTyped<parquet::Int64Type>(encoding, data, count);
      case PhysicalType::kDouble:
        return PutTyped<parquet::DoubleType>(encoding, data, count);
      default:
        return PutTyped<parquet::BooleanType>(encoding, data, count);
    }
  }

  template <typename Type>
  arrow::Status PutTyped(parquet::Encoding::type encoding, const void* data, int count) {
    BEGIN_PARQUET_CATCH_EXCEPTIONS
    auto encoder = parquet::MakeTypedEncoder<Type>(encoding);
    encoder->Put(static_cast<const typename Type::c_type*>(data), count);
    const std::shared_ptr<arrow::Buffer> bytes = encoder->FlushValues();
    scratch_.page.Append(bytes->data(), bytes->size());
    END_PARQUET_CATCH_EXCEPTIONS
    return arrow::Status::OK();
  }

  arrow::Status Compress(EncodedPage* page) {
    page->uncompressed_size = static_cast<int64_t>(scratch_.page.size());
    if (compressor_ != nullptr) return compressor_->Compress(scratch_.page, &page->bytes);
    page->bytes.Clear();
    page->bytes.Swap(scratch_.page);
    return arrow::Status::OK();
  }

  void MergeStatistics() {
    RowStatistics all;
    for (size_t i = 0; i < chunk_.page_count; ++i) {
      all.missing += chunk_.pages[i].statistics.missing;
    }
    MergeExtremes(&all);
    chunk_.statistics = std::move(all);
  }

  // Over the rows' codes again would be a second pass; the pages' extremes suffice.
  void MergeExtremes(RowStatistics* all) const;

  const ColumnPlan& column_;
  const ParquetValues& values_;
  PageCompressor* compressor_;
  ColumnChunkScratch& scratch_;
  EncodedColumnChunk& chunk_;
  std::optional<uint32_t> missing_;
  int width_ = 0;  ///< bits of a dictionary index
};

// Compares PLAIN bytes as the type orders them.
bool Less(PhysicalType type, const std::string& a, const std::string& b) {
  const auto typed = [&](auto zero) {
    auto x = zero;
    auto y = zero;
    std::memcpy(&x, a.data(), sizeof(x));
    std::memcpy(&y, b.data(), sizeof(y));
    return x < y;
  };
  switch (type) {
    case PhysicalType::kBoolean:
      return typed(uint8_t{0});
    case PhysicalType::kInt32:
      return typed(int32_t{0});
    case PhysicalType::kInt64:
      return typed(int64_t{0});
    case PhysicalType::kDouble:
      return typed(0.0);
    case PhysicalType::kByteArray:
      break;
  }
  return a < b;  // char_traits<char> compares unsigned bytes, as the format wants
}

void ChunkWork::MergeExtremes(RowStatistics* all) const {
  const PhysicalType type = values_.physical_type();
  for (size_t i = 0; i < chunk_.page_count; ++i) {
    const RowStatistics& page = chunk_.pages[i].statistics;
    if (!page.has_extremes) continue;
    Extremes& merged = all->extremes;
    if (!all->has_extremes || Less(type, page.extremes.min, merged.min)) {
      merged.min = page.extremes.min;
    }
    if (!all->has_extremes || Less(type, merged.max, page.extremes.max)) {
      merged.max = page.extremes.max;
    }
    all->has_extremes = true;
  }
}

}  // namespace

ColumnChunkEncoder::ColumnChunkEncoder(const ColumnPlan& column)
    : column_(column), values_(MakeParquetValues(column.domain)) {}

arrow::Status ColumnChunkEncoder::Encode(RowRange rows, PageCompressor* compressor,
                                         ColumnChunkScratch* scratch,
                                         EncodedColumnChunk* chunk) const {
  return ChunkWork(column_, *values_, compressor, scratch, chunk).Encode(rows);
}

}  // namespace rand_engine
