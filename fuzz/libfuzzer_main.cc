// One target under libFuzzer. An input has a second of the processor's time (the clock on
// the wall also counts what else the machine does) and 256 MiB of heap (what the process
// holds grows with all that libFuzzer and AddressSanitizer remember); what the slowest
// and the largest took is said in the end.
#include <sanitizer/allocator_interface.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>

#include "fuzz/targets.h"

namespace rand_engine::fuzz {
namespace {

constexpr double kMostSeconds = 1;
constexpr int64_t kMostHeap = int64_t{256} << 20;

double slowest_seconds = 0;
size_t slowest_bytes = 0;
int64_t largest_heap = 0;

// Bytes that are allocated, since the last reset, and the most there were at once.
std::atomic<int64_t> live{0};
std::atomic<int64_t> most_live{0};

void OnAllocate(const volatile void*, size_t size) {
  const int64_t now = live += static_cast<int64_t>(size);
  int64_t most = most_live;
  while (now > most && !most_live.compare_exchange_weak(most, now)) {
  }
}

void OnFree(const volatile void* block) {
  if (block == nullptr) return;
  live -= static_cast<int64_t>(
      __sanitizer_get_allocated_size(const_cast<const void*>(block)));
}

double ProcessorSeconds() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

void PrintMost() {
  std::fprintf(stderr, "stat::slowest_input_ms:         %.1f (%zu bytes)\n",
               slowest_seconds * 1e3, slowest_bytes);
  std::fprintf(stderr, "stat::largest_heap_mb:          %.1f\n",
               static_cast<double>(largest_heap) / (1 << 20));
}

void Run(std::string_view input) {
  const double start = ProcessorSeconds();
  live = 0;
  most_live = 0;
  RAND_ENGINE_FUZZ_TARGET(input);
  const double seconds = ProcessorSeconds() - start;
  if (seconds > slowest_seconds) {
    slowest_seconds = seconds;
    slowest_bytes = input.size();
  }
  largest_heap = std::max<int64_t>(largest_heap, most_live);
  Require(seconds <= kMostSeconds, "more than a second: " + std::to_string(seconds));
  Require(most_live <= kMostHeap, "more than 256 MiB: " + std::to_string(most_live));
}

}  // namespace
}  // namespace rand_engine::fuzz

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  // What is made once, whatever the input: tables of words, of time zones.
  rand_engine::fuzz::RAND_ENGINE_FUZZ_TARGET("");
  std::atexit(rand_engine::fuzz::PrintMost);
  __sanitizer_install_malloc_and_free_hooks(rand_engine::fuzz::OnAllocate,
                                            rand_engine::fuzz::OnFree);
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  rand_engine::fuzz::Run({reinterpret_cast<const char*>(bytes), size});
  return 0;
}
