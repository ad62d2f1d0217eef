// Options, trigger and kind of place -> the schedule of a stream.
#pragma once

#include "rand_engine/plan/option_parser.h"
#include "rand_engine/plan/output_plan.h"
#include "rand_engine/plan/stream_plan.h"

namespace rand_engine {

/// `straight`: the place is a device, a FIFO or "-", so that the stream is a feed.
/// Mistakes and contradictions are added to `problems`, what is only worth knowing to
/// `warnings`.
StreamPlan ResolveStream(const OutputRequest& request, const SaidOptions& said,
                         bool straight, OptionProblems* problems,
                         std::vector<std::string>* warnings);

/// Check that a feed can be written so, and complete what follows from its being one:
/// text without a codec, JSON as lines. `said` is that of the format.
void ResolveFeed(Format format, const std::string& path, SaidOptions* said,
                 OptionProblems* problems);

/// An upper bound of the rows of the whole stream; nullopt if it has no end.
/// REQUIRES: the plan was resolved without problems.
std::optional<int64_t> GreatestRows(const StreamPlan& plan);

}  // namespace rand_engine
