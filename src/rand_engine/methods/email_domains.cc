#include "rand_engine/methods/email_domains.h"

#include <fmt/format.h>

namespace rand_engine {
namespace {

bool IsDomainName(const std::string& text) {
  if (text.empty() || text.size() > 253) return false;
  for (const unsigned char c : text) {
    if (c <= ' ' || c == '@' || c == ',' || c == '"' || c == 127) return false;
  }
  return true;
}

// RFC 2606, section 3: second-level names that nobody can own.
std::vector<std::string> ReservedDomains() {
  return {"example.com", "example.org", "example.net"};
}

}  // namespace

ParameterInfo DomainsParameter() {
  return {"domains", ParameterType::kTexts, false,
          R"(["example.com", "example.org", "example.net"])",
          "the domains to pick from, each equally likely"};
}

std::vector<std::string> ReadDomains(const Arguments& arguments) {
  constexpr size_t kMostDomains = 10'000;
  const Value* given = arguments.Find("domains");
  if (given == nullptr) return ReservedDomains();
  if (given->items().empty() || given->items().size() > kMostDomains) {
    arguments.Report("domains", fmt::format("must list 1 to {} domains, e.g. "
                                            "[\"example.com\"]; got {}",
                                            kMostDomains, given->items().size()));
    return {};
  }
  std::vector<std::string> domains;
  for (const Value& item : given->items()) {
    if (!IsDomainName(item.text())) {
      arguments.Report("domains", fmt::format("must list domain names such as "
                                              "\"example.com\", got {}",
                                              item.Describe()));
      return {};
    }
    domains.push_back(item.text());
  }
  return domains;
}

}  // namespace rand_engine
