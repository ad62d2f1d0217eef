// unique_ids.
#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

#include "rand_engine/generate/distributions/sequence.h"
#include "rand_engine/methods/equal_codes.h"
#include "rand_engine/methods/methods.h"

namespace rand_engine {
namespace {

ColumnRecipe UniqueUuids(ColumnRecipe recipe) {
  recipe.unique = true;
  return recipe;
}

ColumnRecipe MakeUniqueIds(const Arguments& arguments, const ColumnContext& context) {
  const std::string strategy = arguments.Text("strategy", "zint");
  if (strategy == "uuid4") {
    return UniqueUuids(
        {UuidDomain{4}, MakeRandomBitsSource(context.Key("high"), context.Key("low"))});
  }
  if (strategy == "uuid1") {
    return UniqueUuids({UuidDomain{1}, MakeTimeUuidSource(context.Key("node"))});
  }
  const int64_t length = arguments.Integer("length", 12);
  const auto size = static_cast<uint64_t>(PowerOfTen(static_cast<int>(length)));
  ConcatenationDomain domain;
  domain.AddNumber(0, 1, size, static_cast<int>(length));
  auto source = strategy == "sequence"
                    ? MakeCountingSource(size)
                    : MakePermutationSource(size, PermutationKeys(context));
  ColumnRecipe recipe{std::move(domain), std::move(source)};
  recipe.most_rows = size;
  return recipe;
}

}  // namespace

MethodInfo UniqueIds() {
  return {"unique_ids",
          "Texts of which no two rows have the same.",
          "string",
          {{"strategy",
            ParameterType::kText,
            false,
            "\"zint\"",
            "zint: digits in random order, never twice; sequence: 000, 001, ...; uuid4: "
            "random; uuid1: 100 ns after each other from 2024-01-01 on",
            "",
            {"zint", "uuid4", "uuid1", "sequence"}},
           {"length",
            ParameterType::kInteger,
            false,
            "12",
            "digits of zint and sequence; more than 10^length rows are refused",
            "",
            {},
            "1",
            "18"}},
          R"({"method": "unique_ids", "kwargs": {"strategy": "zint", "length": 8}})",
          MakeUniqueIds};
}

}  // namespace rand_engine
