#include "rand_engine/run/part_format.h"

#include <arrow/result.h>

#include <utility>

namespace rand_engine {

arrow::Result<std::unique_ptr<PartFormat>> MakePartFormat(
    std::shared_ptr<const Plan> plan, const OutputPlan& output,
    const RunContext& context) {
  const bool parquet = output.format == Format::kParquet;
  if (context.transformed != nullptr) {
    return parquet ? MakeTransformedParquetFormat(std::move(plan), output, context)
                   : MakeTransformedTextFormat(std::move(plan), output, context);
  }
  return parquet ? MakeParquetPartFormat(std::move(plan), output, context)
                 : MakeTextPartFormat(std::move(plan), output, context);
}

}  // namespace rand_engine
