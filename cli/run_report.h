// What `rand-engine generate` says about a run, done or dry.
#pragma once

#include <string>

#include "generate_request.h"
#include "rand_engine/report.h"

namespace rand_engine::cli {

/// "wrote 50,000 rows, 1 file, 812 kB in 0.02 s to orders.csv.gz (seed 123)".
std::string ClosingLine(const GenerateRequest& request, const WriteReport& report);

/// What -v adds, a line each: the files, what the bytes depend on.
std::string RunDetails(const WriteReport& report);

/// A dry run, for people.
std::string DryRunText(const GenerateRequest& request, const WritePreview& preview);

}  // namespace rand_engine::cli
