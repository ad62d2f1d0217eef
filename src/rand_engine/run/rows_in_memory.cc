#include "rand_engine/run/rows_in_memory.h"

#include <arrow/record_batch.h>
#include <arrow/result.h>
#include <arrow/table.h>
#include <oneapi/tbb/enumerable_thread_specific.h>
#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>
#include <unistd.h>

#include <algorithm>
#include <new>
#include <stdexcept>
#include <utility>
#include <vector>

#include "rand_engine/encode/arrow/record_batch.h"
#include "rand_engine/encode/text/text_table.h"
#include "rand_engine/error.h"
#include "rand_engine/plan/nested.h"
#include "rand_engine/run/run_setup.h"
#include "rand_engine/run/thread_start.h"

namespace rand_engine {
namespace {

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

// Rows beyond this cannot be held, whatever they are: told at once, because trying takes
// long and may end the process.
int64_t MostRowsInMemory(const Schema& schema) {
  double row_bytes = 0;
  for (const ColumnSchema& column : schema) {
    row_bytes += column.type == ValueType::kBool ? 0.125 : 1;
  }
  const double memory = static_cast<double>(sysconf(_SC_PHYS_PAGES)) *
                        static_cast<double>(sysconf(_SC_PAGE_SIZE));
  return static_cast<int64_t>(std::min(memory / std::max(row_bytes, 0.125), 9e18));
}

// Large enough to pay for its arrays, small enough that a few fit the caches.
constexpr int64_t kBatchRows = 1 << 17;

// Fewer rows where each has many items.
int64_t BatchRows(const Plan& plan) {
  double items = 1;
  for (const ColumnPlan& column : plan.columns()) {
    items = std::max(items, TypicalItems(column));
  }
  return std::max<int64_t>(1, static_cast<int64_t>(kBatchRows / items));
}

arrow::Result<std::shared_ptr<arrow::Table>> MakeTable(std::shared_ptr<const Plan> plan,
                                                       RowRange rows, int threads,
                                                       const StopToken& stop_token) {
  const int64_t batch_rows = BatchRows(*plan);
  const RecordBatchEncoder encoder(std::move(plan));
  const int64_t count = CountPieces(rows.count, batch_rows);
  std::vector<arrow::Result<std::shared_ptr<arrow::RecordBatch>>> made(
      count, arrow::Status::UnknownError("not made"));
  const int resolved = ResolveThreads(threads);
  ARROW_RETURN_NOT_OK(CheckThreadsStart(resolved - 1));
  const oneapi::tbb::global_control limit(
      oneapi::tbb::global_control::max_allowed_parallelism, resolved);
  oneapi::tbb::task_arena arena(resolved);
  oneapi::tbb::enumerable_thread_specific<RecordBatchScratch> scratches;
  arena.execute([&] {
    oneapi::tbb::parallel_for(int64_t{0}, count, [&](int64_t i) {
      if (stop_token.stop_requested()) return;
      const int64_t begin = i * batch_rows;
      made[i] =
          encoder.Encode({rows.first + begin, std::min(batch_rows, rows.count - begin)},
                         &scratches.local());
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

arrow::Result<std::shared_ptr<arrow::Table>> MakeArrowTable(
    std::shared_ptr<const Plan> plan, RowRange rows, int threads,
    const StopToken& stop_token) {
  if (rows.count > MostRowsInMemory(plan->schema())) {
    return arrow::Status::OutOfMemory("out of memory for ", rows.count, " rows at once");
  }
  return GuardMemory(
      rows.count, [&] { return MakeTable(std::move(plan), rows, threads, stop_token); });
}

arrow::Result<TextTable> MakeTextTable(const Plan& plan, RowRange rows) {
  TextTable table;
  for (const ColumnSchema& column : plan.schema()) {
    table.columns.push_back(column.name);
    table.right_aligned.push_back(column.type == ValueType::kInt64 ||
                                  column.type == ValueType::kFloat64);
  }
  return GuardMemory(rows.count, [&]() -> arrow::Result<TextTable> {
    table.rows = MakeTextRows(plan, rows);
    return std::move(table);
  });
}

}  // namespace rand_engine
