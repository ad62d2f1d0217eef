// One target under libFuzzer. An input has a second of the processor's time (the clock on
// the wall also counts what else the machine does); what the slowest took is said in the
// end.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>

#include "fuzz/targets.h"

namespace rand_engine::fuzz {
namespace {

constexpr double kMostSeconds = 1;

double slowest_seconds = 0;
size_t slowest_bytes = 0;

double ProcessorSeconds() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

void PrintSlowest() {
  std::fprintf(stderr, "stat::slowest_input_ms:         %.1f (%zu bytes)\n",
               slowest_seconds * 1e3, slowest_bytes);
}

void Run(std::string_view input) {
  const double start = ProcessorSeconds();
  RAND_ENGINE_FUZZ_TARGET(input);
  const double seconds = ProcessorSeconds() - start;
  if (seconds > slowest_seconds) {
    slowest_seconds = seconds;
    slowest_bytes = input.size();
  }
  Require(seconds <= kMostSeconds, "more than a second: " + std::to_string(seconds));
}

}  // namespace
}  // namespace rand_engine::fuzz

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  // What is made once, whatever the input: tables of words, of time zones.
  rand_engine::fuzz::RAND_ENGINE_FUZZ_TARGET("");
  std::atexit(rand_engine::fuzz::PrintSlowest);
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  rand_engine::fuzz::Run({reinterpret_cast<const char*>(bytes), size});
  return 0;
}
