// Texts that are put together only when they are written: composed strings and UUIDs.
#pragma once

#include <memory>

#include "rand_engine/domain/domain.h"
#include "rand_engine/encode/parquet/parquet_values.h"

namespace rand_engine {

std::unique_ptr<ParquetValues> MakeComposedStrings(ConcatenationDomain domain);
std::unique_ptr<ParquetValues> MakeUuidStrings(UuidDomain domain);

}  // namespace rand_engine
