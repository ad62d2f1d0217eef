#include "rand_engine/methods/distribution_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "rand_engine/methods/value_list.h"
#include "rand_engine/spec/nearest_name.h"

namespace rand_engine {
namespace {

using Quantity = DistributionQuantity;

constexpr char kParameter[] = "distribution";
// A bell narrower than a millionth of a step is one value anyway; beyond the most nothing
// is left of a double's digits.
constexpr double kLeastLength = 1e-6;
constexpr double kMostLength = 1e60;

std::vector<std::string> NamesOf(const std::vector<DistributionInfo>& distributions,
                                 bool counts) {
  std::vector<std::string> names;
  for (const DistributionInfo& distribution : distributions) {
    if (counts || !distribution.counts) names.push_back(distribution.name);
  }
  return names;
}

/// Reads one `distribution` of a column.
class DistributionReader {
 public:
  DistributionReader(const Arguments& arguments, const ValueAxis& axis,
                     const StepBounds& bounds)
      : arguments_(arguments),
        axis_(axis),
        bounds_(bounds),
        given_(arguments.Find(kParameter)) {}

  std::optional<Distribution> Read() {
    if (given_ == nullptr) return Distribution{};
    const size_t before = arguments_.problems()->size();
    if (!FindInfo() || !CheckParameters()) return std::nullopt;
    Distribution distribution = Make();
    if (arguments_.problems()->size() != before) return std::nullopt;
    return distribution;
  }

 private:
  void Report(const Value& value, const std::string& path, const std::string& text) {
    arguments_.ReportItem(kParameter, path, value, text);
  }

  bool FindInfo() {
    const Value* name = given_->is_object() ? given_->Find("name") : given_;
    const std::vector<std::string> names = NamesOf(Distributions(), axis_.counts);
    if (name == nullptr || !name->is_string()) {
      Report(*given_, given_->is_object() ? ".name" : "",
             fmt::format("must be one of {}{}", JoinNames(names),
                         name == nullptr
                             ? fmt::format("; e.g. {}", Distributions()[1].example)
                             : ", got " + name->Describe()));
      return false;
    }
    for (const DistributionInfo& distribution : Distributions()) {
      if (distribution.name == name->text()) info_ = &distribution;
    }
    if (info_ == nullptr) {
      Report(*name, "",
             fmt::format("must be one of {}, got {}{}", JoinNames(names),
                         name->Describe(), DidYouMean(name->text(), names)));
    } else if (info_->counts && !axis_.counts) {
      Report(*name, "",
             fmt::format("cannot be {}, which counts whole numbers; this column can have "
                         "{}",
                         info_->name, JoinNames(names)));
      info_ = nullptr;
    }
    return info_ != nullptr;
  }

  // That what is required is there, and nothing else.
  bool CheckParameters() {
    bool good = true;
    std::vector<std::string> names = {"name"};
    for (const DistributionParameter& parameter : info_->parameters) {
      names.push_back(parameter.name);
      if (!parameter.required || Find(parameter.name) != nullptr) continue;
      Report(*given_, "",
             fmt::format("{} needs '{}' ({}); e.g. {}", info_->name, parameter.name,
                         parameter.meaning, info_->example));
      good = false;
    }
    if (!given_->is_object()) return good;
    for (const Value::Member& member : given_->members()) {
      if (std::find(names.begin(), names.end(), member.key) != names.end()) continue;
      Report(member.value, "",
             fmt::format("{} has no '{}'{}; it has: {}", info_->name, member.key,
                         DidYouMean(member.key, names), JoinNames(names)));
      good = false;
    }
    return good;
  }

  const Value* Find(const std::string& name) const {
    const Value* value = given_->is_object() ? given_->Find(name) : nullptr;
    return value == nullptr || value->is_null() ? nullptr : value;
  }

  const DistributionParameter& InfoOf(const std::string& name) const {
    return *std::find_if(info_->parameters.begin(), info_->parameters.end(),
                         [&](const auto& parameter) { return parameter.name == name; });
  }

  StepPoint Point(const Value& value, const std::string& path) {
    const auto point = axis_.point(value);
    if (!point) {
      Report(value, path,
             fmt::format("must be {}, got {}", axis_.point_name, value.Describe()));
    }
    return point.value_or(StepPoint{});
  }

  StepPoint Point(const std::string& name, const StepPoint& fallback) {
    const Value* value = Find(name);
    return value == nullptr ? fallback : Point(*value, "." + name);
  }

  // In steps, fit for a density.
  double Length(const std::string& name, bool zero_allowed = false) {
    const Value& value = *Find(name);
    const auto length = axis_.length(value);
    if (length && *length > kMostLength) {
      Report(value, "." + name,
             fmt::format("must be at most {:g}, got {}", kMostLength / axis_.length_unit,
                         value.Describe()));
      return 1;
    }
    if (!length || (*length == 0 && !zero_allowed)) {
      Report(value, "." + name,
             fmt::format("must be {} {} 0, got {}", axis_.length_name,
                         zero_allowed ? "from" : "above", value.Describe()));
      return 1;
    }
    return std::max(*length, kLeastLength);
  }

