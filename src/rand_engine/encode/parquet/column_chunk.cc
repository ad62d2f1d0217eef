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
#include <limits>
#include <numeric>
#include <optional>
#include <utility>

#include "rand_engine/encode/parquet/bit_packing.h"
#include "rand_engine/encode/parquet/varint.h"

namespace rand_engine {
namespace {

// Pages of about a mebibyte, and never so many rows that the page index says little.
constexpr double kPageBytes = 1 << 20;
constexpr int64_t kMostPageRows = 131'072;
constexpr int64_t kFewestPageRows = 1'024;

/// The work on one piece, whose encoding is chosen; lives for one call.
class ChunkWork {
 public:
  ChunkWork(const Leaf& leaf, const ParquetValues& values,
            SharedDictionary* kept_dictionary, PageCompressor* compressor,
            bool tells_matches, ColumnChunkScratch* scratch, EncodedPages* encoded)
      : leaf_(leaf),
        column_(leaf.column()),
        values_(values),
        kept_dictionary_(kept_dictionary),
        compressor_(compressor),
        tells_matches_(tells_matches),
        writes_uuids_(tells_matches && values.uuids() != nullptr &&
                      compressor->takes_uuids()),
        scratch_(*scratch),
        encoded_(*encoded),
        missing_(column_.missing_code) {}

  // Encodes the pages that begin in [begin, end) of the chunk that holds `rows`.
  arrow::Status Encode(RowRange rows, int64_t begin, int64_t end, int64_t page_rows) {
    ARROW_RETURN_NOT_OK(MakeDictionary(rows, begin == 0, page_rows));
    encoded_.page_count = 0;
    for (int64_t first = begin; first < end; first += page_rows) {
      const int64_t count = std::min(page_rows, rows.count - first);
      ARROW_RETURN_NOT_OK(EncodePage(rows, first, count));
    }
    encoded_.ends_chunk = end == rows.count;
    return arrow::Status::OK();
  }

 private:
  arrow::Status MakeDictionary(RowRange rows, bool begins_chunk, int64_t page_rows) {
    encoded_.dictionary = nullptr;
    if (encoded_.encoding == PageEncoding::kFullDictionary) {
      width_ = BitWidth(values_.domain_size());
      if (!begins_chunk) return arrow::Status::OK();
      const auto make = [this](FilePage* page) { return MakeFullDictionary(page); };
      if (kept_dictionary_ != nullptr) {
        return kept_dictionary_->Get(make, &encoded_.dictionary);
      }
      encoded_.dictionary = &encoded_.own_dictionary;
      return make(&encoded_.own_dictionary);
    }
    if (encoded_.encoding == PageEncoding::kUsedDictionary) {
      encoded_.dictionary = &encoded_.own_dictionary;
      scratch_.used.assign(values_.domain_size() / 64 + 1, 0);
      // Nested values are read page by page, and once more when they are written.
      const int64_t step = leaf_.is_nested() ? page_rows : rows.count;
      for (int64_t first = 0; first < rows.count; first += step) {
        MarkUsed(ReadCodes({rows.first + first, std::min(step, rows.count - first)}));
      }
      return MakeUsedDictionary();
    }
    return arrow::Status::OK();
  }

  arrow::Status MakeFullDictionary(FilePage* page) {
    const auto size = static_cast<int64_t>(values_.domain_size());
    CodeBuffer all;
    uint32_t* codes = all.Prepare32(size);
    std::iota(codes, codes + size, 0u);
    return FinishDictionary({CodeWidth::k32, codes, size}, page);
  }

  arrow::Status FinishDictionary(const CodeSpan& codes, FilePage* page) {
    ClearPage();
    AppendPlain(codes);
    ARROW_RETURN_NOT_OK(Compress(&PageCompressor::CompressAtOnce, page));
    MakeDictionaryHeader(static_cast<int32_t>(codes.count), page);
    return arrow::Status::OK();
  }

  void MarkUsed(const CodeSpan& codes) {
    const auto mark = [this, &codes](const auto* words) {
      for (int64_t i = 0; i < codes.count; ++i) {
        scratch_.used[words[i] / 64] |= uint64_t{1} << (words[i] % 64);
      }
    };
    codes.width == CodeWidth::k32 ? mark(codes.codes32()) : mark(codes.codes64());
  }

