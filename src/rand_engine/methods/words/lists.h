// The words of methods that draw from a list, by what they are for.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rand_engine {

using Words = std::vector<std::string_view>;

/// Distinct words in the file's order; parsed once on first use (thread-safe), never
/// freed. The lists are part of the data version: any change of them changes the data.
const Words& Colors();
const Words& Jobs();
const Words& LoremWords();

/// Of domain names, URLs and file names: small ASCII letters.
struct NameWords {
  Words adjectives;
  Words nouns;
  Words sections;  ///< of web sites
};
const NameWords& NamesOfThings();

struct CompanyWords {
  Words names;
  Words trades;
  Words forms;  ///< "Inc."
};
const CompanyWords& CompanyParts();

struct FileWords {
  Words stems;
  Words extensions;  ///< without the point
};
const FileWords& FileParts();

/// A browser's text of one version.
struct UserAgent {
  std::string_view browser;  ///< "firefox"
  std::string_view device;   ///< "desktop", "mobile"
  uint32_t weight;           ///< relative frequency, at least 1
  std::string text;
};
const std::vector<UserAgent>& UserAgents();

}  // namespace rand_engine
