#include "rand_engine/data_generator.h"

#include <arrow/result.h>
#include <fmt/format.h>

#include <utility>

#include "rand_engine/error.h"
#include "rand_engine/plan/plan.h"
#include "rand_engine/run/batch_run.h"
#include "rand_engine/run/clock.h"
#include "rand_engine/run/guarded.h"
#include "rand_engine/run/rows_in_memory.h"
#include "rand_engine/stream.h"
#include "rand_engine/write/file_system.h"

namespace rand_engine {
namespace {

arrow::Result<std::shared_ptr<const Plan>> MakePlan(
    const arrow::Result<Spec>& spec, const std::optional<Seed>& seed,
    const std::shared_ptr<const PlanSource>& source, std::optional<int64_t> now_us,
    RowRange rows) {
  ARROW_RETURN_NOT_OK(spec.status());
  if (rows.count < 0 || rows.first < 0 || rows.first > INT64_MAX - rows.count) {
    return OptionError(
        fmt::format("size and first row must be >= 0 and fit 64 bits, got "
                    "{} and {}",
                    rows.count, rows.first));
  }
  Seed drawn = 0;
  if (seed) {
    drawn = *seed;
  } else {
    ARROW_ASSIGN_OR_RAISE(drawn, Seed::Draw());
  }
  PlanInputs inputs{drawn.text(), now_us.value_or(SystemClock()->WallMicros()),
                    rows.end()};
  inputs.source = source;
  ARROW_ASSIGN_OR_RAISE(auto plan, Plan::Make(*spec, inputs));
  ARROW_RETURN_NOT_OK(plan->CheckRows(rows));
  return plan;
}

}  // namespace

DataGenerator::DataGenerator(Spec spec, std::optional<Seed> seed)
    : spec_(std::move(spec)), seed_(std::move(seed)) {}

DataGenerator::DataGenerator(std::string_view spec_text, std::optional<Seed> seed)
    : spec_(Spec::FromText(spec_text)), seed_(std::move(seed)) {}

DataGenerator& DataGenerator::size(int64_t rows) {
  size_ = rows;
  return *this;
}

BatchWriter DataGenerator::write() const { return BatchWriter(*this); }

StreamWriter DataGenerator::writeStream() const { return StreamWriter(*this); }

arrow::Status DataGenerator::Validate() const {
  return MakePlan(spec_, seed_, plan_source_, now_us_, {0, 0}).status();
}

arrow::Result<std::vector<ColumnSummary>> DataGenerator::columns() const {
  ARROW_ASSIGN_OR_RAISE(const auto plan,
                        MakePlan(spec_, seed_, plan_source_, now_us_, {0, 0}));
  std::vector<ColumnSummary> columns;
  for (const ColumnSchema& column : plan->schema()) {
    columns.push_back({column.name, TypeName(column), column.nullable});
  }
  return columns;
}

arrow::Result<std::shared_ptr<arrow::Table>> DataGenerator::get_arrow(
    int64_t first_row, int threads, const StopToken& stop_token) const {
  const RowRange rows{first_row, size_};
  ARROW_ASSIGN_OR_RAISE(const auto plan,
                        MakePlan(spec_, seed_, plan_source_, now_us_, rows));
  return MakeArrowTable(plan, rows, threads, stop_token);
}

arrow::Result<TextTable> DataGenerator::Preview(int64_t first_row) const {
  const RowRange rows{first_row, size_};
  ARROW_ASSIGN_OR_RAISE(const auto plan,
                        MakePlan(spec_, seed_, plan_source_, now_us_, rows));
  return MakeTextTable(*plan, rows);
}

BatchWriter::BatchWriter(DataGenerator generator)
    : generator_(std::move(generator)), file_system_(PosixFileSystem()) {}

BatchWriter& BatchWriter::size(int64_t rows) {
  size_ = rows;
  return *this;
}

BatchWriter& BatchWriter::format(std::string name) {
  format_ = std::move(name);
  return *this;
}

BatchWriter& BatchWriter::mode(std::string name) {
  mode_ = std::move(name);
  return *this;
}

BatchWriter& BatchWriter::option(std::string key, OptionValue value) {
  options_.emplace_back(std::move(key), std::move(value));
  return *this;
}

BatchWriter& BatchWriter::options(std::vector<std::pair<std::string, OptionValue>> list) {
  for (auto& entry : list) options_.push_back(std::move(entry));
  return *this;
}

BatchWriter& BatchWriter::transform(std::shared_ptr<BatchTransform> transform) {
  transform_ = std::move(transform);
  return *this;
}

BatchWriter& BatchWriter::observer(Observer* observer) {
  observer_ = observer;
  return *this;
}

BatchWriter& BatchWriter::stop_token(StopToken token) {
  stop_token_ = std::move(token);
  return *this;
}

BatchWriter& BatchWriter::file_system(FileSystem* file_system) {
  file_system_ = file_system;
  return *this;
}

arrow::Result<RunRequest> BatchWriter::MakeRequest(const std::string& path) const {
  ARROW_ASSIGN_OR_RAISE(const Spec spec, generator_.spec_);
  RunRequest request{spec,        generator_.seed_, {},           observer_,
                     stop_token_, file_system_,     SystemClock()};
  request.transform = transform_;
  request.output.path = path;
  request.output.format = format_;
  request.output.mode = mode_;
  request.output.options = options_;
  request.output.driver = Driver::kBatch;
  request.output.rows = size_.value_or(generator_.size_);
  request.plan_source = generator_.plan_source_;
  request.now_us = generator_.now_us_;
  return request;
}

arrow::Result<WriteReport> BatchWriter::save(const std::string& path) const {
  ARROW_ASSIGN_OR_RAISE(RunRequest request, MakeRequest(path));
  return Guarded([&] { return RunBatch(std::move(request)); });
}

arrow::Result<WritePreview> BatchWriter::dry_run(const std::string& path) const {
  ARROW_ASSIGN_OR_RAISE(const RunRequest request, MakeRequest(path));
  return Guarded([&] { return PreviewBatch(request); });
}

}  // namespace rand_engine