  // Numbers the codes that come up in the domain's order.
  arrow::Status MakeUsedDictionary() {
    const uint64_t size = values_.domain_size();
    if (missing_) scratch_.used[*missing_ / 64] &= ~(uint64_t{1} << (*missing_ % 64));
    if (scratch_.indices.size() < size) scratch_.indices.resize(size);
    CodeBuffer found;
    uint32_t* out = found.Prepare32(CountUsed());
    int64_t distinct = 0;
    for (size_t word = 0; word < scratch_.used.size(); ++word) {
      for (uint64_t bits = scratch_.used[word]; bits != 0; bits &= bits - 1) {
        const auto code = static_cast<uint32_t>(word * 64 + std::countr_zero(bits));
        scratch_.indices[code] = static_cast<uint32_t>(distinct);
        out[distinct++] = code;
      }
    }
    width_ = BitWidth(static_cast<uint64_t>(distinct));
    return FinishDictionary({CodeWidth::k32, out, distinct}, &encoded_.own_dictionary);
  }

  int64_t CountUsed() const {
    int64_t count = 0;
    for (const uint64_t word : scratch_.used) count += std::popcount(word);
    return count;
  }

  arrow::Status EncodePage(RowRange rows, int64_t first, int64_t count) {
    if (encoded_.page_count == encoded_.pages.size()) encoded_.pages.emplace_back();
    EncodedPage& page = encoded_.pages[encoded_.page_count++];
    page.first_row = first;
    page.statistics = {};
    ClearPage();
    CodeSpan codes = CodesOfPage(rows, first, count);
    if (missing_) SplitMissing(&codes);
    if (leaf_.is_nested()) {
      count = static_cast<int64_t>(scratch_.leaf_values.definitions.size());
      ARROW_RETURN_NOT_OK(AppendNestedLevels());
    } else if (missing_) {
      ARROW_RETURN_NOT_OK(AppendLevels(scratch_.levels, 1));
    }
    page.values = static_cast<int32_t>(count);
    page.statistics.missing = count - codes.count;
    const size_t begin = scratch_.page.size();
    if (!writes_uuids_) ARROW_RETURN_NOT_OK(AppendValues(codes));
    if (codes.count > 0) {
      std::optional<Extremes> extremes =
          encoded_.encoding == PageEncoding::kPlain
              ? values_.FindExtremesOfPlain(codes, scratch_.page.view().substr(begin))
              : values_.FindExtremes(codes);
      page.statistics.has_extremes = extremes.has_value();
      page.statistics.extremes = std::move(extremes).value_or(Extremes{});
    }
    ARROW_RETURN_NOT_OK(writes_uuids_ ? FinishUuids(codes, &page) : FinishBytes(&page));
    MakeDataHeader(page.values, encoded_.encoding, &page);
    return arrow::Status::OK();
  }

  // A used dictionary took the codes of all rows already.
  CodeSpan CodesOfPage(RowRange rows, int64_t first, int64_t count) {
    const bool is_used = encoded_.encoding == PageEncoding::kUsedDictionary;
    if (is_used && !leaf_.is_nested()) {
      return SpanOf(scratch_.codes, rows.count).Slice(first, count);
    }
    return ReadCodes({rows.first + first, count});
  }

  CodeSpan ReadCodes(RowRange rows) {
    if (leaf_.is_nested()) {
      LeafValues& values = scratch_.leaf_values;
      ReadLeaf(leaf_, rows, &scratch_.leaf, &values);
      return SpanOf(values.codes, values.count);
    }
    column_.source->Fill(static_cast<uint64_t>(rows.first), rows.count, &scratch_.codes);
    return SpanOf(scratch_.codes, rows.count);
  }

