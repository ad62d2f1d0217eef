// CSV and JSON with an external codec.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "rand_engine/compress/compressor.h"
#include "rand_engine/encode/text/text_encoder.h"
#include "rand_engine/run/part_format.h"

namespace rand_engine {

struct TextUnit : Unit {
  TextScratch scratch;
  ByteBuffer text;
  CompressedChunk compressed;
};

/// Text, whatever it is made of, through the codec into the file.
class TextPartFormat : public PartFormat {
 public:
  ~TextPartFormat() override;
  arrow::Status Encode(RowRange part, int64_t number, Unit* unit) const override;
  arrow::Result<std::unique_ptr<PartWriter>> Open(RowRange part, const std::string& name,
                                                  OutputFile* file) const override;

 protected:
  /// `compressor` is null without a codec.
  explicit TextPartFormat(std::unique_ptr<Compressor> compressor);

  /// Replace the unit's text.
  virtual arrow::Status MakeText(RowRange part, int64_t number, TextUnit* unit) const = 0;

 private:
  std::unique_ptr<Compressor> compressor_;
};

/// Null without a codec.
arrow::Result<std::unique_ptr<Compressor>> MakeCompressor(const OutputPlan& output,
                                                          const RunContext& context);

/// The encoder of output.format. `row_end` bounds the numbers of the rows to be written.
arrow::Result<std::unique_ptr<TextEncoder>> MakeTextEncoder(
    std::shared_ptr<const Plan> plan, const OutputPlan& output, int64_t row_end);

}  // namespace rand_engine
