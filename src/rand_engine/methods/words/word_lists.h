// The names from which gen_name and gen_email draw, by culture.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rand_engine {

struct WeightedName {
  std::string_view
      name;         ///< UTF-8 with letters of Latin-1 only; lives as long as the process
  uint32_t weight;  ///< relative frequency within its list, at least 1
};

/// People whose first and last names go together.
struct Culture {
  std::string_view tag;  ///< "en", "nordic"
  uint32_t weight;       ///< relative frequency among cultures; they add up to 100
  std::vector<WeightedName> first_names;  ///< distinct, in the file's order
  std::vector<WeightedName> last_names;   ///< distinct, in the file's order
};

/// All cultures in a fixed order; parsed once on first use (thread-safe), never freed.
/// The lists are part of the data version: any change of them changes the data.
const std::vector<Culture>& Cultures();

/// A name as e-mail addresses spell it: lower-case ASCII, letters of Latin-1
/// transliterated (ü u, ß ss, ø o, æ ae, ñ n, ð d, þ th), everything else (apostrophe,
/// hyphen) dropped.
std::string ToAsciiLower(std::string_view name);

}  // namespace rand_engine
