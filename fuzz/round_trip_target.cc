#include <arrow/api.h>
#include <arrow/io/memory.h>
#include <fmt/format.h>

#include <memory>
#include <utility>

#include "fuzz/choices.h"
#include "fuzz/readback.h"
#include "fuzz/spec_maker.h"
#include "fuzz/targets.h"
#include "rand_engine/encode/arrow/record_batch.h"
#include "rand_engine/encode/csv/csv_encoder.h"
#include "rand_engine/encode/json/json_encoder.h"
#include "rand_engine/encode/parquet/parquet_encoder.h"
#include "rand_engine/error.h"
#include "rand_engine/plan/nested.h"
#include "rand_engine/plan/plan.h"
#include "rand_engine/spec.h"

namespace rand_engine::fuzz {
namespace {

constexpr RowRange kRanges[] = {{0, 9},  {0, 0},     {0, 1},
                                {3, 20}, {1000, 33}, {int64_t{1} << 40, 5}};
// Enough for a sample of the first rows that says how texts are compressed.
constexpr RowRange kLargeRanges[] = {{0, 17'000}, {16'000, 2'000}, {0, 20'000}};
constexpr int64_t kMostLargeBytes = 3 << 19;
// Legal specs can ask for rows that are large; those are for other tests.
constexpr int64_t kMostBytes = 1 << 19;
constexpr double kMostItems = 200;

template <typename Result>
auto Made(Result result, const char* what) {
  Require(result.ok(), fmt::format("{}: {}", what, result.status().message()));
  return *std::move(result);
}

std::string TextOf(const TextEncoder& encoder, RowRange rows) {
  std::string text;
  TextScratch scratch;
  ByteBuffer out;
  for (int64_t chunk = 0; chunk < encoder.CountChunks(rows.count); ++chunk) {
    const arrow::Status status = encoder.EncodeChunk(rows, chunk, &scratch, &out);
    Require(status.ok(), status.message());
    text += out.view();
  }
  return text;
}

std::string ParquetOf(const ParquetEncoder& encoder, RowRange rows) {
  auto sink = *arrow::io::BufferOutputStream::Create();
  const auto writer = Made(encoder.OpenFile(rows, sink), "Parquet");
  ParquetScratch scratch;
  EncodedPages pages;
  arrow::Status status = writer->Begin();
  for (int64_t unit = 0; status.ok() && unit < encoder.CountUnits(rows.count); ++unit) {
    status = encoder.EncodeUnit(rows, unit, &scratch, &pages);
    if (status.ok()) status = writer->Append(pages);
  }
  if (status.ok()) status = writer->Finish({});
  Require(status.ok(), status.message());
  return (*sink->Finish())->ToString();
}

CsvOptions ChooseCsv(Choices* choices) {
  CsvOptions options;
  const char* separators[] = {",", ";", "\t", "|"};
  const char* line_ends[] = {"\n", "\r\n"};
  options.separator = choices->OneOf(separators);
  options.line_terminator = choices->OneOf(line_ends);
  options.index = choices->Chance(4);
  options.header = !choices->Chance(4);
  if (choices->Chance(4)) options.decimal = ",";
  options.nested_as_json = true;
  return options;
}

JsonOptions ChooseJson(Choices* choices) {
  JsonOptions options;
  const JsonOrient orients[] = {JsonOrient::kRecords, JsonOrient::kSplit,
                                JsonOrient::kIndex};
  options.lines = choices->Chance(2);
  if (!options.lines) options.orient = choices->OneOf(orients);
  options.force_ascii = !choices->Chance(2);
  if (!options.lines && choices->Chance(3)) options.indent = choices->Below(5);
  return options;
}

void RequireEqual(const Rows& expected, const Rows& read, const char* format) {
  Require(expected.size() == read.size(),
          fmt::format("{} rows became {} in {}", expected.size(), read.size(), format));
  for (size_t row = 0; row < read.size(); ++row) {
    for (size_t i = 0; i < expected[row].size(); ++i) {
      const auto& before = expected[row][i];
      const auto& after = read[row].at(i);
      if (before == after) continue;
      const auto replace = nlohmann::json::error_handler_t::replace;
      throw BrokenPromise(fmt::format("row {} column {}: {} became {} in {}", row, i,
                                      before.dump(-1, ' ', false, replace),
                                      after.dump(-1, ' ', false, replace), format));
    }
  }
}

/// Row by row only where Arrow has other types for the same values.
void RequireEqual(const arrow::Table& expected, const arrow::Table& read) {
  const auto options = arrow::EqualOptions().nans_equal(true);
  bool is_equal = expected.num_columns() == read.num_columns();
  for (int i = 0; is_equal && i < read.num_columns(); ++i) {
    is_equal = expected.column(i)->Equals(*read.column(i), options);
  }
  if (!is_equal) RequireEqual(RowsOf(expected), RowsOf(read), "Parquet");
}

/// All files of one plan and some rows.
class RoundTrip {
 public:
  RoundTrip(std::shared_ptr<const Plan> plan, Choices* choices)
      : plan_(std::move(plan)),
        arrow_(plan_),
        csv_options_(ChooseCsv(choices)),
        json_options_(ChooseJson(choices)) {
    const Codec codecs[] = {Codec::kNone, Codec::kSnappy, Codec::kZstd, Codec::kLz4};
    codec_ = choices->OneOf(codecs);
    const int64_t group_rows[] = {0, 1, 4};
    parquet_options_.row_group_size = choices->OneOf(group_rows);
    last_row_ = 1 + static_cast<int64_t>(choices->Below(8));
  }

