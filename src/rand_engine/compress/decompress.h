// Reading what compressor.h writes (and what others wrote), for appends that must look at
// the dataset they add to.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "rand_engine/compress/codec.h"

namespace arrow {
class Status;
}

namespace rand_engine {

/// Feed the decompressed content of the file at `path` to `consume` in pieces until its
/// end or until `consume` returns false. Bounded memory. Concatenated gzip members, bz2,
/// xz and zstd streams are read to their end; of a zip the first entry. A damaged or cut
/// file is a WriteError that names the path.
arrow::Status ReadDecompressed(const std::string& path, Codec codec,
                               const std::function<bool(std::string_view)>& consume);

}  // namespace rand_engine
