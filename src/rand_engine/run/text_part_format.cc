#include "rand_engine/run/text_part_format.h"

#include <arrow/result.h>

#include <utility>
#include <vector>

#include "rand_engine/compress/compressor.h"
#include "rand_engine/encode/csv/csv_encoder.h"
#include "rand_engine/encode/json/json_encoder.h"
#include "rand_engine/encode/text/text_encoder.h"

namespace rand_engine {
namespace {

// Without a codec text goes to the file as it is.
class PlainTextWriter : public PartWriter {
 public:
  explicit PlainTextWriter(OutputFile* file) : file_(file) {}

  arrow::Status Append(Unit* unit) override {
    const ByteBuffer& text = static_cast<TextUnit*>(unit)->text;
    return file_->Write(text.data(), static_cast<int64_t>(text.size()));
  }
  arrow::Status Finish() override { return arrow::Status::OK(); }

 private:
  OutputFile* file_;
};

class ArchiveWriter : public PartWriter {
 public:
  ArchiveWriter(std::unique_ptr<Archive> archive, OutputFile* file)
      : archive_(std::move(archive)), file_(file) {}

  arrow::Status Append(Unit* unit) override {
    bytes_.Clear();
    if (!begun_) ARROW_RETURN_NOT_OK(archive_->Begin(&bytes_));
    begun_ = true;
    auto* text = static_cast<TextUnit*>(unit);
    ARROW_RETURN_NOT_OK(archive_->AppendTaking(&text->compressed, &bytes_));
    return file_->Write(bytes_.data(), static_cast<int64_t>(bytes_.size()));
  }

  arrow::Status Finish() override {
    bytes_.Clear();
    std::vector<Patch> patches;
    ARROW_RETURN_NOT_OK(archive_->Finish(&bytes_, &patches));
    ARROW_RETURN_NOT_OK(file_->Write(bytes_.data(), static_cast<int64_t>(bytes_.size())));
    for (const Patch& patch : patches) {
      ARROW_RETURN_NOT_OK(file_->WriteAt(static_cast<int64_t>(patch.offset),
                                         patch.bytes.data(),
                                         static_cast<int64_t>(patch.bytes.size())));
    }
    return arrow::Status::OK();
  }

 private:
  std::unique_ptr<Archive> archive_;
  OutputFile* file_;
  ByteBuffer bytes_;
  bool begun_ = false;
};

// A zip's entry is the file's name without its suffix.
std::string EntryName(const std::string& name) {
  const std::string suffix = GetCodec(Codec::kZip).suffix;
  const bool has_suffix = name.size() > suffix.size() && name.ends_with(suffix);
  return has_suffix ? name.substr(0, name.size() - suffix.size()) : name;
}

/// The rows of a plan, in chunks that it says.
class PlanTextFormat final : public TextPartFormat {
 public:
  PlanTextFormat(std::unique_ptr<TextEncoder> encoder,
                 std::unique_ptr<Compressor> compressor)
      : TextPartFormat(std::move(compressor)), encoder_(std::move(encoder)) {}

  int64_t CountUnits(RowRange part) const override {
    return encoder_->CountChunks(part.count);
  }
  std::unique_ptr<Unit> NewUnit() const override { return std::make_unique<TextUnit>(); }
  int64_t EstimateBytes(int64_t rows) const override {
    return encoder_->EstimateBytes(rows);
  }

 protected:
  arrow::Status MakeText(RowRange part, int64_t number, TextUnit* unit) const override {
    return encoder_->EncodeChunk(part, number, &unit->scratch, &unit->text);
  }

 private:
  std::unique_ptr<TextEncoder> encoder_;
};

}  // namespace

TextPartFormat::TextPartFormat(std::unique_ptr<Compressor> compressor)
    : compressor_(std::move(compressor)) {}

TextPartFormat::~TextPartFormat() = default;

arrow::Status TextPartFormat::Encode(RowRange part, int64_t number, Unit* unit) const {
  auto* text = static_cast<TextUnit*>(unit);
  ARROW_RETURN_NOT_OK(MakeText(part, number, text));
  if (compressor_ == nullptr) return arrow::Status::OK();
  return compressor_->CompressChunkTaking(&text->text, &text->compressed);
}

arrow::Result<std::unique_ptr<PartWriter>> TextPartFormat::Open(RowRange,
                                                                const std::string& name,
                                                                OutputFile* file) const {
  if (compressor_ == nullptr) return std::make_unique<PlainTextWriter>(file);
  ARROW_ASSIGN_OR_RAISE(auto archive, compressor_->OpenArchive(EntryName(name)));
  return std::make_unique<ArchiveWriter>(std::move(archive), file);
}

arrow::Result<std::unique_ptr<Compressor>> MakeCompressor(const OutputPlan& output,
                                                          const RunContext& context) {
  if (output.codec == Codec::kNone) return nullptr;
  return Compressor::Make(output.codec, output.compression_level, context.threads,
                          context.stop_token);
}

arrow::Result<std::unique_ptr<TextEncoder>> MakeTextEncoder(
    std::shared_ptr<const Plan> plan, const OutputPlan& output, int64_t row_end) {
  return output.format == Format::kCsv
             ? MakeCsvEncoder(std::move(plan), output.csv, row_end)
             : MakeJsonEncoder(std::move(plan), output.json, row_end);
}

arrow::Result<std::unique_ptr<PartFormat>> MakeTextPartFormat(
    std::shared_ptr<const Plan> plan, const OutputPlan& output,
    const RunContext& context) {
  ARROW_ASSIGN_OR_RAISE(auto encoder,
                        MakeTextEncoder(std::move(plan), output, context.row_end));
  ARROW_ASSIGN_OR_RAISE(auto compressor, MakeCompressor(output, context));
  return std::make_unique<PlanTextFormat>(std::move(encoder), std::move(compressor));
}

}  // namespace rand_engine