  double Factor(const std::string& name, double fallback = 1) {
    const Value* value = Find(name);
    if (value == nullptr) return fallback;
    const DistributionParameter& info = InfoOf(name);
    const auto number = value->is_number() ? value->ToDouble() : std::nullopt;
    if (number && *number >= info.least && *number <= info.most) return *number;
    Report(*value, "." + name,
           fmt::format("must be a number from {:g} to {:g}, got {}", info.least,
                       info.most, value->Describe()));
    return fallback;
  }

  Distribution Make() {
    const std::string& name = info_->name;
    Distribution made;
    if (name == "uniform") return made;
    if (name == "weighted") return MakeWeighted();
    if (name == "histogram") return MakeHistogram();
    made.kind = Distribution::Kind::kDensity;
    made.shape = MakeShape(name);
    if (name == "normal") made.origin = MeanOfNormal();
    if (name == "lognormal" || name == "exponential" || name == "gamma") {
      made.origin = Point("start", axis_.zero);
    }
    return made;
  }

  DensityShape MakeShape(const std::string& name) {
    if (name == "normal") return {DensityKind::kNormal, DeviationOfNormal(), 0};
    if (name == "lognormal") {
      return {DensityKind::kLognormal, Length("median"), Factor("sigma")};
    }
    if (name == "exponential") return {DensityKind::kExponential, Length("mean"), 1};
    if (name == "gamma") return {DensityKind::kGamma, Length("scale"), Factor("shape")};
    if (name == "poisson") return {DensityKind::kPoisson, 1, Factor("mean")};
    return {DensityKind::kZipf, 1, Factor("exponent")};
  }

  // False, reported, if the column's ends are not known and so nothing can be left out.
  bool NeedsBounds(const char* name) {
    if (bounds_.first && bounds_.last) return true;
    Report(*given_, "",
           fmt::format("{} needs '{}' where the column has not both min and max; e.g. {}",
                       info_->name, name, info_->example));
    return false;
  }

  StepPoint MeanOfNormal() {
    if (Find("mean") != nullptr) return Point("mean", {});
    if (!NeedsBounds("mean")) return {};
    // Wraps to the true sum, which is in range.
    const uint64_t length = StepRange{*bounds_.first, *bounds_.last}.size() - 1;
    const auto middle =
        static_cast<int64_t>(static_cast<uint64_t>(*bounds_.first) + length / 2);
    return {middle, length % 2 == 0 ? 0 : 0.5};
  }

  double DeviationOfNormal() {
    if (Find("std") != nullptr) return Length("std", /*zero_allowed=*/true);
    if (!NeedsBounds("std")) return 1;
    const uint64_t length = StepRange{*bounds_.first, *bounds_.last}.size() - 1;
    return std::max(static_cast<double>(length) / 6, kLeastLength);
  }

  // The items of a list, or nothing after a mistake.
  std::vector<const Value*> Items(const std::string& name) {
    const Value& list = *Find(name);
    if (!list.is_list() || list.items().empty()) {
      Report(list, "." + name,
             fmt::format("must be a list, e.g. {}; got {}", info_->example,
                         list.Describe()));
      return {};
    }
    std::vector<const Value*> items;
    for (const Value& item : list.items()) items.push_back(&item);
    return items;
  }

  std::vector<double> Weights(uint64_t wanted, const std::string& of) {
    const auto items = Items("weights");
    if (items.empty()) return {};
    if (items.size() != wanted) {
      Report(*Find("weights"), ".weights",
             fmt::format("must be one for each {}, which makes {}, got {}", of, wanted,
                         items.size()));
      return {};
    }
    for (const Value* item : items) {
      if (item->is_number()) continue;
      Report(*item, ".weights", "must be numbers, got " + item->Describe());
      return {};
    }
    return ReadWeights(arguments_, kParameter, "weights ", items);
  }

  Distribution MakeWeighted() {
    Distribution made{Distribution::Kind::kRanges};
    if (Find("values") == nullptr) {
      if (!NeedsBounds("values")) return made;
      const StepRange all{*bounds_.first, *bounds_.last};
      int64_t step = all.first;
      for (const double weight : Weights(all.size(), "value from min to max")) {
        made.ranges.push_back({{step, step}, weight});
        ++step;
      }
      return made;
    }
    const auto values = Items("values");
    if (values.empty()) return made;
    const auto weights = Weights(values.size(), "value");
    for (size_t i = 0; i < weights.size(); ++i) {
      const StepPoint point = Point(*values[i], ".values");
      if (point.fraction != 0) {
        Report(*values[i], ".values",
               fmt::format("must be values that the column can hold, got {}",
                           values[i]->Describe()));
      }
      made.ranges.push_back({{point.whole, point.whole}, weights[i]});
    }
    SortAndMerge(&made.ranges);
    return made;
  }

