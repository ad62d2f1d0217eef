#include "rand_engine/run/thread_start.h"

#include <arrow/status.h>
#include <fmt/format.h>
#include <pthread.h>

#include <atomic>
#include <mutex>
#include <vector>

#include "rand_engine/error.h"

namespace rand_engine {
namespace {

// That of oneTBB's workers, so that they find the stacks that were tried (the C library
// keeps those of ended threads).
constexpr size_t kStackBytes = size_t{4} << 20;

// Each thread stays until all have started.
void* WaitForRelease(void* gate) {
  const std::lock_guard<std::mutex> wait(*static_cast<std::mutex*>(gate));
  return nullptr;
}

int TryToStart(int count) {
  pthread_attr_t attributes;
  int error = pthread_attr_init(&attributes);
  if (error != 0) return error;
  pthread_attr_setstacksize(&attributes, kStackBytes);
  std::vector<pthread_t> threads(static_cast<size_t>(count));
  size_t started = 0;
  std::mutex gate;
  {
    const std::lock_guard<std::mutex> closed(gate);
    while (started < threads.size() && error == 0) {
      error = pthread_create(&threads[started], &attributes, WaitForRelease, &gate);
      if (error == 0) ++started;
    }
  }
  for (size_t i = 0; i < started; ++i) pthread_join(threads[i], nullptr);
  pthread_attr_destroy(&attributes);
  return error;
}

}  // namespace

arrow::Status CheckThreadsStart(int count) {
  static std::atomic<int> known{0};
  if (count <= known.load()) return arrow::Status::OK();
  const int error = TryToStart(count);
  if (error != 0) {
    return WriteError(
        fmt::format("cannot start {} threads beside the first; use fewer, for example "
                    "option threads=1, or raise the limit on memory or processes",
                    count),
        error);
  }
  known.store(count);
  return arrow::Status::OK();
}

}  // namespace rand_engine
