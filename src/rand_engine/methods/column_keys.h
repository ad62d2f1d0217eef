// What a member of a spec may hold besides its method: described as parameters are.
#pragma once

#include <string>
#include <vector>

#include "rand_engine/methods/method.h"

namespace rand_engine {

/// "parms", "kwargs", "args": they mean the same.
const std::vector<std::string>& ParameterKeywords();

/// Of a column: "cols", "null_rate", ...
const std::vector<ParameterInfo>& ColumnKeys();

/// Of a spec, beside its columns: what stands there is no object, as a column is.
const std::vector<ParameterInfo>& SpecKeys();

/// Of a table of a dataset, beside its `spec`. A size may also be an object of
/// SizeKeys().
const std::vector<ParameterInfo>& TableKeys();

/// Of a size per parent.
const std::vector<ParameterInfo>& SizeKeys();

/// `exponent`, beside a `distribution` that may be zipf.
ParameterInfo ZipfExponentInfo();

/// The entry called `name` (or by its alias) of a list, or null.
const ParameterInfo* FindParameter(const std::vector<ParameterInfo>& parameters,
                                   const std::string& name);

}  // namespace rand_engine
