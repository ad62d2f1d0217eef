// One value as text: the slow and plain way, for tokens made once and for previews.
#pragma once

#include <cstdint>
#include <string>

#include "rand_engine/domain/domain.h"
#include "rand_engine/encode/text/text_style.h"

namespace rand_engine {

/// Return the text of a code: `high` counts only where the domain's codes have two words.
std::string ValueText(const Domain& domain, const TextStyle& style, uint64_t high,
                      uint64_t low);

/// The same of a domain whose codes fit one word.
inline std::string ValueText(const Domain& domain, const TextStyle& style,
                             uint64_t code) {
  return ValueText(domain, style, 0, code);
}

}  // namespace rand_engine
