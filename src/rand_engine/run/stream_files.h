// The files of one table that a stream writes, one after another.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "rand_engine/manifest/manifest_record.h"
#include "rand_engine/run/part_pipeline.h"
#include "rand_engine/run/stream_setup.h"
#include "rand_engine/stream.h"
#include "rand_engine/write/stream_target.h"

namespace rand_engine {

/// Life: Begin, then for each file Prepare, Publish, in the order of their numbers from
/// setup().next_file to setup().end_file. Not thread-safe.
class StreamFiles {
 public:
  /// What a tick was, on the monotonic clock.
  struct Tick {
    int64_t start = 0;             ///< of the stream
    std::optional<int64_t> due{};  ///< none where nobody waits for ticks
    bool was_late = false;
  };

  /// `overwrites`: the first file takes the place of the old ones.
  StreamFiles(StreamSetup setup, std::unique_ptr<PartFormat> format, bool overwrites);

  const StreamSetup& setup() const { return setup_; }
  bool Has(int64_t number) const {
    return number >= setup_.next_file && number < setup_.end_file;
  }

  /// Clear what killed runs left, then make temporaries and the checkpoint, if there is a
  /// file to write. May change setup(): where a killed run had begun to change the
  /// dataset, that is ended first.
  arrow::Status Begin();

  /// Make file `number` ready, hidden.
  arrow::Status Prepare(int64_t number);

  /// Make it visible, save the checkpoint and tell the observer.
  arrow::Status Publish(const Tick& tick);

  /// Say what there is to write; `preview` has all but the files' places.
  WritePreview Preview() const;

  /// What was written so far.
  const StreamReport& report() const { return report_; }
  /// The same, after the last file.
  StreamReport Finish(bool stopped);

 private:
  const StreamPlan& stream() const { return setup_.stream(); }
  const RunRequest& request() const { return setup_.request; }
  TransformedRows* transformed() const { return setup_.transformed.get(); }
  void BeginReport();
  void ClearLeftoversOfTheLast();
  arrow::Status BeginTarget();
  arrow::Status LookAgain();
  arrow::Status TakeNextInputs(int64_t first_row);
  arrow::Status SaveCheckpoint(int64_t next_file, int64_t next_row);

  StreamSetup setup_;
  std::unique_ptr<PartFormat> format_;
  bool overwrites_;
  ManifestRecord manifest_;
  std::optional<StreamTarget> target_;
  int64_t next_row_ = 0;
  StreamPart part_;         // The one that is ready.
  PipelineResult written_;  // Of it.
  StreamReport report_;
};

}  // namespace rand_engine
