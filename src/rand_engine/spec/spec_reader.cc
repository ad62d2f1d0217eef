#include "rand_engine/spec/spec_reader.h"

#include <arrow/result.h>

#include <cstddef>

namespace rand_engine {
namespace {

/// True if `name` ends in `ending` (lower case) in whatever case.
bool EndsWith(std::string_view name, std::string_view ending) {
  if (name.size() < ending.size()) return false;
  name.remove_prefix(name.size() - ending.size());
  for (size_t i = 0; i < name.size(); ++i) {
    const bool is_upper = name[i] >= 'A' && name[i] <= 'Z';
    if ((is_upper ? name[i] - 'A' + 'a' : name[i]) != ending[i]) return false;
  }
  return true;
}

bool LooksLikeJson(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return false;
  return text[first] == '{' || text[first] == '[';
}

}  // namespace

arrow::Result<Value> ReadSpecText(std::string_view text, const std::string& source,
                                  const SpecLimits& limits) {
  if (EndsWith(source, ".json")) return ReadJson(text, source, limits);
  const bool is_yaml = EndsWith(source, ".yaml") || EndsWith(source, ".yml");
  if (!is_yaml && LooksLikeJson(text)) return ReadJson(text, source, limits);
  return ReadYaml(text, source, limits);
}

}  // namespace rand_engine
