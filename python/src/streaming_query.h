// The native half of rand_engine.StreamingQuery: a stream on a thread of its own.
#pragma once

#include <nanobind/nanobind.h>
#include <unistd.h>

#include <memory>
#include <string>
#include <utility>

#include "python_calls.h"
#include "rand_engine/stream.h"

namespace rand_engine::python {

/// A stream that has begun. It goes on when this is gone, until Python ends.
///
/// All functions need the GIL; those that wait release it, and let exceptions of signal
/// handlers (KeyboardInterrupt) through.
class StreamingQueryCore {
 public:
  /// Check everything, begin and warn of what there is to warn of; raises what is wrong.
  /// `calls` are those that the writer makes, or null.
  static StreamingQueryCore Start(const StreamWriter& writer, const std::string& path,
                                  std::shared_ptr<PythonCalls> calls);

  /// Nobody waits: the stream's threads do its calls.
  void LetThreadsServe() const;

  /// Wait for the end and return the report, warning of what came up meanwhile. Raises
  /// what the stream failed with. An exception of a signal handler stops it.
  StreamReport AwaitReport() const;

  /// True if the stream has ended; raises what it failed with. `timeout` is seconds or
  /// None.
  bool AwaitTermination(nanobind::handle timeout) const;

  /// Stop and wait for the end. In a child of fork, nothing: the stream is its parent's.
  void Stop() const;

  StreamStatus status() const { return query_->status(); }
  /// None if it has not failed.
  nanobind::object exception() const;
  /// None if it has not ended well.
  nanobind::object report() const;

 private:
  StreamingQueryCore(std::shared_ptr<StreamingQuery> query,
                     std::shared_ptr<PythonCalls> calls)
      : query_(std::move(query)), calls_(std::move(calls)), process_(getpid()) {}

  // A child of fork has the object, but not the thread that would end it.
  bool InChild() const;

  std::shared_ptr<StreamingQuery> query_;
  std::shared_ptr<PythonCalls> calls_;  ///< null if it makes none
  int process_;
};

/// Stop all streams and wait for their end; none can begin from now on.
///
/// REQUIRES: the GIL, which is released meanwhile.
void StopAllStreams();

void BindStreamingQuery(nanobind::module_& module);

}  // namespace rand_engine::python
