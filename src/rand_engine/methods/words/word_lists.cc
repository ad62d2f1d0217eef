#include "rand_engine/methods/words/word_lists.h"

#include <array>
#include <cstddef>

#include "rand_engine/methods/words/tsv.h"

namespace rand_engine {

// The embedded files (see CMakeLists.txt).
extern const std::string_view kCulturesText;
extern const std::string_view kFirstNamesText;
extern const std::string_view kLastNamesText;

namespace {

std::vector<Culture> ParseCultures(std::string_view text) {
  std::vector<Culture> cultures;
  TakeUntil('\n', &text);  // the names of the columns
  while (!text.empty()) {
    std::string_view line = TakeUntil('\n', &text);
    const std::string_view tag = TakeUntil('\t', &line);
    cultures.push_back({tag, ParseNumber(TakeUntil('\t', &line)), {}, {}});
  }
  return cultures;
}

/// Names of a culture stand together, and cultures in the order of `cultures`.
void ParseNames(std::string_view text, std::vector<WeightedName> Culture::*list,
                std::vector<Culture>* cultures) {
  TakeUntil('\n', &text);  // the names of the columns
  auto culture = cultures->begin();
  while (!text.empty()) {
    std::string_view line = TakeUntil('\n', &text);
    const std::string_view tag = TakeUntil('\t', &line);
    while (culture != cultures->end() && culture->tag != tag) ++culture;
    if (culture == cultures->end()) return;
    const std::string_view name = TakeUntil('\t', &line);
    ((*culture).*list).push_back({name, ParseNumber(line)});
  }
}

std::vector<Culture> ParseAll() {
  std::vector<Culture> cultures = ParseCultures(kCulturesText);
  ParseNames(kFirstNamesText, &Culture::first_names, &cultures);
  ParseNames(kLastNamesText, &Culture::last_names, &cultures);
  return cultures;
}

/// U+00C0 to U+00FF in order; × and ÷ become nothing.
constexpr std::array<std::string_view, 64> kTransliterations = {
    "a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i",  "i",
    "d", "n", "o", "o", "o", "o", "o",  "",  "o", "u", "u", "u", "u", "y", "th", "ss",
    "a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i",  "i",
    "d", "n", "o", "o", "o", "o", "o",  "",  "o", "u", "u", "u", "u", "y", "th", "y"};

}  // namespace

const std::vector<Culture>& Cultures() {
  static const auto& cultures = *new std::vector<Culture>(ParseAll());
  return cultures;
}

std::string ToAsciiLower(std::string_view name) {
  std::string lower;
  for (size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    if (c >= 'a' && c <= 'z') lower += c;
    if (c >= 'A' && c <= 'Z') lower += static_cast<char>(c - 'A' + 'a');
    // In UTF-8, U+00C0 to U+00FF are C3 80 to C3 BF.
    if (c == '\xC3' && i + 1 < name.size()) {
      lower += kTransliterations[static_cast<unsigned char>(name[++i]) & 0x3F];
    }
  }
  return lower;
}

}  // namespace rand_engine
