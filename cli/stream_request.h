// What `rand-engine stream` was asked for.
#pragma once

#include <arrow/result.h>

#include <optional>

#include "arguments.h"
#include "rand_engine/stream.h"
#include "write_request.h"

namespace rand_engine::cli {

struct StreamRequest : WriteRequest {
  Trigger trigger;
  /// The place is standard output, a FIFO or a device: rows, no files.
  bool is_feed = false;
  std::optional<double> rate;  ///< also among the options

  /// True if its spec is one of several tables.
  bool is_dataset() const;

  /// True if its files wait for their ticks.
  bool waits() const { return !is_feed && !trigger.once && !trigger.available_now; }
};

/// Take the words for what they mean. What a stream of files needs and a feed cannot
/// have is said here in terms of the flags.
arrow::Result<StreamRequest> ReadStreamRequest(const Arguments& arguments);

/// Make a feed to a terminal one that can be watched, unless the request says how fast.
/// True if that changed anything.
bool SlowDownForTerminal(StreamRequest* request);

/// The writer that does it.
StreamWriter MakeWriter(const StreamRequest& request);

}  // namespace rand_engine::cli
