// What a file holds, in 32 bytes.
#pragma once

#include <cstdint>
#include <string>

#include "rand_engine/run_control.h"
#include "rand_engine/write/file_system.h"

namespace arrow {
template <class T>
class Result;
}  // namespace arrow

namespace rand_engine {

struct FileDigest {
  uint64_t bytes = 0;
  std::string sha256;  ///< 64 lower-case hex digits (FIPS 180-4)
};

/// Read a file to its end. `shown` names it in the WriteErrors of what cannot be read; a
/// stop request is a StoppedError.
arrow::Result<FileDigest> DigestFile(FileSystem* file_system, const std::string& path,
                                     const std::string& shown,
                                     const StopToken& stop_token = {});

/// Read a file of at most `most_bytes` whole; a WriteError for a longer one.
arrow::Result<std::string> ReadFile(FileSystem* file_system, const std::string& path,
                                    const std::string& shown, uint64_t most_bytes);

}  // namespace rand_engine
