// Codes a second of each method, through the table of methods.
#include <arrow/result.h>
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "rand_engine/methods/distribution_reader.h"
#include "rand_engine/methods/registry.h"
#include "rand_engine/plan/dataset_plan.h"
#include "rand_engine/plan/plan.h"
#include "rand_engine/spec.h"

namespace rand_engine {
namespace {

// What a text encoder asks for at once.
constexpr int64_t kBlockRows = 512;

// All columns: each has codes of its own.
void FillColumns(benchmark::State& state, const std::vector<ColumnPlan>& columns) {
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

void FillCodes(benchmark::State& state, const std::string& spec_text) {
  const auto spec = Spec::FromJson(spec_text);
  const auto plan = Plan::Make(*spec, {"42", 0, 0});
  if (!plan.ok()) return state.SkipWithError(plan.status().message().c_str());
  FillColumns(state, (*plan)->columns());
}

// A column of children of a million parents, and their foreign key.
void FillRelated(benchmark::State& state, const std::string& column,
                 const std::string& size) {
  const auto spec = Spec::FromJson(
      R"({"tables": {"p": {"size": 1000000, "spec": {"id": {"method": "unique_ids"},
          "name": {"method": "gen_name"}}}, "c": {"size": )" +
      size +
      R"(, "spec": {"k": {"method": "foreign_key", "parms": {"table": "p"}}, "x": )" +
      column + "}}}}");
  const auto dataset = DatasetPlan::Make(*spec, "42");
  PlanInputs inputs{"42"};
  inputs.source = (*dataset)->SourceOf(**(*dataset)->Find("c"));
  const auto plan = Plan::Make(*spec, inputs);
  if (!plan.ok()) return state.SkipWithError(plan.status().message().c_str());
  FillColumns(state, (*plan)->columns());
}

void RegisterRelated() {
  const std::tuple<const char*, const char*, const char*> related[] = {
      {"foreign_key", R"({"method": "foreign_key", "parms": {"table": "p"}})",
       "100000000"},
      {"foreign_key by zipf",
       R"({"method": "foreign_key", "parms": {"table": "p", "distribution": "zipf"}})",
       "100000000"},
      {"foreign_key of a size per parent", R"({"method": "lookup", "parms": {"key": "k",
       "column": "id"}})",
       R"({"per": "p", "max": 1000})"},
      {"lookup", R"({"method": "lookup", "parms": {"key": "k", "column": "name"}})",
       "100000000"},
      {"child_number", R"({"method": "child_number"})", R"({"per": "p", "max": 1000})"},
  };
  for (const auto& [name, column, size] : related) {
    benchmark::RegisterBenchmark((std::string("codes/") + name).c_str(),
                                 [column = column, size = size](benchmark::State& state) {
                                   FillRelated(state, column, size);
                                 });
  }
}

const bool kRegistered = [] {
  RegisterRelated();
  for (const MethodInfo& method : Methods()) {
    if (method.refers_to_rows) continue;
    benchmark::RegisterBenchmark(("codes/" + method.name).c_str(),
                                 [&method](benchmark::State& state) {
                                   FillCodes(state, ExampleSpec(method, "c"));
                                 });
  }
  for (const DistributionInfo& distribution : Distributions()) {
    const std::string parameter = R"("distribution": )" + distribution.example;
    const std::pair<const char*, std::string> columns[] = {
        {"an integer", R"({"method": "gen_ints", "parms": {"min": 0, "max": 100000, )" +
                           parameter + "}}"},
        {"a decimal", R"({"method": "gen_floats", "parms": {"min": 0, "max": 1e9, )" +
                          parameter + "}}"},
    };
    for (const auto& [kind, column] : columns) {
      if (distribution.counts && kind != columns[0].first) continue;
      benchmark::RegisterBenchmark(
          fmt::format("codes/{} as {}", distribution.name, kind).c_str(),
          [spec = "{\"c\": " + column + "}"](benchmark::State& state) {
            FillCodes(state, spec);
          });
    }
  }
  const std::pair<const char*, const char*> others[] = {
      {"codes/timestamps by the hour",
       R"({"method": "timestamps", "parms": {"start": "2020-01-01", "end": "2030-01-01",
           "zone": "Europe/Berlin", "hours": [1, 1, 1, 1, 1, 2, 3, 5, 8, 9, 9, 9, 9, 9,
           9, 9, 9, 9, 8, 7, 6, 5, 3, 2], "weekdays": [5, 5, 5, 5, 5, 2, 1],
           "distribution": {"name": "normal", "mean": "2025-01-01", "std": "400d"}}})"},

      {"codes/gen_ints of every int64",
       R"({"method": "gen_ints", "parms": {"min": -9223372036854775808,
                                           "max": 9223372036854775807}})"},
      {"codes/unique_ids of 13 digits",
       R"({"method": "unique_ids", "parms": {"length": 13}})"},
      {"codes/unique_ids in sequence",
       R"({"method": "unique_ids", "parms": {"strategy": "sequence"}})"},
      {"codes/unique_ids as uuid1",
       R"({"method": "unique_ids", "parms": {"strategy": "uuid1"}})"},
      {"codes/regex text by text",
       R"({"method": "regex", "parms": {"pattern": "[a-z]{1,10}(-[0-9]{2})?"}})"},
      {"codes/complex_distincts around a UUID",
       R"({"method": "complex_distincts", "parms": {"pattern": "id-x", "replacement": "x",
           "templates": [{"method": "uuid4"}]}})"},
  };
  for (const auto& [name, column] : others) {
    benchmark::RegisterBenchmark(
        name, [spec = "{\"c\": " + std::string(column) + "}"](benchmark::State& state) {
          FillCodes(state, spec);
        });
  }
  return true;
}();

}  // namespace
}  // namespace rand_engine