  // Leaves the codes that are present; their levels say which they were.
  void SplitMissing(CodeSpan* codes) {
    const int64_t count = codes->count;
    CodeBuffer& present = scratch_.present;
    scratch_.levels.resize(count);
    switch (codes->width) {
      case CodeWidth::k32:
        *codes = KeepPresent<1>(*codes, codes->codes32(), present.Prepare32(count));
        break;
      case CodeWidth::k64:
        *codes = KeepPresent<1>(*codes, codes->codes64(), present.Prepare64(count));
        break;
      case CodeWidth::k128:
        *codes = KeepPresent<2>(*codes, codes->codes64(), present.Prepare128(count));
        break;
    }
  }

  // Puts repetition and definition levels into the page.
  arrow::Status AppendNestedLevels() {
    LeafValues& values = scratch_.leaf_values;
    if (missing_) {
      size_t next = 0;
      for (int16_t& definition : values.definitions) {
        if (definition != values.definition) continue;
        definition = static_cast<int16_t>(definition + scratch_.levels[next++]);
      }
    }
    if (leaf_.most_repetition > 0) {
      ARROW_RETURN_NOT_OK(AppendLevels(values.repetitions, leaf_.most_repetition));
    }
    if (leaf_.most_definition == 0) return arrow::Status::OK();
    return AppendLevels(values.definitions, leaf_.most_definition);
  }

  template <int kWords, typename Word>
  CodeSpan KeepPresent(const CodeSpan& codes, const Word* words, Word* present) {
    const auto missing = static_cast<Word>(*missing_);
    int16_t* levels = scratch_.levels.data();
    int64_t kept = 0;
    for (int64_t i = 0; i < codes.count; ++i) {
      const bool is_present = words[kWords * i] != missing;
      levels[i] = is_present;
      for (int word = 0; word < kWords; ++word) {
        present[kWords * kept + word] = words[kWords * i + word];
      }
      kept += is_present;
    }
    return {codes.width, present, kept};
  }

  arrow::Status AppendLevels(const std::vector<int16_t>& levels, int most_level) {
    BEGIN_PARQUET_CATCH_EXCEPTIONS
    constexpr auto kRle = parquet::Encoding::RLE;
    const auto level = static_cast<int16_t>(most_level);
    const int count = static_cast<int>(levels.size());
    const int most = parquet::LevelEncoder::MaxBufferSize(kRle, level, count);
    const size_t begin = scratch_.page.size();
    scratch_.page.Resize(begin + sizeof(int32_t) + most);
    char* const out = scratch_.page.data() + begin;
    parquet::LevelEncoder encoder;
    encoder.Init(kRle, level, count, reinterpret_cast<uint8_t*>(out) + sizeof(int32_t),
                 most);
    encoder.Encode(count, levels.data());
    const int32_t length = encoder.len();
    std::memcpy(out, &length, sizeof(length));
    scratch_.page.Resize(begin + sizeof(length) + length);
    END_PARQUET_CATCH_EXCEPTIONS
    return arrow::Status::OK();
  }

  arrow::Status AppendValues(const CodeSpan& codes) {
    switch (encoded_.encoding) {
      case PageEncoding::kFullDictionary:
      case PageEncoding::kUsedDictionary:
        AppendIndices(codes);
        return arrow::Status::OK();
      case PageEncoding::kDelta:
        values_.AppendDelta(codes, &scratch_.page);
        return arrow::Status::OK();
      case PageEncoding::kByteStreamSplit:
        return AppendEncoded(codes, parquet::Encoding::BYTE_STREAM_SPLIT);
      case PageEncoding::kPlain:
        break;
    }
    if (values_.physical_type() == PhysicalType::kBoolean) {
      return AppendEncoded(codes, parquet::Encoding::PLAIN);
    }
    AppendPlain(codes);
    return arrow::Status::OK();
  }

  void ClearPage() {
    scratch_.page.Clear();
    scratch_.matches.Clear();
  }

  void AppendPlain(const CodeSpan& codes) {
    if (tells_matches_) {
      return values_.AppendPlainWithMatches(codes, &scratch_.page, &scratch_.matches);
    }
    values_.AppendPlain(codes, &scratch_.page);
  }

  void AppendIndices(const CodeSpan& codes) {
    const char width = static_cast<char>(width_);
    scratch_.page.Append(&width, 1);
    if (codes.count == 0) return;
    if (width_ == 0) return AppendRepeatedRun(codes.count);
    AppendBitPackedRun(IndicesOf(codes), codes.count, width_, &scratch_.page);
  }

