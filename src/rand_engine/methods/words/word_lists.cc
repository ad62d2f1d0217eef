#include "rand_engine/methods/words/word_lists.h"

#include <array>
#include <cstddef>

#include "rand_engine/methods/words/word_table.h"

namespace rand_engine {

// The embedded files (see CMakeLists.txt).
extern const std::string_view kCulturesText;
extern const std::string_view kFirstNamesText;
extern const std::string_view kLastNamesText;
extern const std::string_view kPeopleText;

namespace {

using Fields = std::vector<std::string_view>;

uint32_t ParseWeight(std::string_view digits) {
  return static_cast<uint32_t>(ParseWhole(digits));
}

/// Names of a culture stand together, and cultures in the order of `cultures`.
void ParseNames(std::string_view text, std::vector<WeightedName> Culture::*list,
                std::vector<Culture>* cultures) {
  auto culture = cultures->begin();
  for (const Fields& fields : ReadWordTable(text)) {
    while (culture != cultures->end() && culture->tag != fields[0]) ++culture;
    if (culture == cultures->end()) return;
    const char gender = fields.size() > 3 ? fields[3].front() : '\0';
    ((*culture).*list).push_back({fields[1], ParseWeight(fields[2]), "", gender});
  }
}

std::vector<Culture> ParseAll() {
  std::vector<Culture> cultures;
  for (const Fields& fields : ReadWordTable(kCulturesText)) {
    cultures.push_back({fields[0], ParseWeight(fields[1]), {}, {}});
  }
  ParseNames(kFirstNamesText, &Culture::first_names, &cultures);
  ParseNames(kLastNamesText, &Culture::last_names, &cultures);
  return cultures;
}

/// The cultures of locales alone: first names of both genders and last names in one file.
std::vector<Culture> ParsePeople() {
  std::vector<Culture> cultures;
  for (const Fields& fields : ReadWordTable(kPeopleText)) {
    if (cultures.empty() || cultures.back().tag != fields[0]) {
      cultures.push_back({fields[0], 0, {}, {}});
    }
    Culture& culture = cultures.back();
    const bool is_last = fields[1] == "l";
    auto& list = is_last ? culture.last_names : culture.first_names;
    list.push_back({fields[2], ParseWeight(fields[3]),
                    fields.size() > 4 ? fields[4] : std::string_view(),
                    is_last ? '\0' : fields[1].front()});
  }
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

const Culture& CultureOf(std::string_view tag) {
  for (const Culture& culture : Cultures()) {
    if (culture.tag == tag) return culture;
  }
  static const auto& others = *new std::vector<Culture>(ParsePeople());
  size_t place = 0;
  while (others[place].tag != tag) ++place;
  return others[place];
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
