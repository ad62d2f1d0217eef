#include "rand_engine/plan/stream_resolution.h"

#include <arrow/result.h>
#include <arrow/status.h>
#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <string>

#include "rand_engine/plan/duration.h"

namespace rand_engine {
namespace {

constexpr double kLeastRate = 1e-6;
constexpr double kGreatestRate = 1e9;
constexpr double kGreatestInt64 = 9223372036854774784.0;  // The double below 2^63.

/// One stream on its way to a schedule.
class StreamResolver {
 public:
  StreamResolver(const OutputRequest& request, const SaidOptions& said, bool straight,
                 OptionProblems* problems, std::vector<std::string>* warnings)
      : request_(request),
        said_(said),
        straight_(straight),
        problems_(problems),
        warnings_(warnings) {}

  StreamPlan Resolve() {
    plan_.size = request_.rows;
    plan_.timeout_ns = said_.timeout_ns;
    plan_.spread_events = said_.spread_events.value_or(false);
    plan_.max_files = said_.max_files;
    plan_.checkpoint_location = said_.checkpoint_location.value_or("");
    ReadFrequency();
    if (straight_) {
      ResolveFeedsPace();
    } else {
      ResolveFilesPace();
    }
    ResolveShape();
    return plan_;
  }

 private:
  void ReadFrequency() {
    if (!request_.trigger.frequency) return;
    const auto length = ParseDuration(*request_.trigger.frequency);
    if (length.ok()) {
      plan_.frequency_ns = *length;
    } else {
      frequency_is_wrong_ = true;
      problems_->push_back(fmt::format(
          "trigger frequency: {}; for example trigger(frequency=5), one file every 5 "
          "seconds",
          length.status().message()));
    }
  }

  /// Options that a feed has no use for; silently ignored they would mislead.
  void RefuseForFeed(bool was_said, const std::string& name, const std::string& reason) {
    if (!was_said) return;
    problems_->push_back(
        fmt::format("{}: '{}' is a feed, which {}; leave it out, or write files into a "
                    "directory, for example start(\"out/events\")",
                    name, request_.path, reason));
  }

  void ResolveFeedsPace() {
    plan_.pace = Pace::kFeed;
    plan_.rate = said_.rate;
    if (plan_.rate && (*plan_.rate < kLeastRate || *plan_.rate > kGreatestRate)) {
      problems_->push_back(fmt::format(
          "option 'rate': {} rows a second are not possible; allowed is 0.000001 to "
          "1000000000, for example rate=1000",
          *plan_.rate));
    }
    if (request_.rows_were_said) plan_.rows = request_.rows;
    // Each row of a feed has a moment of its own.
    plan_.spread_events = true;
    const Trigger& trigger = request_.trigger;
    RefuseForFeed(trigger.frequency.has_value(), "trigger frequency", "has no files");
    RefuseForFeed(trigger.once || trigger.available_now, "trigger", "has no files");
    RefuseForFeed(said_.max_files.has_value(), "option 'maxFiles'", "has no files");
    RefuseForFeed(said_.checkpoint_location.has_value(), "option 'checkpointLocation'",
                  "cannot know what of it arrived");
    RefuseForFeed(said_.spread_events == false, "option 'eventTime'",
                  "gives each row the time at which it is due");
    if (!plan_.rate &&
        said_.shape.value_or(ShapeKind::kConstant) != ShapeKind::kConstant) {
      problems_->push_back(
          "option 'shape': a feed without a rate runs as fast as it can; say option rate "
          "too, for example rate=1000");
    }
  }

  void ResolveFilesPace() {
    const Trigger& trigger = request_.trigger;
    if (trigger.once && trigger.available_now) {
      problems_->push_back(
          "trigger: once and availableNow contradict each other; leave one of them out");
    }
    if (said_.rate) {
      problems_->push_back(
          "option 'rate': it is of feeds (a stream to \"-\", a pipe or a device); the "
          "rows "
          "of a stream of files are size a file, for example "
          "size(1000).trigger(frequency=1)");
    }
    plan_.pace = trigger.once            ? Pace::kOnce
                 : trigger.available_now ? Pace::kAvailableNow
                                         : Pace::kTicks;
    if (plan_.pace != Pace::kOnce) RequireSchedule();
    CountFiles();
    if (plan_.spread_events && !plan_.frequency_ns && !frequency_is_wrong_) {
      problems_->push_back(
          "option 'eventTime': spread needs the time from one file to the next; say "
          "trigger(frequency=...), for example trigger(frequency=60, once=True)");
    }
  }

