// How much a stream makes when: the shape of its load over time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "rand_engine/plan/cron_schedule.h"

namespace rand_engine {

enum class ShapeKind { kConstant, kRamp, kSpike, kSine, kCron };

/// What the options shape, shapeMin, shapeMax, shapePeriod, shapeWidth and shapeCron say;
/// nullopt = left unsaid. Factors are >= 0 and finite, lengths above 0.
struct ShapeOptions {
  ShapeKind kind = ShapeKind::kConstant;
  std::optional<double> minimum;
  std::optional<double> maximum;
  std::optional<int64_t> period_ns;
  std::optional<int64_t> width_ns;
  std::optional<CronSchedule> cron;
};

/// A factor of the size (rows a file) or of the rate (rows a second) at each moment:
///
/// - constant: 1.
/// - ramp: from minimum (0) at the start to maximum (1) at the last tick, in a line.
/// - sine: from minimum (0) at the start to maximum (1) after half a period and back,
///   minimum + (maximum - minimum) * (1 - cos(2 pi t / period)) / 2; period: the whole
///   stream.
/// - spike: minimum (1), and maximum (10) for `width` (a tenth of the period) in the
///   middle of each period: [period/2 - width/2, period/2 + width/2); period: the whole
///   stream.
/// - cron: maximum (1) in the minutes that the schedule means, minimum (0) in others.
///
/// The last tick of a stream that is one period long begins the next period. With one
/// tick, a ramp has reached maximum; sine and spike are at their start, minimum.
///
/// The same on every machine: the sine wave is a polynomial of our own, of the basic
/// operations of IEEE 754 only (error below 1e-14).
class LoadShape {
 public:
  LoadShape() = default;  ///< constant

  /// `last_tick_ns`: time of the last tick after the start (of a feed: its timeout), 0 if
  /// there is only one tick; nullopt for a stream without end. Mistakes (an option that
  /// the kind does not have, minimum above maximum of a sine or spike (ramp and cron may
  /// turn round), no schedule for cron, a width not below the period, no period and no
  /// end to take it from) are added to `problems`, each a complete sentence that names
  /// the option; the shape is of use only if there are none.
  static LoadShape Make(const ShapeOptions& options, std::optional<int64_t> last_tick_ns,
                        std::vector<std::string>* problems);

  ShapeKind kind() const { return kind_; }
  bool constant() const { return kind_ == ShapeKind::kConstant; }

  /// The factor `elapsed_ns` (>= 0) after the start, which is the time `time_us`
  /// (microseconds since the epoch; only cron looks at it).
  double FactorAt(int64_t elapsed_ns, int64_t time_us) const;

  /// The greatest factor that there is.
  double greatest() const;

  /// Rows of a file that is due then: size * factor, rounded to the nearest, halves up;
  /// at most INT64_MAX. REQUIRES: size >= 0.
  int64_t RowsAt(int64_t size, int64_t elapsed_ns, int64_t time_us) const;

  /// All that decides its factors, as text: for hashes and comparisons.
  std::string Fingerprint() const;

 private:
  ShapeKind kind_ = ShapeKind::kConstant;
  double minimum_ = 1;
  double maximum_ = 1;
  int64_t period_ns_ = 0;  ///< of a ramp: the time of the last tick, 0 too
  int64_t width_ns_ = 0;
  std::optional<CronSchedule> cron_;
};

/// "constant", "ramp", "spike", "sine", "cron".
const char* ShapeName(ShapeKind kind);

}  // namespace rand_engine
