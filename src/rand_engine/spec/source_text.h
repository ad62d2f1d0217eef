// What both readers need of a spec's text: whether it is text at all, places in it, and
// errors that begin with a place.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "rand_engine/spec/value.h"

namespace arrow {
class Status;
template <class T>
class Result;
}  // namespace arrow

namespace rand_engine {

/// Make the SpecError "<source>:<line>:<column>: <message>".
arrow::Status ErrorAt(const std::string& source, SourcePosition position,
                      std::string_view message);

/// Return the place of byte `offset`; the end of the text if `offset` is beyond it. Walks
/// the text from its start: for errors only.
SourcePosition PositionOf(std::string_view text, size_t offset);

/// Return the text without its byte-order mark, after the checks that hold for every
/// format: at most `max_bytes` long, valid UTF-8, no NUL byte. `limit_name`: that limit,
/// for the message.
arrow::Result<std::string_view> CheckSourceText(std::string_view text,
                                                const std::string& source,
                                                int64_t max_bytes,
                                                std::string_view limit_name);

}  // namespace rand_engine
