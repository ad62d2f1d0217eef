// Codes a second of each method, through the table of methods.
#include <arrow/result.h>
#include <benchmark/benchmark.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "rand_engine/methods/registry.h"
#include "rand_engine/plan/plan.h"
#include "rand_engine/spec.h"

namespace rand_engine {
namespace {

// What a text encoder asks for at once.
constexpr int64_t kBlockRows = 512;

void FillCodes(benchmark::State& state, const std::string& column) {
  const auto spec = Spec::FromJson("{\"c\": " + column + "}");
  const auto plan = Plan::Make(*spec, {"42", 0, 0});
  if (!plan.ok()) return state.SkipWithError(plan.status().message().c_str());
  // All columns of a method that gives several: each has codes of its own.
  const std::vector<ColumnPlan>& columns = (*plan)->columns();
  CodeBuffer codes;
  uint64_t row = 0;
  for (auto _ : state) {
    for (const ColumnPlan& each : columns) {
      each.source->Fill(row, kBlockRows, &codes);
      benchmark::DoNotOptimize(codes);
      benchmark::ClobberMemory();
    }
    row += kBlockRows;
  }
  const auto rows = static_cast<double>(state.iterations() * kBlockRows);
  state.counters["codes"] = benchmark::Counter(rows * static_cast<double>(columns.size()),
                                               benchmark::Counter::kIsRate);
}

const bool kRegistered = [] {
  for (const MethodInfo& method : Methods()) {
    if (method.refers_to_rows) continue;
    benchmark::RegisterBenchmark(
        ("codes/" + method.name).c_str(),
        [&method](benchmark::State& state) { FillCodes(state, method.example); });
  }
  const std::pair<const char*, const char*> others[] = {
      {"codes/gen_ints of every int64",
       R"({"method": "gen_ints", "parms": {"min": -9223372036854775808,
                                           "max": 9223372036854775807}})"},
      {"codes/unique_ids of 13 digits",
       R"({"method": "unique_ids", "parms": {"length": 13}})"},
      {"codes/unique_ids in sequence",
       R"({"method": "unique_ids", "parms": {"strategy": "sequence"}})"},
      {"codes/unique_ids as uuid1",
       R"({"method": "unique_ids", "parms": {"strategy": "uuid1"}})"},
      {"codes/complex_distincts around a UUID",
       R"({"method": "complex_distincts", "parms": {"pattern": "id-x", "replacement": "x",
           "templates": [{"method": "uuid4"}]}})"},
  };
  for (const auto& [name, column] : others) {
    benchmark::RegisterBenchmark(
        name, [column = column](benchmark::State& state) { FillCodes(state, column); });
  }
  return true;
}();

}  // namespace
}  // namespace rand_engine
