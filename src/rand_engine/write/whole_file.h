// Small files read at once.
#pragma once

#include <cstddef>
#include <string>

#include "rand_engine/write/file_system.h"

namespace rand_engine {

/// Read the regular file at `path`, of `most_bytes` at most. -EINVAL of anything else
/// (a FIFO would not open before somebody writes into it), -EFBIG of a longer one.
SystemResult ReadWholeFile(FileSystem* file_system, const std::string& path,
                           size_t most_bytes, std::string* text);

}  // namespace rand_engine
