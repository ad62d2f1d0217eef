// Loops compiled for several levels of x86-64; which one runs is settled at run time.
#pragma once

namespace rand_engine {

/// What loops over integers gain from, after the levels of the x86-64 psABI: kV3 stands
/// for AVX2, kV4 for AVX-512 F, BW, DQ and VL. Other processors have kV2: portable code.
enum class ProcessorLevel { kV2, kV3, kV4 };

/// What this processor and its system have.
ProcessorLevel DetectProcessorLevel();

/// What RunMultiversion takes: the level detected, but for a ScopedProcessorLevel.
ProcessorLevel CurrentProcessorLevel();

/// For tests: until the end of the scope `level`, or the one detected if that is lower,
/// is taken by all threads.
class ScopedProcessorLevel {
 public:
  explicit ScopedProcessorLevel(ProcessorLevel level);
  ~ScopedProcessorLevel();
  ScopedProcessorLevel(const ScopedProcessorLevel&) = delete;
  ScopedProcessorLevel& operator=(const ScopedProcessorLevel&) = delete;

 private:
  ProcessorLevel before_;
};

#if defined(__x86_64__)
#define RAND_ENGINE_MULTIVERSION __attribute__((always_inline))

template <typename Work>
[[gnu::target("avx512f,avx512bw,avx512dq,avx512vl")]] void RunV4(Work work) {
  work();
}
template <typename Work>
[[gnu::target("avx2")]] void RunV3(Work work) {
  work();
}
#else
#define RAND_ENGINE_MULTIVERSION
#endif

/// Run `work`, a lambda of the form `[=]() RAND_ENGINE_MULTIVERSION { ... }`, compiled
/// for the processor's level. It captures by value, since a store could change what is
/// captured by reference; and it works on integers, which are the same at every level.
template <typename Work>
void RunMultiversion(Work work) {
#if defined(__x86_64__)
  switch (CurrentProcessorLevel()) {
    case ProcessorLevel::kV4:
      return RunV4(work);
    case ProcessorLevel::kV3:
      return RunV3(work);
    case ProcessorLevel::kV2:
      break;
  }
#endif
  work();
}

}  // namespace rand_engine
