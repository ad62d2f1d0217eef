#include "rand_engine/run/parquet_part_format.h"

#include <arrow/result.h>
#include <fmt/format.h>
#include <oneapi/tbb/enumerable_thread_specific.h>

#include <utility>

#include "rand_engine/run/content_hash.h"
#include "rand_engine/version.h"
#include "rand_engine/write/arrow_output_stream.h"

namespace rand_engine {
namespace {

struct ParquetUnit : Unit {
  EncodedPages piece;
  bool empty = false;  ///< the one unit of a part without rows
};

class ParquetPartWriter : public PartWriter {
 public:
  ParquetPartWriter(std::unique_ptr<ParquetFileWriter> writer, KeyValues key_values)
      : writer_(std::move(writer)), key_values_(std::move(key_values)) {}

  arrow::Status Append(Unit* unit) override {
    const auto& encoded = static_cast<const ParquetUnit&>(*unit);
    return encoded.empty ? arrow::Status::OK() : writer_->Append(encoded.piece);
  }
  arrow::Status Finish() override { return writer_->Finish(key_values_); }

 private:
  std::unique_ptr<ParquetFileWriter> writer_;
  KeyValues key_values_;
};

// A larger spec would weigh more than the data in many small parts.
constexpr size_t kMostSpecBytes = 16 << 10;

class ParquetPartFormat : public PartFormat {
 public:
  ParquetPartFormat(std::unique_ptr<ParquetEncoder> encoder, KeyValues key_values)
      : encoder_(std::move(encoder)), key_values_(std::move(key_values)) {}

  int64_t CountUnits(RowRange part) const override {
    return part.count == 0 ? 1 : encoder_->CountUnits(part.count);
  }

  std::unique_ptr<Unit> NewUnit() const override {
    return std::make_unique<ParquetUnit>();
  }

  arrow::Status Encode(RowRange part, int64_t number, Unit* unit) const override {
    auto* encoded = static_cast<ParquetUnit*>(unit);
    encoded->empty = part.count == 0;
    if (encoded->empty) return arrow::Status::OK();
    return encoder_->EncodeUnit(part, number, &scratch_.local(), &encoded->piece);
  }

  arrow::Result<std::unique_ptr<PartWriter>> Open(RowRange part, const std::string&,
                                                  OutputFile* file) const override {
    auto stream = std::make_shared<ArrowOutputStream>(file);
    ARROW_ASSIGN_OR_RAISE(auto writer, encoder_->OpenFile(part, std::move(stream)));
    ARROW_RETURN_NOT_OK(writer->Begin());
    return std::make_unique<ParquetPartWriter>(std::move(writer),
                                               DescribePart(key_values_, part));
  }

  int64_t EstimateBytes(int64_t rows) const override {
    return encoder_->EstimateBytes(rows);
  }

 private:
  std::unique_ptr<ParquetEncoder> encoder_;
  mutable oneapi::tbb::enumerable_thread_specific<ParquetScratch> scratch_;
  KeyValues key_values_;  ///< of every part; empty if none are wanted
};

}  // namespace

KeyValues DescribeRun(const Plan& plan, const OutputPlan& output,
                      const RunContext& context) {
  if (!output.parquet.metadata) return {};
  KeyValues key_values = {{"rand_engine.version", kVersion},
                          {"rand_engine.data_version", fmt::format("{}", kDataVersion)},
                          {"rand_engine.spec_sha256", context.spec_sha256},
                          {"rand_engine.seed", plan.inputs().seed},
                          {"rand_engine.codec_version", CodecVersion(output)}};
  if (const std::string release = plan.ZoneRelease(); !release.empty()) {
    key_values.emplace_back("rand_engine.tzdata_version", release);
  }
  if (const auto& source = plan.inputs().source) {
    key_values.emplace_back("rand_engine.table", source->name());
  }
  if (context.spec_json.size() <= kMostSpecBytes) {
    key_values.emplace_back("rand_engine.spec", context.spec_json);
  }
  return key_values;
}

KeyValues DescribePart(KeyValues key_values, RowRange part) {
  if (key_values.empty()) return key_values;
  key_values.emplace_back("rand_engine.first_row", fmt::format("{}", part.first));
  key_values.emplace_back("rand_engine.rows", fmt::format("{}", part.count));
  return key_values;
}

arrow::Result<std::unique_ptr<PartFormat>> MakeParquetPartFormat(
    std::shared_ptr<const Plan> plan, const OutputPlan& output,
    const RunContext& context) {
  KeyValues key_values = DescribeRun(*plan, output, context);
  ARROW_ASSIGN_OR_RAISE(
      auto encoder, ParquetEncoder::Make(std::move(plan), output.parquet, output.codec,
                                         output.compression_level, context.stop_token));
  return std::make_unique<ParquetPartFormat>(std::move(encoder), std::move(key_values));
}

}  // namespace rand_engine
