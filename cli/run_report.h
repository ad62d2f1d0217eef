// What is said about a run, done or dry.
#pragma once

#include <string>
#include <vector>

#include "rand_engine/dataset.h"
#include "rand_engine/report.h"
#include "rand_engine/stream.h"
#include "stream_request.h"
#include "write_request.h"

namespace rand_engine::cli {

/// Warnings to standard error, but with -q.
void PrintWarnings(const WriteRequest& request, const std::vector<std::string>& warnings);

/// Print the report where it is wanted, as JSON beside the data or for people, and return
/// the exit code. JSON on standard error stands there alone, so that a program can read
/// it.
int PrintReport(const WriteRequest& request, const WriteReport& report);
int PrintReport(const StreamRequest& request, const StreamReport& report);

int PrintReport(const WriteRequest& request, const DatasetReport& report);

/// Print that a signal ended the stream, and what it leaves.
void PrintStoppedStream(const StreamRequest& request, const StreamReport& report);

/// Print a dry run and return the exit code.
int PrintDryRun(const WriteRequest& request, const WritePreview& preview);
int PrintDryRun(const StreamRequest& request, const WritePreview& preview);
int PrintDryRun(const WriteRequest& request, const DatasetPreview& preview);

}  // namespace rand_engine::cli
