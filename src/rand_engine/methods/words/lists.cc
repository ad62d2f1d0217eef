#include "rand_engine/methods/words/lists.h"

#include <fmt/format.h>

#include "rand_engine/methods/words/word_table.h"

namespace rand_engine {

// The embedded files (see CMakeLists.txt).
extern const std::string_view kColorsText;
extern const std::string_view kCompaniesText;
extern const std::string_view kFileNamesText;
extern const std::string_view kJobsText;
extern const std::string_view kLoremText;
extern const std::string_view kNameWordsText;
extern const std::string_view kUserAgentsText;

namespace {

Words ParseList(std::string_view text) {
  Words words;
  for (const auto& fields : ReadWordTable(text)) words.push_back(fields[0]);
  return words;
}

// The words of one kind, the first column's.
Words ParseKind(std::string_view kind, std::string_view text) {
  Words words;
  for (const auto& fields : ReadWordTable(text)) {
    if (fields[0] == kind) words.push_back(fields[1]);
  }
  return words;
}

std::string Replaced(std::string_view pattern, const std::string& version) {
  constexpr std::string_view kPlace = "{v}";
  std::string text(pattern);
  for (size_t at = text.find(kPlace); at != std::string::npos; at = text.find(kPlace)) {
    text.replace(at, kPlace.size(), version);
  }
  return text;
}

std::vector<UserAgent> ParseUserAgents() {
  std::vector<UserAgent> agents;
  for (const auto& fields : ReadWordTable(kUserAgentsText)) {
    UserAgent agent;
    agent.browser = fields[0];
    agent.device = fields[1];
    agent.weight = static_cast<uint32_t>(ParseWhole(fields[2]));
    const int64_t last = ParseWhole(fields[4]);
    for (int64_t version = ParseWhole(fields[3]); version <= last; ++version) {
      agent.text = Replaced(fields[5], fmt::format("{}", version));
      agents.push_back(agent);
    }
  }
  return agents;
}

}  // namespace

const Words& Colors() {
  static const auto& words = *new Words(ParseList(kColorsText));
  return words;
}

const Words& Jobs() {
  static const auto& words = *new Words(ParseList(kJobsText));
  return words;
}

const Words& LoremWords() {
  static const auto& words = *new Words(ParseList(kLoremText));
  return words;
}

const NameWords& NamesOfThings() {
  static const auto& words = *new NameWords{ParseKind("adjective", kNameWordsText),
                                            ParseKind("noun", kNameWordsText),
                                            ParseKind("section", kNameWordsText)};
  return words;
}

const CompanyWords& CompanyParts() {
  static const auto& words = *new CompanyWords{ParseKind("name", kCompaniesText),
                                               ParseKind("trade", kCompaniesText),
                                               ParseKind("form", kCompaniesText)};
  return words;
}

const FileWords& FileParts() {
  static const auto& words = *new FileWords{ParseKind("stem", kFileNamesText),
                                            ParseKind("extension", kFileNamesText)};
  return words;
}

const std::vector<UserAgent>& UserAgents() {
  static const auto& agents = *new std::vector<UserAgent>(ParseUserAgents());
  return agents;
}

}  // namespace rand_engine
