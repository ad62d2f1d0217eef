// The note by which pandas finds its index again.
#pragma once

#include <string>

#include "rand_engine/domain/value_type.h"

namespace rand_engine {

/// JSON text for the key "pandas" (pandas developer guide, "Storing pandas DataFrame
/// objects in Apache Parquet format"). The last column of `schema` is the index.
std::string PandasMetadata(const Schema& schema);

}  // namespace rand_engine
