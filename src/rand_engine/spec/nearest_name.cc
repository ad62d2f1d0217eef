#include "rand_engine/spec/nearest_name.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <utility>

namespace rand_engine {
namespace {

// Nobody misspells a name of this length; bounds the quadratic comparison.
constexpr size_t kLongestCompared = 200;

/// Lower case, without `_` and `-`: what is left to compare.
std::string Normalize(std::string_view name) {
  std::string out;
  for (char character : name) {
    if (character == '_' || character == '-') continue;
    const bool is_upper = character >= 'A' && character <= 'Z';
    out += is_upper ? static_cast<char>(character - 'A' + 'a') : character;
  }
  return out;
}

size_t LargestDistance(size_t longer_length) {
  const size_t third = longer_length / 3;
  return longer_length >= 4 ? std::max<size_t>(2, third) : third;
}

/// Insertions, deletions, substitutions and swaps of neighbours, each letter touched once
/// (the "optimal string alignment" form of the distance).
size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<size_t> before_last(b.size() + 1);
  std::vector<size_t> last(b.size() + 1);
  std::vector<size_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    std::swap(before_last, last);
    std::swap(last, row);
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t substitution = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, substitution});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
  }
  return row[b.size()];
}

/// The distance of two normalized names, or nullopt if they are too far apart.
std::optional<size_t> NearDistance(std::string_view a, std::string_view b) {
  if (a == b) return 0;
  const size_t shorter = std::min(a.size(), b.size());
  const size_t longer = std::max(a.size(), b.size());
  if (longer > kLongestCompared) return std::nullopt;
  const size_t largest = LargestDistance(longer);
  if (longer - shorter > largest) return std::nullopt;
  const size_t distance = EditDistance(a, b);
  if (distance > largest) return std::nullopt;
  return distance;
}

// Nothing but punctuation, which would get lost among commas.
bool IsMark(std::string_view name) {
  return std::none_of(name.begin(), name.end(), [](unsigned char c) {
    return c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
           (c >= 'A' && c <= 'Z');
  });
}

}  // namespace

std::optional<std::string> NearestName(std::string_view given,
                                       const std::vector<std::string>& names) {
  const std::string wanted = Normalize(given);
  const std::string* nearest = nullptr;
  size_t nearest_distance = 0;
  for (const std::string& name : names) {
    const std::optional<size_t> distance = NearDistance(wanted, Normalize(name));
    if (!distance.has_value()) continue;
    if (nearest != nullptr && *distance >= nearest_distance) continue;
    nearest = &name;
    nearest_distance = *distance;
  }
  if (nearest == nullptr) return std::nullopt;
  return *nearest;
}

std::string DidYouMean(std::string_view given, const std::vector<std::string>& names) {
  const std::optional<std::string> nearest = NearestName(given, names);
  if (!nearest.has_value()) return "";
  return fmt::format("; did you mean '{}'?", *nearest);
}

std::string JoinNames(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) {
    if (&name != &names.front()) text += ", ";
    text += IsMark(name) ? '"' + name + '"' : name;
  }
  return text;
}

}  // namespace rand_engine
