#include "rand_engine/methods/equal_codes.h"

#include <fmt/format.h>

#include <utility>

#include "rand_engine/generate/distributions/uniform.h"

namespace rand_engine {

ParameterInfo UniqueParameter() {
  return {"unique", ParameterType::kBoolean, false, "false",
          "true: no value comes twice, and more rows than values are refused"};
}

Permutation::Keys PermutationKeys(const ColumnContext& context) {
  Permutation::Keys keys;
  for (size_t i = 0; i < keys.size(); ++i) {
    keys[i] = context.Key(fmt::format("permutation {}", i));
  }
  return keys;
}

ColumnRecipe MakeEqualCodes(Domain domain, uint64_t size, const Arguments& arguments,
                            const ColumnContext& context) {
  if (!arguments.Flag("unique")) {
    return {std::move(domain), MakeUniformSource(context.Key("value"), size)};
  }
  ColumnRecipe recipe{std::move(domain),
                      MakePermutationSource(size, PermutationKeys(context))};
  recipe.most_rows = size;
  return recipe;
}

}  // namespace rand_engine
