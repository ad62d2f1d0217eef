// Rows a second of the guide's orders: text as it is encoded, Parquet with its codec.
#include <arrow/result.h>
#include <arrow/status.h>
#include <benchmark/benchmark.h>

#include <cstdint>
#include <memory>
#include <string>

#include "rand_engine/encode/csv/csv_encoder.h"
#include "rand_engine/encode/json/json_encoder.h"
#include "rand_engine/encode/parquet/parquet_encoder.h"
#include "rand_engine/methods/registry.h"
#include "rand_engine/plan/plan_test_support.h"

namespace rand_engine {
namespace {

constexpr int64_t kRows = 1'048'576;

void EncodeText(benchmark::State& state, const TextEncoder& encoder,
                int64_t values_per_row = 1) {
  TextScratch scratch;
  ByteBuffer text;
  int64_t bytes = 0;
  const int64_t chunks = encoder.CountChunks(kRows);
  for (auto _ : state) {
    for (int64_t chunk = 0; chunk < chunks; ++chunk) {
      const auto status = encoder.EncodeChunk({0, kRows}, chunk, &scratch, &text);
      if (!status.ok()) return state.SkipWithError(status.message().c_str());
      bytes += static_cast<int64_t>(text.size());
      benchmark::DoNotOptimize(text.data());
    }
  }
  state.SetItemsProcessed(state.iterations() * kRows * values_per_row);
  state.SetBytesProcessed(bytes);
}

void Csv(benchmark::State& state) {
  EncodeText(state, **MakeCsvEncoder(MakeTestPlan(OrdersSpec(), kRows), {}, kRows));
}
BENCHMARK(Csv)->Unit(benchmark::kMillisecond);

void EncodeJsonLines(benchmark::State& state, const std::string& spec,
                     int64_t values_per_row = 1) {
  JsonOptions options;
  options.lines = true;
  EncodeText(state, **MakeJsonEncoder(MakeTestPlan(spec, kRows), options, kRows),
             values_per_row);
}

void JsonLines(benchmark::State& state) { EncodeJsonLines(state, OrdersSpec()); }
BENCHMARK(JsonLines)->Unit(benchmark::kMillisecond);

void Parquet(benchmark::State& state, Codec codec) {
  const auto plan = MakeTestPlan(OrdersSpec(), kRows);
  const auto encoder = *ParquetEncoder::Make(plan, {}, codec, {});
  ParquetScratch scratch;
  EncodedPages chunk;
  int64_t bytes = 0;
  for (auto _ : state) {
    for (int64_t unit = 0; unit < encoder->CountUnits(kRows); ++unit) {
      const auto status = encoder->EncodeUnit({0, kRows}, unit, &scratch, &chunk);
      if (!status.ok()) return state.SkipWithError(status.message().c_str());
      for (size_t i = 0; i < chunk.page_count; ++i) {
        bytes += static_cast<int64_t>(chunk.pages[i].bytes.size());
      }
    }
  }
  state.SetItemsProcessed(state.iterations() * kRows);
  state.SetBytesProcessed(bytes);
}
BENCHMARK_CAPTURE(Parquet, none, Codec::kNone)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(Parquet, snappy, Codec::kSnappy)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(Parquet, zstd, Codec::kZstd)->Unit(benchmark::kMillisecond);

// Values of each method, as JSON lines write its example (a struct, list or map counts as
// one): the whole way but for the file.
const bool kRegistered = [] {
  for (const MethodInfo& method : Methods()) {
    if (method.refers_to_rows) continue;  // generate_benchmark.cc
    const auto columns =
        static_cast<int64_t>(MakeTestPlan(ExampleSpec(method, "c"))->columns().size());
    benchmark::RegisterBenchmark(("values/" + method.name).c_str(),
                                 [&method, columns](benchmark::State& state) {
                                   EncodeJsonLines(state, ExampleSpec(method, "c"),
                                                   columns);
                                 })
        ->Unit(benchmark::kMillisecond);
  }
  return true;
}();

}  // namespace
}  // namespace rand_engine
