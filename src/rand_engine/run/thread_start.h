// Threads that cannot start are found before the library below needs them.
#pragma once

namespace arrow {
class Status;
}

namespace rand_engine {

/// A WriteError if so many threads beside this one cannot be started, for want of memory
/// or by a limit (RLIMIT_AS, RLIMIT_NPROC, a container's). oneTBB starts most of its
/// workers from other workers, where such a failure would end the process. Costs
/// something only for more threads than ever before in this process. Thread-safe.
arrow::Status CheckThreadsStart(int count);

}  // namespace rand_engine
