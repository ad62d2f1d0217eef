// domain, url, user_agent, file_name.
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "rand_engine/methods/equal_codes.h"
#include "rand_engine/methods/methods.h"
#include "rand_engine/methods/value_list.h"
#include "rand_engine/methods/words/lists.h"

namespace rand_engine {
namespace {

constexpr size_t kMostNames = 10'000;
constexpr std::string_view kLetters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::string_view kDigits = "0123456789";

using Texts = std::shared_ptr<const std::vector<std::string>>;

bool ConsistsOf(std::string_view text, std::string_view others) {
  return std::all_of(text.begin(), text.end(), [&](char c) {
    return kLetters.find(c) != std::string_view::npos ||
           kDigits.find(c) != std::string_view::npos ||
           others.find(c) != std::string_view::npos;
  });
}

// RFC 1123, section 2.1, and RFC 1035, section 2.3.4: labels of letters, digits and
// hyphens.
bool IsHostName(std::string_view text) {
  constexpr size_t kLongestLabel = 63;
  constexpr size_t kLongestName = 200;  // room for what stands before it
  if (text.size() > kLongestName) return false;
  while (true) {
    const std::string_view label = text.substr(0, text.find('.'));
    if (label.empty() || label.size() > kLongestLabel || !ConsistsOf(label, "-")) {
      return false;
    }
    if (label.front() == '-' || label.back() == '-') return false;
    if (label.size() == text.size()) return true;
    text.remove_prefix(label.size() + 1);
  }
}

// RFC 3986, section 3.1.
bool IsScheme(std::string_view text) {
  return !text.empty() && text.size() <= 20 && ConsistsOf(text, "+-.") &&
         kLetters.find(text[0]) != std::string_view::npos;
}

bool IsExtension(std::string_view text) {
  return !text.empty() && text.size() <= 20 && ConsistsOf(text, ".") &&
         text.front() != '.' && text.back() != '.';
}

/// A parameter's list of texts that are all `good`, each once, or `fallback`; null after
/// a mistake.
Texts ReadTexts(const Arguments& arguments, const char* parameter,
                bool (*good)(std::string_view), std::vector<std::string> fallback) {
  const Value* given = arguments.Find(parameter);
  if (given == nullptr) {
    return std::make_shared<const std::vector<std::string>>(std::move(fallback));
  }
  const size_t count = given->items().size();
  if (count == 0 || count > kMostNames) {
    arguments.Report(parameter, fmt::format("must list 1 to {} texts such as \"{}\", got "
                                            "{}",
                                            kMostNames, fallback[0], count));
    return nullptr;
  }
  std::unordered_set<std::string> seen;
  std::vector<std::string> texts;
  for (const Value& item : given->items()) {
    if (!good(item.text())) {
      arguments.Report(parameter, fmt::format("must list texts such as \"{}\", got {}",
                                              fallback[0], item.Describe()));
      return nullptr;
    }
    if (seen.insert(item.text()).second) texts.push_back(item.text());
  }
  return std::make_shared<const std::vector<std::string>>(std::move(texts));
}

// RFC 2606, sections 2 and 3: names that nobody can own.
std::vector<std::string> ReservedSuffixes() {
  return {"example.com", "example.net", "example.org", "example", "test"};
}

// "quiet-harbor." and one of the suffixes, which the domain does not keep.
void AddHostName(const std::vector<std::string>& suffixes, ConcatenationDomain* domain) {
  domain->AddPart(NamesOfThings().adjectives);
  domain->AddPart({"", "-"});
  domain->AddPart(NamesOfThings().nouns);
  domain->AddPart({"."});
  domain->AddPart({suffixes.begin(), suffixes.end()});
}

ColumnRecipe MakeDomainName(const Arguments& arguments, const ColumnContext& context) {
  const Texts suffixes = ReadTexts(arguments, "suffixes", IsHostName, ReservedSuffixes());
  if (suffixes == nullptr) return {};
  ConcatenationDomain domain;
  AddHostName(*suffixes, &domain);
  domain.storage = suffixes;
  const uint64_t size = domain.size();
  return MakeEqualCodes(std::move(domain), size, arguments, context);
}

ColumnRecipe MakeUrl(const Arguments& arguments, const ColumnContext& context) {
  struct Kept {
    Texts schemes;
    Texts domains;
  };
  const auto kept = std::make_shared<Kept>();
  kept->schemes = ReadTexts(arguments, "schemes", IsScheme, {"https"});
  const bool made_up = arguments.Find("domains") == nullptr;
  kept->domains = ReadTexts(arguments, "domains", IsHostName, ReservedSuffixes());
  if (kept->schemes == nullptr || kept->domains == nullptr) return {};
  ConcatenationDomain domain;
  domain.AddPart({kept->schemes->begin(), kept->schemes->end()});
  domain.AddPart({"://"});
  if (made_up) {
    domain.AddPart({"", "www."});
    AddHostName(*kept->domains, &domain);
  } else {
    domain.AddPart({kept->domains->begin(), kept->domains->end()});
  }
  domain.AddPart({"/"});
  domain.AddPart(NamesOfThings().sections);
  domain.AddPart({"/"});
  domain.AddPart(NamesOfThings().adjectives);
  domain.AddPart({"-"});
  domain.AddPart(NamesOfThings().nouns);
  domain.AddPart({"-", "?id="});
  domain.AddNumber(1, 1, 1000);
  domain.storage = kept;
  const uint64_t size = domain.size();
  return MakeEqualCodes(std::move(domain), size, arguments, context);
}

// True if the parameter is not there or lists the name.
bool Includes(const Arguments& arguments, const char* parameter, std::string_view name) {
  const Value* given = arguments.Find(parameter);
  return given == nullptr ||
         std::any_of(given->items().begin(), given->items().end(),
                     [name](const Value& item) { return item.text() == name; });
}

ColumnRecipe MakeUserAgent(const Arguments& arguments, const ColumnContext& context) {
  ChoiceDomain domain;
  std::vector<double> weights;
  for (const UserAgent& agent : UserAgents()) {
    if (!Includes(arguments, "browsers", agent.browser)) continue;
    if (!Includes(arguments, "devices", agent.device)) continue;
    domain.strings.push_back(agent.text);
    weights.push_back(agent.weight);
  }
  if (domain.strings.empty()) {
    const char* given = arguments.Find("browsers") == nullptr ? "devices" : "browsers";
    arguments.Report(given, "leaves no browser; firefox, say, is on desktop and mobile");
    return {};
  }
  auto source = MakeSourceOfWeights(context.Key("value"), weights);
  return {std::move(domain), std::move(source)};
}

std::vector<std::string> DistinctOfUserAgents(std::string_view UserAgent::*field) {
  std::vector<std::string> names;
  for (const UserAgent& agent : UserAgents()) {
    if (std::find(names.begin(), names.end(), agent.*field) == names.end()) {
      names.emplace_back(agent.*field);
    }
  }
  return names;
}

ColumnRecipe MakeFileName(const Arguments& arguments, const ColumnContext& context) {
  const Words& known = FileParts().extensions;
  const Texts extensions =
      ReadTexts(arguments, "extensions", IsExtension, {known.begin(), known.end()});
  if (extensions == nullptr) return {};
  ConcatenationDomain domain;
  domain.AddPart(NamesOfThings().nouns);
  domain.AddPart({"-", "_"});
  domain.AddPart(FileParts().stems);
  domain.AddPart({"-", "_"});
  domain.AddNumber(1, 1, 999, 3);
  domain.AddPart({"."});
  domain.AddPart({extensions->begin(), extensions->end()});
  domain.storage = extensions;
  const uint64_t size = domain.size();
  return MakeEqualCodes(std::move(domain), size, arguments, context);
}

}  // namespace

MethodInfo DomainName() {
  return {"domain",
          "Domain names; by default below names reserved for examples (RFC 2606), which "
          "reach nobody.",
          "string",
          {{"suffixes", ParameterType::kTexts, false,
            R"(["example.com", "example.net", "example.org", "example", "test"])",
            "what the names end with, each equally likely"},
           UniqueParameter()},
          R"({"method": "domain", "parms": {"suffixes": ["example.com"]}})",
          MakeDomainName};
}

MethodInfo Url() {
  return {"url",
          "Addresses of web pages; by default below names reserved for examples (RFC "
          "2606), which reach nobody.",
          "string",
          {{"schemes", ParameterType::kTexts, false, R"(["https"])",
            "what they begin with, each equally likely"},
           {"domains", ParameterType::kTexts, false, "",
            "the hosts, each equally likely; by default made-up ones as of domain"},
           UniqueParameter()},
          R"({"method": "url", "parms": {"schemes": ["http", "https"]}})",
          MakeUrl};
}

MethodInfo UserAgentText() {
  return {"user_agent",
          "What browsers say who they are (the User-Agent of HTTP), common ones more "
          "often.",
          "string",
          {{"browsers", ParameterType::kTexts, false, "", "which; by default all", "",
            DistinctOfUserAgents(&UserAgent::browser)},
           {"devices", ParameterType::kTexts, false, "", "which; by default all", "",
            DistinctOfUserAgents(&UserAgent::device)}},
          R"({"method": "user_agent", "parms": {"browsers": ["firefox", "chrome"]}})",
          MakeUserAgent};
}

MethodInfo FileName() {
  return {
      "file_name",
      "Names of files, without folders.",
      "string",
      {{"extensions", ParameterType::kTexts, false, "",
        "what the names end with, such as \"pdf\" or \"tar.gz\", each equally likely; "
        "by default some thirty of documents, images, sounds, films and data"},
       UniqueParameter()},
      R"({"method": "file_name", "parms": {"extensions": ["pdf", "csv"]}})",
      MakeFileName};
}

}  // namespace rand_engine
