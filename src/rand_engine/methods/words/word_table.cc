#include "rand_engine/methods/words/word_table.h"

#include <fmt/format.h>

#include <charconv>

namespace rand_engine {
namespace {

constexpr std::string_view kDigits = "0123456789";
constexpr std::string_view kPostcodeLetters = "ABDEFGHJLNPQRSTUWXYZ";

// Where the digits at the end begin.
size_t BeginOfNumber(std::string_view word) {
  const size_t last_other = word.find_last_not_of(kDigits);
  return last_other == std::string_view::npos ? 0 : last_other + 1;
}

void AppendRange(std::string_view range, std::vector<std::string>* words) {
  int64_t step = 1;
  if (const size_t slash = range.find('/'); slash != std::string_view::npos) {
    step = ParseWhole(range.substr(slash + 1));
    range = range.substr(0, slash);
  }
  const size_t dash = range.find('-');
  const std::string_view first = range.substr(0, dash);
  const std::string_view last =
      dash == std::string_view::npos ? first : range.substr(dash + 1);
  const size_t begin = BeginOfNumber(first);
  const size_t width = first.size() - begin;
  for (int64_t number = ParseWhole(first.substr(begin));
       number <= ParseWhole(last.substr(begin)); number += step) {
    words->push_back(fmt::format("{}{:0{}}", first.substr(0, begin), number, width));
  }
}

}  // namespace

std::vector<std::vector<std::string_view>> ReadWordTable(std::string_view text) {
  std::vector<std::vector<std::string_view>> rows;
  for (const std::string_view line : SplitWords(text, '\n')) {
    if (!line.empty()) rows.push_back(SplitWords(line, '\t'));
  }
  if (!rows.empty()) rows.erase(rows.begin());
  return rows;
}

std::vector<std::string_view> SplitWords(std::string_view text, char separator) {
  std::vector<std::string_view> pieces;
  while (true) {
    const size_t at = text.find(separator);
    pieces.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return pieces;
    text.remove_prefix(at + 1);
  }
}

int64_t ParseWhole(std::string_view digits) {
  int64_t number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

std::vector<std::string> ExpandPattern(std::string_view pattern) {
  std::vector<std::string> words = {""};
  for (const char place : pattern) {
    const std::string_view letters = place == '#'   ? kDigits
                                     : place == '@' ? kPostcodeLetters
                                                    : std::string_view(&place, 1);
    std::vector<std::string> longer;
    longer.reserve(words.size() * letters.size());
    for (const std::string& word : words) {
      for (const char letter : letters) longer.push_back(word + letter);
    }
    words = std::move(longer);
  }
  return words;
}

std::vector<std::string> ExpandRanges(std::string_view ranges) {
  std::vector<std::string> words;
  for (const std::string_view range : SplitWords(ranges, ',')) {
    AppendRange(range, &words);
  }
  return words;
}

}  // namespace rand_engine
