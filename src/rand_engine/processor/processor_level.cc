#include <algorithm>
#include <atomic>

#include "rand_engine/processor/multiversion.h"

namespace rand_engine {
namespace {

std::atomic<ProcessorLevel>& Level() {
  static std::atomic<ProcessorLevel> level(DetectProcessorLevel());
  return level;
}

}  // namespace

ProcessorLevel DetectProcessorLevel() {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")) {
    return ProcessorLevel::kV4;
  }
  if (__builtin_cpu_supports("avx2")) return ProcessorLevel::kV3;
#endif
  return ProcessorLevel::kV2;
}

ProcessorLevel CurrentProcessorLevel() { return Level().load(std::memory_order_relaxed); }

ScopedProcessorLevel::ScopedProcessorLevel(ProcessorLevel level)
    : before_(CurrentProcessorLevel()) {
  Level().store(std::min(level, DetectProcessorLevel()));
}

ScopedProcessorLevel::~ScopedProcessorLevel() { Level().store(before_); }

}  // namespace rand_engine