  void RequireSchedule() {
    const bool timeout_is_wrong =
        std::any_of(request_.options.begin(), request_.options.end(),
                    [](const auto& option) { return option.first == "timeout"; });
    if (!plan_.timeout_ns && !timeout_is_wrong) {
      problems_->push_back(
          "option 'timeout' is missing: how long the stream runs; for example "
          "option(\"timeout\", 60), a minute");
    }
    if (!plan_.frequency_ns && !frequency_is_wrong_) {
      problems_->push_back(
          "trigger frequency is missing: the time from one file to the next; for example "
          "trigger(frequency=5), one file every 5 seconds");
    }
  }

  void CountFiles() {
    if (!plan_.timeout_ns || !plan_.frequency_ns) return;
    plan_.file_count = (*plan_.timeout_ns - 1) / *plan_.frequency_ns + 1;
    if (*plan_.timeout_ns < *plan_.frequency_ns) {
      warnings_->push_back(fmt::format(
          "The timeout ({}) is shorter than the frequency ({}): the stream is "
          "one file.",
          DurationText(*plan_.timeout_ns), DurationText(*plan_.frequency_ns)));
    }
  }

  void ResolveShape() {
    ShapeOptions options = said_.shape_options;
    options.kind = said_.shape.value_or(ShapeKind::kConstant);
    std::optional<int64_t> last_tick;
    if (plan_.feed()) {
      last_tick = plan_.timeout_ns;
    } else if (plan_.file_count > 0) {
      last_tick = (plan_.file_count - 1) * *plan_.frequency_ns;
    } else {
      last_tick = 0;
    }
    plan_.shape = LoadShape::Make(options, last_tick, problems_);
    if (plan_.pace == Pace::kOnce && plan_.file_count == 0 && !plan_.shape.constant()) {
      problems_->push_back(
          "option 'shape': it needs to know the stream's files; say timeout and "
          "frequency "
          "too, for example option(\"timeout\", \"1h\").trigger(frequency=\"1m\", "
          "once=True)");
    }
  }

  const OutputRequest& request_;
  const SaidOptions& said_;
  bool straight_;
  OptionProblems* problems_;
  std::vector<std::string>* warnings_;
  StreamPlan plan_;
  bool frequency_is_wrong_ = false;
};

}  // namespace

StreamPlan ResolveStream(const OutputRequest& request, const SaidOptions& said,
                         bool straight, OptionProblems* problems,
                         std::vector<std::string>* warnings) {
  return StreamResolver(request, said, straight, problems, warnings).Resolve();
}

void ResolveFeed(Format format, const std::string& path, SaidOptions* said,
                 OptionProblems* problems) {
  if (format == Format::kParquet) {
    problems->push_back(
        fmt::format("format: a parquet file is read from its end, so it cannot be fed to "
                    "'{}' row by row; allowed are json and csv, for example "
                    "format(\"json\")",
                    path));
  }
  if (said->codec.value_or(Codec::kNone) != Codec::kNone) {
    problems->push_back(fmt::format(
        "option 'compression': a feed shows each row at once, which {} cannot; leave it "
        "out (a program such as gzip may follow in the pipe)",
        GetCodec(*said->codec).name));
  }
  if (format != Format::kJson) return;
  if (said->lines == false) {
    problems->push_back(
        "option 'lines': a feed of JSON has one object a line; leave the option out");
  }
  said->lines = true;
}

std::optional<int64_t> GreatestRows(const StreamPlan& plan) {
  double rows = 0;
  if (plan.feed()) {
    if (plan.rows) return plan.rows;
    if (!plan.rate || !plan.timeout_ns) return std::nullopt;
    rows = *plan.rate * plan.shape.greatest() *
               (static_cast<double>(*plan.timeout_ns) / 1e9) +
           1;
  } else {
    const double a_file = static_cast<double>(plan.size) * plan.shape.greatest();
    rows = a_file * static_cast<double>(std::max<int64_t>(plan.file_count, 1));
    // Exact wherever it matters: doubles hold whole numbers up to 2^53.
    if (plan.shape.constant() && rows < 9e15) {
      return plan.size * std::max<int64_t>(plan.file_count, 1);
    }
  }
  return rows < kGreatestInt64 ? static_cast<int64_t>(rows)
                               : std::numeric_limits<int64_t>::max();
}

}  // namespace rand_engine
