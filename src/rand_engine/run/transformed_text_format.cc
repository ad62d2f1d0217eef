// CSV and JSON of rows that the user's transform makes.
#include <arrow/record_batch.h>
#include <arrow/result.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "rand_engine/encode/arrow/batch_plan.h"
#include "rand_engine/run/text_part_format.h"
#include "rand_engine/run/transformed_rows.h"

namespace rand_engine {
namespace {

struct TransformedUnit : TextUnit {
  std::shared_ptr<arrow::RecordBatch> batch;  ///< the rows of the piece
  TextPiece piece;
};

/// A unit is a chunk of rows in a section. The first section transforms them, and counts
/// them for the others (the row numbers behind the data of orient split).
class TransformedTextFormat final : public TextPartFormat {
 public:
  TransformedTextFormat(std::shared_ptr<const Plan> plan, const OutputPlan& output,
                        TransformedRows* rows, std::unique_ptr<TextEncoder> sample,
                        std::unique_ptr<Compressor> compressor)
      : TextPartFormat(std::move(compressor)),
        plan_(std::move(plan)),
        output_(output),
        rows_(rows),
        sample_(std::move(sample)) {}

  int64_t CountUnits(RowRange part) const override {
    return TransformedRows::CountChunks(part.count) *
           static_cast<int64_t>(sample_->section_count());
  }

  std::unique_ptr<Unit> NewUnit() const override {
    return std::make_unique<TransformedUnit>();
  }

  arrow::Status Prepare(RowRange part, int64_t number, Unit* unit) override {
    auto* transformed = static_cast<TransformedUnit*>(unit);
    const int64_t chunks = TransformedRows::CountChunks(part.count);
    const int64_t chunk = number % chunks;
    if (number == 0) {
      first_row_ = rows_->next_row();
      counts_.assign(chunks, 0);
    }
    transformed->batch = rows_->sample()->Slice(0, 0);
    if (number < chunks) {
      ARROW_ASSIGN_OR_RAISE(transformed->batch,
                            rows_->Next(plan_, TransformedRows::ChunkAt(part, chunk)));
      counts_[chunk] = transformed->batch->num_rows();
    }
    if (chunk == 0) rows_before_ = 0;
    TextPiece& piece = transformed->piece;
    piece.section = static_cast<size_t>(number / chunks);
    piece.rows = {first_row_ + rows_before_, counts_[chunk]};
    piece.begins_section = chunk == 0;
    piece.follows_rows = rows_before_ > 0;
    piece.ends_section = chunk + 1 == chunks;
    rows_before_ += counts_[chunk];
    return arrow::Status::OK();
  }

  int64_t EstimateBytes(int64_t rows) const override {
    return sample_->EstimateBytes(rows);
  }

 protected:
  arrow::Status MakeText(RowRange, int64_t, TextUnit* unit) const override {
    auto* transformed = static_cast<TransformedUnit*>(unit);
    const TextPiece& piece = transformed->piece;
    ARROW_ASSIGN_OR_RAISE(auto plan,
                          MakeBatchPlan(std::move(transformed->batch), piece.rows.first));
    // The encoder is another one for each batch; so are the cells of its columns.
    transformed->scratch = {};
    ARROW_ASSIGN_OR_RAISE(const auto encoder,
                          MakeTextEncoder(std::move(plan), output_, INT64_MAX));
    return encoder->EncodePiece(piece, &transformed->scratch, &transformed->text);
  }

 private:
  std::shared_ptr<const Plan> plan_;
  OutputPlan output_;
  TransformedRows* rows_;
  std::unique_ptr<TextEncoder> sample_;  ///< of the sample's rows: tells of all

  // Of the part that is being prepared.
  int64_t first_row_ = 0;        // number of its first row, as written
  std::vector<int64_t> counts_;  // rows of each chunk
  int64_t rows_before_ = 0;      // of the section
};

}  // namespace

arrow::Result<std::unique_ptr<PartFormat>> MakeTransformedTextFormat(
    std::shared_ptr<const Plan> plan, const OutputPlan& output,
    const RunContext& context) {
  TransformedRows* rows = context.transformed;
  OutputPlan counted_last = output;
  counted_last.json.index_last = true;
  ARROW_ASSIGN_OR_RAISE(auto sample_plan, MakeBatchPlan(rows->sample(), 0));
  ARROW_ASSIGN_OR_RAISE(auto sample,
                        MakeTextEncoder(std::move(sample_plan), counted_last, INT64_MAX));
  ARROW_ASSIGN_OR_RAISE(auto compressor, MakeCompressor(output, context));
  return std::make_unique<TransformedTextFormat>(
      std::move(plan), counted_last, rows, std::move(sample), std::move(compressor));
}

}  // namespace rand_engine
