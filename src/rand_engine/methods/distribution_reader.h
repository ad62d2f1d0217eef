// The parameter `distribution`, which every column of numbers or times has: a name or an
// object {"name": "normal", "mean": ..., "std": ...}. One table says what there is.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "rand_engine/generate/distributions/distribution.h"
#include "rand_engine/methods/method.h"

namespace rand_engine {

/// What a parameter of a distribution is.
enum class DistributionQuantity {
  kPoint,    ///< a value of the column, exact or between two
  kLength,   ///< a difference of two values
  kFactor,   ///< a plain number
  kPoints,   ///< a list of values
  kWeights,  ///< a list of numbers >= 0
};

struct DistributionParameter {
  std::string name;
  DistributionQuantity quantity;
  bool required;
  std::string meaning;
  double least = 0;  ///< of a kFactor, both possible
  double most = 0;
};

struct DistributionInfo {
  std::string name;
  std::string meaning;
  std::vector<DistributionParameter> parameters;
  std::string example;  ///< of whole numbers, in JSON
  bool counts = false;  ///< columns of whole numbers only
};

/// uniform, normal, lognormal, exponential, gamma, poisson, zipf, weighted, histogram.
const std::vector<DistributionInfo>& Distributions();

/// The entry of a method's table.
ParameterInfo DistributionParameterInfo();

/// How the values of a column lie on whole numbers of steps, and what messages call them.
struct ValueAxis {
  /// Where a value of the spec lies; nothing if it is no such value or beyond int64.
  std::function<std::optional<StepPoint>(const Value&)> point;
  /// How many steps long a difference is, >= 0; nothing if it is no length.
  std::function<std::optional<double>(const Value&)> length;
  std::string point_name = "a number of 64 bits at most";
  std::string length_name = "a number";
  double length_unit = 1;  ///< how many steps long the length 1 is
  bool counts = false;     ///< whole numbers, so that a Poisson distribution makes sense
  StepPoint zero = {};  ///< where one-sided distributions begin if `start` is not given
  /// What steps the column can hold, and what to do about more.
  StepRange limits = {INT64_MIN, INT64_MAX};
  std::string limits_text = {};
};

/// Whole numbers, and decimals in units of 10^-scale.
ValueAxis IntegerAxis();
ValueAxis DecimalAxis(int scale);
/// Days since 1970-01-01; lengths are numbers of days or texts such as "12h".
ValueAxis DateAxis();

/// The ends of a column as far as they are given.
struct StepBounds {
  std::optional<int64_t> first;
  std::optional<int64_t> last;
};

/// A column's steps and the codes over them: code c is step range.first + c.
struct DistributedSteps {
  StepRange range;
  std::unique_ptr<CodeSource> source;
};

/// Read `distribution` (uniform if it is not given) and make the source. A bound that is
/// not given is where the distribution ends; if it has no end, or has nothing between the
/// bounds, a mistake is reported. REQUIRES: first <= last. `first_name` and `last_name`
/// are the parameters of the bounds.
std::optional<DistributedSteps> MakeDistributedSteps(
    const Arguments& arguments, const StreamKey& key, const ValueAxis& axis,
    const StepBounds& bounds, const char* first_name, const char* last_name);

/// The distribution alone, read for a column with these steps.
std::optional<Distribution> ReadDistribution(const Arguments& arguments,
                                             const ValueAxis& axis,
                                             const StepBounds& bounds);

/// Report that the distribution has nothing between the bounds.
void ReportNothingWithin(const Arguments& arguments, const char* first_name,
                         const char* last_name);

}  // namespace rand_engine
