// The stream driver: one file after another, each at its tick; or a feed.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "rand_engine/report.h"
#include "rand_engine/run/run_request.h"

namespace arrow {
template <class T>
class Result;
}  // namespace arrow

namespace rand_engine {

struct StreamReport;

/// A stream that has been checked and may begin.
class StreamRun {
 public:
  virtual ~StreamRun() = default;

  /// Check everything. Reads the disk, changes nothing.
  static arrow::Result<std::unique_ptr<StreamRun>> Prepare(RunRequest request);

  /// Write until the end, or until the request's stop token asks to stop. Once.
  virtual arrow::Result<StreamReport> Run() = 0;

  /// What there is to warn of before it runs; the report has these first.
  virtual const std::vector<std::string>& warnings() const = 0;

  /// Say what Run would do.
  virtual WritePreview Preview() const = 0;
};

}  // namespace rand_engine