  const uint32_t* IndicesOf(const CodeSpan& codes) {
    const bool direct = encoded_.encoding == PageEncoding::kFullDictionary;
    const bool narrow = codes.width == CodeWidth::k32;
    if (direct && narrow) return codes.codes32();
    scratch_.page_indices.resize(codes.count);
    uint32_t* out = scratch_.page_indices.data();
    const auto look_up = [&](const auto* words) {
      const uint32_t* indices = scratch_.indices.data();
      for (int64_t i = 0; i < codes.count; ++i) {
        out[i] = direct ? static_cast<uint32_t>(words[i]) : indices[words[i]];
      }
    };
    narrow ? look_up(codes.codes32()) : look_up(codes.codes64());
    return out;
  }

  // A dictionary of one value: an RLE run of indices that have no bits.
  void AppendRepeatedRun(int64_t count) {
    AppendVarint(static_cast<uint64_t>(count) << 1, &scratch_.page);
  }

  arrow::Status AppendEncoded(const CodeSpan& codes, parquet::Encoding::type encoding) {
    scratch_.values.Clear();
    values_.AppendPlain(codes, &scratch_.values);
    const void* data = scratch_.values.data();
    const int count = static_cast<int>(codes.count);
    switch (values_.physical_type()) {
      case PhysicalType::kFloat:
        return PutTyped<parquet::FloatType>(encoding, data, count);
      case PhysicalType::kDouble:
        return PutTyped<parquet::DoubleType>(encoding, data, count);
      default:
        return PutTyped<parquet::BooleanType>(encoding, data, count);
    }
  }

  template <typename Type>
  arrow::Status PutTyped(parquet::Encoding::type encoding, const void* data, int count) {
    const auto* values = static_cast<const typename Type::c_type*>(data);
    BEGIN_PARQUET_CATCH_EXCEPTIONS
    auto encoder = parquet::MakeTypedEncoder<Type>(encoding);
    encoder->Put(values, count);
    const std::shared_ptr<arrow::Buffer> bytes = encoder->FlushValues();
    scratch_.page.Append(bytes->data(), bytes->size());
    END_PARQUET_CATCH_EXCEPTIONS
    return arrow::Status::OK();
  }

  // Texts that are only compressed need not be written.
  arrow::Status FinishUuids(const CodeSpan& codes, EncodedPage* page) {
    std::vector<UuidBits>& uuids = scratch_.uuids;
    uuids.resize(codes.count);
    const uint64_t* words = codes.codes64();
    for (int64_t i = 0; i < codes.count; ++i) {
      const auto [high, low] = values_.uuids()->BitsOf(words[2 * i], words[2 * i + 1]);
      uuids[i] = {high, low};
    }
    page->uncompressed_size =
        static_cast<int64_t>(scratch_.page.size() + uuids.size() * kPlainUuidBytes);
    return compressor_->CompressUuids(scratch_.page.view(), uuids, &page->bytes);
  }

  arrow::Status FinishBytes(EncodedPage* page) {
    const bool stored = compressor_ != nullptr && !leaf_.is_nested() &&
                        column_.source->uniform_codes() == values_.domain_size() &&
                        IsTightlyPacked(encoded_.encoding, values_.domain_size());
    if (!stored) return Compress(&PageCompressor::Compress, page);
    page->uncompressed_size = static_cast<int64_t>(scratch_.page.size());
    return compressor_->Store(scratch_.page, &page->bytes);
  }

  arrow::Status Compress(decltype(&PageCompressor::Compress) compress, FilePage* page) {
    if (scratch_.page.size() > std::numeric_limits<int32_t>::max()) {
      return arrow::Status::CapacityError("column '", column_.schema.name,
                                          "': a page has more than 2 GiB");
    }
    page->uncompressed_size = static_cast<int64_t>(scratch_.page.size());
    if (!scratch_.matches.AreTrue(scratch_.page.view())) {
      return arrow::Status::UnknownError("column '", column_.schema.name,
                                         "': a text was to repeat what it does not; "
                                         "this is a mistake of rand_engine, nothing was "
                                         "written");
    }
    ByteBuffer& bytes = page->bytes;
    if (compressor_ != nullptr) {
      return (compressor_->*compress)(scratch_.page, scratch_.matches.matches(), &bytes);
    }
    bytes.Clear();
    bytes.Swap(scratch_.page);
    return arrow::Status::OK();
  }

