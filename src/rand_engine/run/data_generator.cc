#include "rand_engine/data_generator.h"

#include <arrow/record_batch.h>
#include <arrow/result.h>
#include <arrow/table.h>
#include <fmt/format.h>
#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

#include <algorithm>
#include <new>
#include <stdexcept>
#include <utility>

#include "rand_engine/encode/arrow/record_batch.h"
#include "rand_engine/encode/text/text_table.h"
#include "rand_engine/error.h"
#include "rand_engine/plan/plan.h"
#include "rand_engine/run/batch_run.h"
#include "rand_engine/run/clock.h"
#include "rand_engine/run/run_setup.h"
#include "rand_engine/stream.h"
#include "rand_engine/write/file_system.h"

namespace rand_engine {
namespace {

arrow::Result<std::shared_ptr<const Plan>> MakePlan(const arrow::Result<Spec>& spec,
                                                    const std::optional<Seed>& seed,
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
  ARROW_ASSIGN_OR_RAISE(
      auto plan,
      Plan::Make(*spec, {drawn.text(), SystemClock()->WallMicros(), rows.end()}));
  ARROW_RETURN_NOT_OK(plan->CheckRows(rows));
  return plan;
}

// Memory may not suffice for what has to be held at once.
template <typename Make>
auto GuardMemory(int64_t rows, Make make) -> decltype(make()) {
  const auto failure = [rows] {
    return arrow::Status::OutOfMemory("out of memory for ", rows, " rows at once");
  };
  try {
    return make();
  } catch (const std::bad_alloc&) {
    return failure();
  } catch (const std::length_error&) {
    return failure();
  }
}

// Large enough to pay for its arrays, small enough that a few fit the caches.
constexpr int64_t kBatchRows = 1 << 17;

arrow::Result<std::shared_ptr<arrow::Table>> MakeTable(std::shared_ptr<const Plan> plan,
                                                       RowRange rows, int threads,
                                                       const StopToken& stop_token) {
  const RecordBatchEncoder encoder(std::move(plan));
  const int64_t count = CountPieces(rows.count, kBatchRows);
  std::vector<arrow::Result<std::shared_ptr<arrow::RecordBatch>>> made(
      count, arrow::Status::UnknownError("not made"));
  const int resolved = ResolveThreads(threads);
  const oneapi::tbb::global_control limit(
      oneapi::tbb::global_control::max_allowed_parallelism, resolved);
  oneapi::tbb::task_arena arena(resolved);
  arena.execute([&] {
    oneapi::tbb::parallel_for(int64_t{0}, count, [&](int64_t i) {
      if (stop_token.stop_requested()) return;
      const int64_t begin = i * kBatchRows;
      made[i] =
          encoder.Encode({rows.first + begin, std::min(kBatchRows, rows.count - begin)});
    });
  });
  if (stop_token.stop_requested()) return StoppedError();
  std::vector<std::shared_ptr<arrow::RecordBatch>> batches;
  for (auto& batch : made) {
    ARROW_ASSIGN_OR_RAISE(auto done, std::move(batch));
    batches.push_back(std::move(done));
  }
  return arrow::Table::FromRecordBatches(encoder.schema(), batches);
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
  return MakePlan(spec_, seed_, {0, 0}).status();
}

arrow::Result<std::vector<ColumnSummary>> DataGenerator::columns() const {
  ARROW_ASSIGN_OR_RAISE(const auto plan, MakePlan(spec_, seed_, {0, 0}));
  std::vector<ColumnSummary> columns;
  for (const ColumnSchema& column : plan->schema()) {
    columns.push_back({column.name, TypeName(column), column.nullable});
  }
  return columns;
}

arrow::Result<std::shared_ptr<arrow::Table>> DataGenerator::get_arrow(
    int64_t first_row, int threads, const StopToken& stop_token) const {
  const RowRange rows{first_row, size_};
  ARROW_ASSIGN_OR_RAISE(const auto plan, MakePlan(spec_, seed_, rows));
  return GuardMemory(size_, [&] { return MakeTable(plan, rows, threads, stop_token); });
}

arrow::Result<TextTable> DataGenerator::Preview(int64_t first_row) const {
  const RowRange rows{first_row, size_};
  ARROW_ASSIGN_OR_RAISE(const auto plan, MakePlan(spec_, seed_, rows));
  TextTable table;
  for (const ColumnSchema& column : plan->schema()) {
    table.columns.push_back(column.name);
    table.right_aligned.push_back(column.type == ValueType::kInt64 ||
                                  column.type == ValueType::kFloat64);
  }
  return GuardMemory(size_, [&]() -> arrow::Result<TextTable> {
    table.rows = MakeTextRows(*plan, rows);
    return std::move(table);
  });
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
  return request;
}

arrow::Result<WriteReport> BatchWriter::save(const std::string& path) const {
  ARROW_ASSIGN_OR_RAISE(const RunRequest request, MakeRequest(path));
  return RunBatch(request);
}

arrow::Result<WritePreview> BatchWriter::dry_run(const std::string& path) const {
  ARROW_ASSIGN_OR_RAISE(const RunRequest request, MakeRequest(path));
  return PreviewBatch(request);
}

}  // namespace rand_engine
