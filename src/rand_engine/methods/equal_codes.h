// Columns all of whose codes are equally likely, or come once each.
#pragma once

#include <cstdint>

#include "rand_engine/generate/distributions/unique.h"
#include "rand_engine/methods/method.h"

namespace rand_engine {

/// Parameter `unique`, false by default.
ParameterInfo UniqueParameter();

Permutation::Keys PermutationKeys(const ColumnContext& context);

/// A column of `size` codes of the domain, each equally likely or, if the column is to be
/// unique, each once. REQUIRES: 1 <= size <= 2^62.
ColumnRecipe MakeEqualCodes(Domain domain, uint64_t size, const Arguments& arguments,
                            const ColumnContext& context);

}  // namespace rand_engine