  // A repeated value counts as often as it is there.
  static void SortAndMerge(std::vector<WeightedRange>* values) {
    std::stable_sort(values->begin(), values->end(), [](const auto& a, const auto& b) {
      return a.steps.first < b.steps.first;
    });
    std::vector<WeightedRange> merged;
    for (const WeightedRange& value : *values) {
      if (merged.empty() || merged.back().steps.first != value.steps.first) {
        merged.push_back(value);
      } else {
        merged.back().weight += value.weight;
      }
    }
    *values = std::move(merged);
  }

  Distribution MakeHistogram() {
    Distribution made{Distribution::Kind::kRanges};
    const auto edges = Items("edges");
    if (edges.empty()) return made;
    if (edges.size() < 2) {
      Report(*Find("edges"), ".edges", "must be two at least");
      return made;
    }
    const auto weights = Weights(edges.size() - 1, "bin");
    StepPoint begin = Point(*edges[0], ".edges");
    for (size_t i = 0; i < weights.size(); ++i) {
      const StepPoint end = Point(*edges[i + 1], ".edges");
      if (std::pair(end.whole, end.fraction) <= std::pair(begin.whole, begin.fraction)) {
        Report(*edges[i + 1], ".edges",
               fmt::format("must rise, but after {} comes {}", edges[i]->Describe(),
                           edges[i + 1]->Describe()));
        return made;
      }
      AddBin(begin, end, i + 1 == weights.size(), weights[i], &made);
      begin = end;
    }
    return made;
  }

  // The steps from `begin` to before `end`, of the last bin with it; none is no bin.
  static void AddBin(const StepPoint& begin, const StepPoint& end, bool is_last,
                     double weight, Distribution* made) {
    const int64_t first = begin.whole + (begin.fraction > 0 ? 1 : 0);
    const bool holds_whole = is_last || end.fraction > 0;
    const int64_t last = holds_whole ? end.whole : end.whole - 1;
    if (first <= last) made->ranges.push_back({{first, last}, weight});
  }

  const Arguments& arguments_;
  const ValueAxis& axis_;
  const StepBounds& bounds_;
  const Value* given_;
  const DistributionInfo* info_ = nullptr;
};

// The bounds, where they are not given those of the distribution.
std::optional<StepRange> RangeOf(const Arguments& arguments, const ValueAxis& axis,
                                 const Distribution& distribution,
                                 const StepBounds& bounds, const char* first_name,
                                 const char* last_name) {
  if (bounds.first && bounds.last) return StepRange{*bounds.first, *bounds.last};
  const auto reach = distribution.Reach();
  const StepRange range{bounds.first.value_or(reach ? reach->first : 0),
                        bounds.last.value_or(reach ? reach->last : 0)};
  const char* missing = bounds.first ? last_name : first_name;
  if (!reach) {
    arguments.Report(kParameter,
                     fmt::format("does not say where the column ends; it needs parameter "
                                 "'{}' too",
                                 missing));
    return std::nullopt;
  }
  if (range.first > range.last) {
    ReportNothingWithin(arguments, first_name, last_name);
    return std::nullopt;
  }
  if (range.first < axis.limits.first || range.last > axis.limits.last) {
    arguments.Report(kParameter, fmt::format("reaches beyond {}; give '{}' and '{}'",
                                             axis.limits_text, first_name, last_name));
    return std::nullopt;
  }
  return range;
}

}  // namespace

std::optional<Distribution> ReadDistribution(const Arguments& arguments,
                                             const ValueAxis& axis,
                                             const StepBounds& bounds) {
  return DistributionReader(arguments, axis, bounds).Read();
}

void ReportNothingWithin(const Arguments& arguments, const char* first_name,
                         const char* last_name) {
  arguments.Report(kParameter,
                   fmt::format("has no value from {} to {}; widen them or move it",
                               arguments.Path(first_name), arguments.Path(last_name)));
}

std::optional<DistributedSteps> MakeDistributedSteps(
    const Arguments& arguments, const StreamKey& key, const ValueAxis& axis,
    const StepBounds& bounds, const char* first_name, const char* last_name) {
  const auto distribution = ReadDistribution(arguments, axis, bounds);
  if (!distribution) return std::nullopt;
  const auto range =
      RangeOf(arguments, axis, *distribution, bounds, first_name, last_name);
  if (!range) return std::nullopt;
  auto source = MakeDistributionSource(key, *distribution, range->size(), range->first);
  if (source == nullptr) {
    ReportNothingWithin(arguments, first_name, last_name);
    return std::nullopt;
  }
  return DistributedSteps{*range, std::move(source)};
}

}  // namespace rand_engine