  void Run(RowRange rows) {
    csv_ = Made(MakeCsvEncoder(plan_, csv_options_, rows.end()), "CSV");
    if (csv_->EstimateBytes(rows.count) > kMostBytes) return;
    json_ = Made(MakeJsonEncoder(plan_, json_options_, rows.end()), "JSON");
    parquet_ = Made(ParquetEncoder::Make(plan_, parquet_options_, codec_, {}), "Parquet");
    const Rows all = Check(rows);
    if (rows.count < 2) return;
    // Any part of the rows, made alone, is those rows.
    const int64_t first = rows.count / 3;
    const RowRange part{rows.first + first, std::min(last_row_, rows.count - first)};
    const Rows slice(all.begin() + first, all.begin() + first + part.count);
    RequireEqual(slice, Check(part), "a part alone");
  }

 private:
  Rows Check(RowRange rows) const {
    const auto batch = Made(arrow_.Encode(rows), "Arrow");
    const arrow::Status valid = batch->ValidateFull();
    Require(valid.ok(), valid.message());
    const arrow::Schema& schema = *batch->schema();
    const Rows expected = RowsOf(**arrow::Table::FromRecordBatches({batch}));
    RequireEqual(expected, ReadCsvRows(TextOf(*csv_, rows), schema, csv_options_), "CSV");
    RequireEqual(WithoutNonFinite(expected),
                 ReadJsonRows(TextOf(*json_, rows), schema, json_options_), "JSON");
    RequireEqual(expected, ReadParquetRows(ParquetOf(*parquet_, rows)), "Parquet");
    return expected;
  }

  std::shared_ptr<const Plan> plan_;
  RecordBatchEncoder arrow_;
  CsvOptions csv_options_;
  JsonOptions json_options_;
  ParquetOptions parquet_options_;
  Codec codec_ = Codec::kNone;
  int64_t last_row_ = 1;
  std::unique_ptr<TextEncoder> csv_;
  std::unique_ptr<TextEncoder> json_;
  std::unique_ptr<ParquetEncoder> parquet_;
};

bool IsSmall(const Plan& plan) {
  double items = 0;
  for (const ColumnPlan& column : plan.columns()) items += TypicalItems(column);
  return items <= kMostItems;
}

/// Null where the spec is wrong or too large.
std::shared_ptr<const Plan> ChoosePlan(Choices* choices, RowRange rows) {
  const auto spec = Spec::FromJson(MakeSpec(choices));
  Require(spec.ok() || GetErrorKind(spec.status()) == ErrorKind::kSpec,
          "not a SpecError: " + spec.status().message());
  if (!spec.ok()) return nullptr;
  const auto plan = Plan::Make(*spec, {"7", 1'714'564'800'000'250, rows.end()});
  if (!plan.ok()) {
    Require(GetErrorKind(plan.status()) == ErrorKind::kSpec, plan.status().message());
    return nullptr;
  }
  const bool is_taken = (*plan)->CheckRows(rows).ok() && IsSmall(**plan);
  return is_taken ? *plan : nullptr;
}

}  // namespace

void FuzzRoundTrip(std::string_view bytes) {
  Choices choices(bytes);
  const RowRange rows = choices.OneOf(kRanges);
  const auto plan = ChoosePlan(&choices, rows);
  if (plan != nullptr) RoundTrip(plan, &choices).Run(rows);
}

void FuzzLargeParquet(std::string_view bytes) {
  Choices choices(bytes);
  const RowRange rows = choices.OneOf(kLargeRanges);
  const Codec codecs[] = {Codec::kZstd, Codec::kSnappy};
  const Codec codec = choices.OneOf(codecs);
  ParquetOptions options;
  const int64_t group_rows[] = {0, 0, 7'000};
  options.row_group_size = choices.OneOf(group_rows);
  const auto plan = ChoosePlan(&choices, rows);
  if (plan == nullptr) return;
  const auto encoder = Made(ParquetEncoder::Make(plan, options, codec, {}), "Parquet");
  if (encoder->EstimateBytes(rows.count) > kMostLargeBytes) return;
  const auto batch = Made(RecordBatchEncoder(plan).Encode(rows), "Arrow");
  RequireEqual(**arrow::Table::FromRecordBatches({batch}),
               *ReadParquetTable(ParquetOf(*encoder, rows)));
}

}  // namespace rand_engine::fuzz
