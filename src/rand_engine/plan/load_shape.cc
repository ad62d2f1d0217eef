#include "rand_engine/plan/load_shape.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "rand_engine/plan/duration.h"
#include "rand_engine/spec/nearest_name.h"

namespace rand_engine {
namespace {

// Every operation below rounds once, on any machine: the project is built with
// -ffp-contract=off (cmake/RandEngineTargets.cmake), so that no processor's fused
// multiply-add stands for two of them. A test of literal bits fails without it.

constexpr double kPi = 3.141592653589793;

/// sin(z) for z in [0, pi/4]: the Taylor series up to z^15 in nested form,
/// z (1 - z^2/(2*3) (1 - z^2/(4*5) (1 - ...))). It alternates and falls, so what is left
/// out is less than its first term, (pi/4)^17/17! < 5e-17; rounding adds some 1e-16.
double SmallSine(double z) {
  const double square = z * z;
  double sum = 1;
  for (int k = 14; k >= 2; k -= 2) sum = 1 - square / (k * (k + 1)) * sum;
  return z * sum;
}

/// (1 - cos(2 pi phase / period)) / 2, which is sin(pi phase / period)^2, in [0, 1]; 0, 1
/// and the symmetry are exact. REQUIRES: phase in [0, period).
double SineWave(int64_t phase, int64_t period) {
  const int64_t mirrored = std::min(phase, period - phase);
  const double part = static_cast<double>(mirrored) / static_cast<double>(period);
  const bool upper = part > 0.25;  // sin(pi part)^2 = 1 - sin(pi (1/2 - part))^2
  const double sine = SmallSine(kPi * (upper ? 0.5 - part : part));
  return upper ? 1 - sine * sine : sine * sine;
}

/// True in the middle of a period, `width` of it. Unsigned, as twice an int64 may be.
bool InSpike(uint64_t phase, uint64_t period, uint64_t width) {
  return 2 * phase >= period - width && 2 * phase < period + width;
}

/// `from` at 0, `to` at 1, and never outside of them: a part below 1 takes at least half
/// a unit in the last place off the difference, as much as rounding may have added to it.
double Blend(double from, double to, double part) {
  return part == 1 ? to : from + (to - from) * part;
}

struct OptionUse {
  const char* name;
  bool said;
  std::vector<ShapeKind> kinds;
};

std::vector<OptionUse> OptionUses(const ShapeOptions& options) {
  using enum ShapeKind;
  return {{"shapeMin", options.minimum.has_value(), {kRamp, kSpike, kSine, kCron}},
          {"shapeMax", options.maximum.has_value(), {kRamp, kSpike, kSine, kCron}},
          {"shapePeriod", options.period_ns.has_value(), {kSpike, kSine}},
          {"shapeWidth", options.width_ns.has_value(), {kSpike}},
          {"shapeCron", options.cron.has_value(), {kCron}}};
}

bool Takes(const OptionUse& use, ShapeKind kind) {
  return std::find(use.kinds.begin(), use.kinds.end(), kind) != use.kinds.end();
}

/// Complain about options that the kind does not have.
void RefuseOthers(const ShapeOptions& options, std::vector<std::string>* problems) {
  const auto uses = OptionUses(options);
  std::vector<std::string> allowed;
  for (const OptionUse& use : uses) {
    if (Takes(use, options.kind)) allowed.emplace_back(use.name);
  }
  for (const OptionUse& use : uses) {
    if (!use.said || Takes(use, options.kind)) continue;
    std::vector<std::string> kinds;
    for (ShapeKind kind : use.kinds) kinds.emplace_back(ShapeName(kind));
    problems->push_back(fmt::format(
        "option '{}' belongs to shape {}; the shape here is {}, which has {}; for "
        "example "
        "shape={}",
        use.name, JoinNames(kinds), ShapeName(options.kind),
        allowed.empty() ? "no options" : "the options " + JoinNames(allowed), kinds[0]));
  }
}

/// The length of a period: as said, or the whole stream. 0 after a complaint.
int64_t PeriodOf(const ShapeOptions& options, std::optional<int64_t> last_tick_ns,
                 std::vector<std::string>* problems) {
  const bool ramp = options.kind == ShapeKind::kRamp;
  if (!ramp && options.period_ns) return *options.period_ns;
  if (last_tick_ns) return *last_tick_ns;
  if (ramp) {
    problems->push_back(
        "shape 'ramp' goes on until the last tick, and this stream has no end; wanted is "
        "option 'timeout', for example timeout=1h, or shape 'sine' or 'spike' with "
        "option "
        "'shapePeriod', for example shapePeriod=24h");
  } else {
    problems->push_back(fmt::format(
        "option 'shapePeriod' is left unsaid, so that the period of shape '{}' is the "
        "whole stream, and this one has no end; wanted is option 'shapePeriod', for "
        "example shapePeriod=24h, or option 'timeout', for example timeout=1h",
        ShapeName(options.kind)));
  }
  return 0;
}

int64_t WidthOf(const ShapeOptions& options, int64_t period_ns,
                std::vector<std::string>* problems) {
  const int64_t width = options.width_ns.value_or(period_ns / 10);
  if (period_ns > 0 && width >= period_ns) {
    problems->push_back(fmt::format(
        "option 'shapeWidth': {} is not below the period of {}{}; allowed is a length of "
        "time below it, for example a tenth, which is what it is if left unsaid",
        DurationText(width), DurationText(period_ns),
        options.period_ns ? "" : " (the whole stream, as shapePeriod is not said)"));
  }
  return width;
}

}  // namespace

LoadShape LoadShape::Make(const ShapeOptions& options,
                          std::optional<int64_t> last_tick_ns,
                          std::vector<std::string>* problems) {
  LoadShape shape;
  RefuseOthers(options, problems);
  shape.kind_ = options.kind;
  if (shape.constant()) return shape;
  const bool spike = options.kind == ShapeKind::kSpike;
  shape.minimum_ = options.minimum.value_or(spike ? 1 : 0);
  shape.maximum_ = options.maximum.value_or(spike ? 10 : 1);
  if (options.kind == ShapeKind::kCron) {
    shape.cron_ = options.cron;
    if (!shape.cron_) {
      problems->push_back(
          "option 'shapeCron' is missing; shape 'cron' wants a schedule, for example "
          "shapeCron='*/15 9-17 * * mon-fri'");
    }
    return shape;
  }
  if (options.kind != ShapeKind::kRamp && shape.minimum_ > shape.maximum_) {
    problems->push_back(fmt::format(
        "option 'shapeMin': {}{} is above the shapeMax of {}{}; allowed for shape '{}' "
        "is "
        "at most shapeMax, for example shapeMin=0.5 and shapeMax=2",
        shape.minimum_, options.minimum ? "" : " (left unsaid)", shape.maximum_,
        options.maximum ? "" : " (left unsaid)", ShapeName(options.kind)));
  }
  shape.period_ns_ = PeriodOf(options, last_tick_ns, problems);
  if (spike) shape.width_ns_ = WidthOf(options, shape.period_ns_, problems);
  return shape;
}

double LoadShape::FactorAt(int64_t elapsed_ns, int64_t time_us) const {
  switch (kind_) {
    case ShapeKind::kConstant:
      return 1;
    case ShapeKind::kRamp:
      if (elapsed_ns >= period_ns_) return maximum_;
      return Blend(minimum_, maximum_,
                   static_cast<double>(elapsed_ns) / static_cast<double>(period_ns_));
    case ShapeKind::kSine:
      if (period_ns_ == 0) return minimum_;
      return Blend(minimum_, maximum_, SineWave(elapsed_ns % period_ns_, period_ns_));
    case ShapeKind::kSpike:
      if (period_ns_ == 0) return minimum_;
      return InSpike(static_cast<uint64_t>(elapsed_ns % period_ns_),
                     static_cast<uint64_t>(period_ns_), static_cast<uint64_t>(width_ns_))
                 ? maximum_
                 : minimum_;
    case ShapeKind::kCron:
      return cron_ && cron_->Matches(time_us) ? maximum_ : minimum_;
  }
  return 1;
}

double LoadShape::greatest() const { return std::max(minimum_, maximum_); }

int64_t LoadShape::RowsAt(int64_t size, int64_t elapsed_ns, int64_t time_us) const {
  const double factor = FactorAt(elapsed_ns, time_us);
  if (factor == 1) return size;
  const double rows = static_cast<double>(size) * factor;
  if (rows >= 0x1p63) return std::numeric_limits<int64_t>::max();
  const auto whole = static_cast<int64_t>(rows);
  return whole + (rows - static_cast<double>(whole) >= 0.5 ? 1 : 0);
}

std::string LoadShape::Fingerprint() const {
  return fmt::format("{} {} {} {} {} {}", ShapeName(kind_), minimum_, maximum_,
                     period_ns_, width_ns_, cron_ ? cron_->Fingerprint() : "-");
}

const char* ShapeName(ShapeKind kind) {
  switch (kind) {
    case ShapeKind::kConstant:
      return "constant";
    case ShapeKind::kRamp:
      return "ramp";
    case ShapeKind::kSpike:
      return "spike";
    case ShapeKind::kSine:
      return "sine";
    case ShapeKind::kCron:
      return "cron";
  }
  return "unknown";
}

}  // namespace rand_engine
