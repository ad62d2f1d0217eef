// How a format writes single values as text.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace rand_engine {

/// All text is UTF-8; the file's encoding comes after it. What stands around the values
/// (separators, keys, brackets) is not here but in the row layout.
struct TextStyle {
  std::string decimal_point = ".";  ///< one character

  /// What goes before and after each value of the kind: quotes, or nothing.
  std::string integer_quote;
  std::string decimal_quote;
  std::string date_quote;

  std::string missing;           ///< ready to be put down
  std::string true_text;         ///< ready to be put down
  std::string false_text;        ///< ready to be put down
  std::string timestamp_format;  ///< strftime pattern; "" = ISO 8601, microseconds, Z

  /// What is put down for a double that is not finite; nullopt = "nan", "inf", "-inf".
  std::optional<std::string> non_finite;

  /// By byte: a text of such bytes alone, unless it is empty or `looks_missing`, is put
  /// down as it is between `fragment_quote`s.
  std::array<bool, 256> is_plain{};
  std::string looks_missing;

  /// Quote and escape a text value as the format needs.
  std::function<std::string(std::string_view)> quote_text;

  /// What a piece of a composed text becomes if the whole is put between
  /// `fragment_quote`s; nullopt where only the whole text can tell (CSV's quoting).
  std::function<std::optional<std::string>(std::string_view)> escape_fragment;
  std::string fragment_quote;

  /// Structs, lists and maps are written as JSON; with this in the style that it says,
  /// the whole then quoted as a text is (CSV); without it in the style itself (JSON).
  std::shared_ptr<const TextStyle> nested;
  std::optional<int> indent;  ///< of JSON: spaces a level of pretty text
  int depth = 0;              ///< at which a value stands
};

}  // namespace rand_engine
