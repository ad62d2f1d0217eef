// Can a file's encoding hold all that the plan may write? Asked before a file is touched.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "rand_engine/charset/text_encoding.h"
#include "rand_engine/plan/plan.h"

namespace arrow {
class Status;
}

namespace rand_engine {

/// Fail with an OptionError that names column and value if `encoding` cannot hold a
/// column's name, one of its texts, or one of `extra` (separators, header, ...). Sets
/// `all_ascii` true if nothing but ASCII is there.
arrow::Status CheckEncodable(const Plan& plan, const TextEncoding& encoding,
                             const std::vector<std::string>& extra, bool* all_ascii);

/// Return at most `bytes` bytes of UTF-8 text, cut between characters: for messages.
std::string_view CutText(std::string_view text, size_t bytes);

}  // namespace rand_engine
