// Where exceptions of libraries and of memory become errors.
#pragma once

#include <arrow/result.h>
#include <arrow/status.h>

#include <exception>
#include <new>
#include <string>

#include "rand_engine/error.h"

namespace rand_engine {

/// What `work` gives, a Status or a Result; a WriteError of what it throws. `advice` is
/// added where memory is what lacked.
template <typename Work>
auto Guarded(Work work, const char* advice = "") -> decltype(work()) {
  try {
    return work();
  } catch (const std::bad_alloc&) {
    return WriteError(std::string("out of memory") + advice);
  } catch (const std::exception& error) {
    return WriteError(std::string("unexpected failure: ") + error.what());
  }
}

}  // namespace rand_engine
