// What distributions there are.
#include "rand_engine/methods/distribution_reader.h"
#include "rand_engine/spec/nearest_name.h"

namespace rand_engine {
namespace {

using Quantity = DistributionQuantity;

DistributionParameter Start() {
  return {"start", Quantity::kPoint, false,
          "where it begins; without it at 0, of times at the first possible one"};
}

}  // namespace

const std::vector<DistributionInfo>& Distributions() {
  static const auto& distributions = *new std::vector<DistributionInfo>{
      {"uniform", "each value equally likely", {}, R"("uniform")"},
      {"normal",
       "a bell around the mean",
       {{"mean", Quantity::kPoint, false,
         "the middle of the bell; without it that of min and "
         "max"},
        {"std", Quantity::kLength, false,
         "the standard deviation, >= 0; without it a sixth from min to max"}},
       R"({"name": "normal", "mean": 40, "std": 12})"},
      {"lognormal",
       "the logarithm is normal: many small values, few that are very large",
       {{"median", Quantity::kLength, true,
         "half of the values are below start + median"},
        {"sigma", Quantity::kFactor, true, "the standard deviation of the logarithm",
         1e-3, 10},
        Start()},
       R"({"name": "lognormal", "median": 40, "sigma": 0.8})"},
      {"exponential",
       "times between independent events",
       {{"mean", Quantity::kLength, true, "the mean beyond start"}, Start()},
       R"({"name": "exponential", "mean": 40})"},
      {"gamma",
       "sums of `shape` exponential values",
       {{"shape", Quantity::kFactor, true, "1 is exponential, more looks like a bell",
         1e-3, 1e15},
        {"scale", Quantity::kLength, true, "the mean is start + shape * scale"},
        Start()},
       R"({"name": "gamma", "shape": 2, "scale": 15})"},
      {"poisson",
       "counts of independent events",
       {{"mean", Quantity::kFactor, true, "how many on average", 1e-9, 1e15}},
       R"({"name": "poisson", "mean": 4})",
       /*counts=*/true},
      {"zipf",
       "value number k, counted from min, is as frequent as k^-exponent",
       {{"exponent", Quantity::kFactor, false, "0 is uniform; without it 1", 0, 100}},
       R"({"name": "zipf", "exponent": 1.1})"},
      {"weighted",
       "listed values, each as often as its weight says",
       {{"weights", Quantity::kWeights, true, "a weight for each value"},
        {"values", Quantity::kPoints, false,
         "the values; without them all from min to "
         "max"}},
       R"({"name": "weighted", "values": [18, 30, 65], "weights": [2, 5, 1]})"},
      {"histogram",
       "equally likely within each bin",
       {{"edges", Quantity::kPoints, true,
         "the bins' ends, rising; a bin holds its lower edge, the last one both"},
        {"weights", Quantity::kWeights, true, "a weight for each bin"}},
       R"({"name": "histogram", "edges": [18, 30, 65], "weights": [3, 1]})"},
  };
  return distributions;
}

ParameterInfo DistributionParameterInfo() {
  std::vector<std::string> names;
  for (const DistributionInfo& distribution : Distributions()) {
    names.push_back(distribution.name);
  }
  return {"distribution", ParameterType::kDistribution, false, "\"uniform\"",
          "how often each value comes up, cut to the column's range: one of " +
              JoinNames(names)};
}

}  // namespace rand_engine
