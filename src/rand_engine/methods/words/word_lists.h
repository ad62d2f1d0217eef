// The names of people, by culture.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rand_engine {

/// All texts live as long as the process.
struct WeightedName {
  std::string_view name;  ///< UTF-8; of Cultures() letters of Latin-1 only
  uint32_t weight;        ///< relative frequency within its list, at least 1
  /// Lower-case ASCII letters for addresses; "" where its own letters give them.
  std::string_view ascii = {};
  char gender = 0;  ///< 'f' or 'm' of first names, 0 where it is not noted
};

/// People whose first and last names go together.
struct Culture {
  std::string_view tag;  ///< "en", "nordic"
  uint32_t weight;       ///< relative frequency among cultures; they add up to 100
  std::vector<WeightedName> first_names;  ///< distinct, in the file's order
  std::vector<WeightedName> last_names;   ///< distinct, in the file's order
};

/// All from which gen_name draws, in a fixed order; parsed once on first use
/// (thread-safe), never freed. The lists are part of the data version: any change of them
/// changes the data.
const std::vector<Culture>& Cultures();

/// One of those or of the others that only locales have (their weight is 0), whose first
/// names have their gender noted; parsed on first use, too. REQUIRES: it exists.
const Culture& CultureOf(std::string_view tag);

/// A name as e-mail addresses spell it: lower-case ASCII, letters of Latin-1
/// transliterated (ü u, ß ss, ø o, æ ae, ñ n, ð d, þ th), everything else (apostrophe,
/// hyphen) dropped.
std::string ToAsciiLower(std::string_view name);

}  // namespace rand_engine
