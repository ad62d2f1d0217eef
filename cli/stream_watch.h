// What is said about a stream while it runs.
#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "progress.h"
#include "rand_engine/stream.h"
#include "stream_request.h"

namespace rand_engine::cli {

/// Notes what the stream tells on its thread, and prints it on the caller's: with -v a
/// line a file, on a terminal the line of progress.
class StreamWatch : public Observer {
 public:
  /// `preview`: of this stream; null = no line of progress.
  StreamWatch(const StreamRequest& request, const WritePreview* preview);

  void OnFile(const StreamFile& file) override;

  /// Print what is new.
  void Show(const StreamStatus& status);
  /// Print the last lines and take the progress away.
  void Finish();

 private:
  void PrintFiles();
  std::string Text(const StreamStatus& status) const;

  const StreamRequest& request_;
  bool shows_progress_;
  FileSchedule schedule_;
  std::optional<double> timeout_;
  LiveLine line_;

  mutable std::mutex mutex_;
  std::vector<std::string> lines_;
  std::optional<double> first_file_;  ///< when it came, by line_.seconds()
  int64_t files_ = 0;
};

}  // namespace rand_engine::cli
