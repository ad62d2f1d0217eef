#include <arrow/record_batch.h>
#include <arrow/result.h>
#include <arrow/table.h>

#include <memory>

#include "fuzz/targets.h"
#include "rand_engine/encode/arrow/record_batch.h"
#include "rand_engine/error.h"
#include "rand_engine/plan/dataset_plan.h"
#include "rand_engine/plan/plan.h"
#include "rand_engine/spec.h"
#include "rand_engine/spec/spec_reader.h"

namespace rand_engine::fuzz {
namespace {

void RequireSpecError(const arrow::Status& status) {
  Require(GetErrorKind(status) == ErrorKind::kSpec,
          "not a SpecError: " + status.message());
  Require(!status.message().empty(), "an error says why");
}

void PlanTables(const Spec& spec) {
  const auto plan = DatasetPlan::Make(spec, "1");
  if (!plan.ok()) return RequireSpecError(plan.status());
  for (const DatasetTable& table : (*plan)->tables()) {
    // All mistakes were to be found by Make.
    const auto columns = (*plan)->PlanTable(table, {"1"}, table.rows);
    Require(columns.ok(), columns.status().message());
  }
}

void PlanSpec(const arrow::Result<Spec>& spec) {
  if (!spec.ok()) return RequireSpecError(spec.status());
  const auto again = Spec::FromJson(spec->json());
  Require(again.ok(), "the spec's own JSON does not read: " + again.status().message());
  Require(again->json() == spec->json(), "the spec's own JSON reads as another one");
  if (IsDatasetSpec(spec->root())) return PlanTables(*spec);
  const auto plan = Plan::Make(*spec, {"1"});
  if (!plan.ok()) RequireSpecError(plan.status());
}

/// A spec of column "c", with `parameters`, beside columns that it may read.
arrow::Result<Spec> SpecOf(const char* method, const char* parameter,
                           std::string_view text) {
  Value parameters = Value::Object({{parameter, Value::String(std::string(text)), {}}});
  std::vector<Value::Member> columns = Spec::FromJson(R"({
    "n": {"method": "gen_incremental"},
    "i": {"method": "gen_ints", "parms": {"min": -9223372036854775808,
                                          "max": 9223372036854775807}},
    "f": {"method": "gen_floats", "parms": {"min": -10, "max": 10}, "null_rate": 0.2},
    "s": {"method": "gen_str_choice", "parms": {"options": ["", "a", "é😀", null]}},
    "d": {"method": "gen_dates", "parms": {"date_min": "0001-01-01",
                                           "date_max": "9999-12-31"}},
    "t": {"method": "timestamps", "parms": {"start": "1960-01-01", "end": "2040-01-01"}},
    "b": {"method": "booleans"}})")
                                           ->root()
                                           .members();
  Value column = Value::Object(
      {{"method", Value::String(method), {}}, {"parms", std::move(parameters), {}}});
  columns.push_back({"c", std::move(column), {}});
  return Spec::FromJson(ToJson(Value::Object(std::move(columns))));
}

constexpr int64_t kRows = 6;

void RunColumn(const char* method, const char* parameter, std::string_view text) {
  const auto spec = SpecOf(method, parameter, text);
  // Bytes that are no UTF-8.
  if (!spec.ok()) return RequireSpecError(spec.status());
  const auto plan = Plan::Make(*spec, {"1"});
  if (!plan.ok()) return RequireSpecError(plan.status());
  const RecordBatchEncoder encoder(*plan);
  const auto rows = encoder.Encode({0, kRows});
  Require(rows.ok(), rows.status().message());
  Require((*rows)->ValidateFull().ok(), "the batch is not valid");
  for (int64_t row = 0; row < kRows; ++row) {
    const auto one = encoder.Encode({row, 1});
    Require(one.ok(), one.status().message());
    const arrow::EqualOptions options = arrow::EqualOptions::Defaults().nans_equal(true);
    Require((*one)->Equals(*(*rows)->Slice(row, 1), false, options),
            "a row made alone is another one");
  }
}

}  // namespace

void FuzzJsonSpec(std::string_view text) { PlanSpec(Spec::FromJson(text)); }

void FuzzYamlSpec(std::string_view text) { PlanSpec(Spec::FromYaml(text)); }

void FuzzFormula(std::string_view text) { RunColumn("expression", "expression", text); }

void FuzzPattern(std::string_view text) { RunColumn("regex", "pattern", text); }

void FuzzTemplate(std::string_view text) { RunColumn("template", "template", text); }

}  // namespace rand_engine::fuzz