  const Leaf& leaf_;
  const ColumnPlan& column_;
  const ParquetValues& values_;
  SharedDictionary* kept_dictionary_;  ///< may be null
  PageCompressor* compressor_;
  bool tells_matches_;
  bool writes_uuids_;  ///< from their bits, without their texts
  ColumnChunkScratch& scratch_;
  EncodedPages& encoded_;
  std::optional<uint64_t> missing_;
  int width_ = 0;  ///< bits of a dictionary index
};

}  // namespace

ColumnChunkEncoder::ColumnChunkEncoder(Leaf leaf)
    : leaf_(std::move(leaf)),
      values_(MakeParquetValues(leaf_.column().domain, leaf_.column().schema.storage)),
      plain_trial_(std::make_unique<MatchTrial>(/*distinct=*/false)),
      distinct_trial_(std::make_unique<MatchTrial>(/*distinct=*/true)) {
  const double bytes = std::max(row_bytes(), 0.125);
  const double items = std::max(leaf_.typical_values, 1.0);
  const auto fewest = static_cast<int64_t>(std::max(kFewestPageRows / items, 1.0));
  page_rows_ =
      std::clamp(static_cast<int64_t>(kPageBytes / bytes), fewest, kMostPageRows);
}

PageEncoding ColumnChunkEncoder::EncodingOf(int64_t rows, bool compressed) const {
  const ColumnPlan& column = leaf_.column();
  const double values = static_cast<double>(rows) * leaf_.typical_values;
  return ChooseEncoding(*values_,
                        {static_cast<int64_t>(values), compressed,
                         column.missing_code.has_value(), column.follows_row_number});
}

int64_t ColumnChunkEncoder::CountPieces(int64_t rows, bool compressed) const {
  const bool whole = EncodingOf(rows, compressed) == PageEncoding::kUsedDictionary;
  return whole ? 1 : (rows + page_rows_ - 1) / page_rows_;
}

arrow::Result<bool> ColumnChunkEncoder::TellsMatches(PageEncoding encoding, int64_t rows,
                                                     PageCompressor* compressor) const {
  const ColumnPlan& column = leaf_.column();
  const bool plain = encoding == PageEncoding::kPlain;
  const bool distinct = encoding == PageEncoding::kUsedDictionary ||
                        encoding == PageEncoding::kFullDictionary;
  const int64_t sample = std::min(MatchTrial::kRows, page_rows_);
  const bool too_few =
      rows < sample ||
      (column.most_rows != 0 && column.most_rows < static_cast<uint64_t>(sample));
  if (compressor == nullptr || !compressor->takes_matches() || leaf_.is_nested() ||
      !values_->knows_matches() || (!plain && !distinct) || too_few) {
    return false;
  }
  MatchTrial& trial = plain ? *plain_trial_ : *distinct_trial_;
  return trial.Pays(column, *values_, sample, compressor);
}

arrow::Status ColumnChunkEncoder::Encode(RowRange rows, int64_t piece,
                                         PageCompressor* compressor,
                                         ColumnChunkScratch* scratch,
                                         EncodedPages* encoded) const {
  encoded->encoding = EncodingOf(rows.count, compressor != nullptr);
  const bool whole = encoded->encoding == PageEncoding::kUsedDictionary;
  const int64_t begin = piece * page_rows_;
  const int64_t end = whole ? rows.count : std::min(begin + page_rows_, rows.count);
  ARROW_ASSIGN_OR_RAISE(const bool tells_matches,
                        TellsMatches(encoded->encoding, rows.count, compressor));
  return ChunkWork(leaf_, *values_, dictionary_.get(), compressor, tells_matches, scratch,
                   encoded)
      .Encode(rows, begin, end, page_rows_);
}

}  // namespace rand_engine
