// Lists of values and weights as parameters give them -> domains and sources.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rand_engine/methods/method.h"

namespace rand_engine {

/// The distinct ones of some values, and which of them each is.
struct ValueList {
  ChoiceDomain domain;
  std::vector<uint32_t> codes;
};

/// Lists and objects count as text: their JSON. Numbers are doubles if one of them is no
/// whole number. Mistakes of `parameter` are reported, then there is no list: values of
/// several types (null aside), numbers out of range, none at all.
std::optional<ValueList> ListValues(const Arguments& arguments,
                                    std::string_view parameter,
                                    const std::vector<const Value*>& values);

/// Finite numbers >= 0, not all 0. After a mistake, reported as one of `parameter`,
/// nothing; `what` says which weights, with a space behind.
std::vector<double> ReadWeights(const Arguments& arguments, std::string_view parameter,
                                std::string_view what,
                                const std::vector<const Value*>& weights);

/// Each code as often as its weight says.
std::unique_ptr<CodeSource> MakeSourceOfWeights(const StreamKey& key,
                                                const std::vector<double>& weights);

/// One of the list's values, each as often as the sum of its weights (reported as those
/// of `parameter`) says.
ColumnRecipe MakeChoiceOf(const Arguments& arguments, const ColumnContext& context,
                          std::string_view parameter, ValueList list,
                          const std::vector<double>& weights);

}  // namespace rand_engine
