// ipv4, ipv6, mac.
#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "rand_engine/generate/distributions/composed.h"
#include "rand_engine/generate/distributions/uniform.h"
#include "rand_engine/methods/equal_codes.h"
#include "rand_engine/methods/methods.h"
#include "rand_engine/methods/networks.h"

namespace rand_engine {
namespace {

// --- IPv4
// --------------------------------------------------------------------------------

// RFC 5737 and RFC 1918.
const std::vector<NamedNetworks>& NamedIpv4Networks() {
  static const auto& names = *new std::vector<NamedNetworks>{
      {"documentation", {"192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24"}},
      {"private", {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"}},
  };
  return names;
}

// 0 to 255, with a point behind each or without.
std::vector<std::string_view> Octets(bool with_point) {
  static const auto& lists = *new std::vector<std::vector<std::string>>([] {
    std::vector<std::vector<std::string>> made(2);
    for (int octet = 0; octet < 256; ++octet) {
      made[0].push_back(fmt::format("{}", octet));
      made[1].push_back(fmt::format("{}.", octet));
    }
    return made;
  }());
  const auto& list = lists[with_point ? 1 : 0];
  return {list.begin(), list.end()};
}

// Codes are the addresses, whatever the networks.
ColumnRecipe MakeIpv4(const Arguments& arguments, const ColumnContext& context) {
  const auto networks =
      ReadNetworks(arguments, "networks", IpVersion::k4, NamedIpv4Networks());
  if (networks.empty()) return {};
  const std::vector<CodeInterval> ranges = AddressRanges(networks);
  uint64_t size = 0;
  for (const CodeInterval& range : ranges) size += range.size;
  ConcatenationDomain domain;
  for (int i = 0; i < 4; ++i) domain.AddPart(Octets(i < 3));
  domain.reachable = size;
  ColumnRecipe recipe = MakeEqualCodes(std::move(domain), size, arguments, context);
  recipe.source = MakeRangesSource(std::move(recipe.source), ranges);
  return recipe;
}

// --- IPv6
// --------------------------------------------------------------------------------

// RFC 3849 and RFC 4193 (the half that is assigned locally).
const std::vector<NamedNetworks>& NamedIpv6Networks() {
  static const auto& names = *new std::vector<NamedNetworks>{
      {"documentation", {"2001:db8::/32"}},
      {"private", {"fd00::/8"}},
  };
  return names;
}

constexpr int kIpv6Digits = 32;
// Of one word.
constexpr int kMostDigits = 15;
constexpr uint64_t kMostCodes = uint64_t{1} << 63;

constexpr uint64_t PowerOf16(int digits) { return uint64_t{1} << (4 * digits); }

// Digits behind a prefix, and how many of them the code's low word has: all that it
// holds, else half.
struct HostDigits {
  explicit HostDigits(int prefix) : all(kIpv6Digits - prefix / 4) {
    low = all > kMostDigits ? (all + 1) / 2 : all;
  }
  int all;
  int low;
  int high() const { return all - low; }
};

// Networks of one length, in whole hexadecimal digits; none after a mistake.
std::vector<Network> ReadIpv6Networks(const Arguments& arguments) {
  const auto given =
      ReadNetworks(arguments, "networks", IpVersion::k6, NamedIpv6Networks());
  for (const Network& network : given) {
    if (network.prefix != given[0].prefix) {
      arguments.Report("networks",
                       fmt::format("must have prefixes of one length, so that addresses "
                                   "are equally likely; got /{} and /{}",
                                   given[0].prefix, network.prefix));
      return {};
    }
  }
  const auto networks = SplitToHexadecimalDigits(given);
  if (networks.empty()) return {};
  const HostDigits digits(networks[0].prefix);
  if (digits.low <= kMostDigits &&
      networks.size() <= kMostCodes / PowerOf16(digits.high())) {
    return networks;
  }
  arguments.Report("networks",
                   fmt::format("must have longer prefixes or be fewer: {} networks with "
                               "prefixes of {} bits hold too many addresses",
                               given.size(), given[0].prefix));
  return {};
}

std::string HexadecimalText(const Network& network) {
  std::string text;
  for (const uint8_t byte : network.address) text += fmt::format("{:02x}", byte);
  return text.substr(0, network.prefix / 4);
}

ColumnRecipe MakeIpv6(const Arguments& arguments, const ColumnContext& context) {
  const std::vector<Network> networks = ReadIpv6Networks(arguments);
  if (networks.empty()) return {};
  const auto prefixes = std::make_shared<std::vector<std::string>>();
  for (const Network& network : networks) prefixes->push_back(HexadecimalText(network));
  const HostDigits digits(networks[0].prefix);
  const int high = digits.high();
  const bool two_words = high > 0 || networks.size() > kMostCodes / PowerOf16(digits.low);

  ConcatenationDomain domain;
  std::vector<std::unique_ptr<CodeSource>> sources;
  std::vector<ComposedDigit> composed;
  const auto add_source = [&](const char* purpose, uint64_t size, bool to_high_word) {
    composed.push_back({sources.size(), false, size, to_high_word});
    sources.push_back(MakeUniformSource(context.Key(purpose), size));
  };
  domain.AddPart({prefixes->begin(), prefixes->end()});
  if (networks.size() > 1 || digits.all == 0) {
    add_source("network", networks.size(), two_words);
  }
  if (high > 0) {
    domain.AddHexadecimal(0, PowerOf16(high), high);
    add_source("high", PowerOf16(high), true);
  }
  if (two_words) domain.low_begin = domain.parts.size();
  if (digits.low > 0) {
    domain.AddHexadecimal(0, PowerOf16(digits.low), digits.low);
    add_source("low", PowerOf16(digits.low), false);
  }
  domain.AddRule(TextRule::kIpv6, static_cast<int>(domain.parts.size()));
  domain.storage = prefixes;
  return {std::move(domain), MakeComposedSource(std::move(sources), std::move(composed))};
}

// --- Hardware addresses
// ------------------------------------------------------------------

constexpr size_t kMacBytes = 6;

// The bytes of "00:00:5e:00:53", "00-00-5E-00-53" or "00005e0053"; false if it is none.
bool ParseBytes(const std::string& text, std::vector<uint8_t>* bytes) {
  std::string digits;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool between = i % 3 == 2 && i + 1 < text.size();
    if (between && (text[i] == ':' || text[i] == '-') && text[i] == text[2]) continue;
    digits += text[i];
  }
  const auto value_of = [](char c) {
    const std::string_view all = "0123456789abcdef";
    return all.find(c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c);
  };
  for (size_t i = 0; i + 1 < digits.size(); i += 2) {
    const size_t high = value_of(digits[i]);
    const size_t low = value_of(digits[i + 1]);
    if (high == std::string_view::npos || low == std::string_view::npos) return false;
    bytes->push_back(static_cast<uint8_t>(high << 4 | low));
  }
  return digits.size() % 2 == 0 && bytes->size() <= kMacBytes;
}

// What the byte at `place` can be.
std::vector<uint8_t> BytesAt(size_t place, const std::vector<uint8_t>& prefix) {
  if (place < prefix.size()) return {prefix[place]};
  std::vector<uint8_t> bytes;
  for (int byte = 0; byte < 256; ++byte) {
    // IEEE 802: the lowest bit is set for groups, the next where no maker's number is.
    const bool local_unicast = (byte & 3) == 2;
    if (place > 0 || local_unicast) bytes.push_back(static_cast<uint8_t>(byte));
  }
  return bytes;
}

ColumnRecipe MakeMac(const Arguments& arguments, const ColumnContext& context) {
  std::vector<uint8_t> prefix;
  const std::string given = arguments.Text("prefix");
  if (!ParseBytes(given, &prefix)) {
    arguments.Report("prefix", fmt::format("must be 1 to {} bytes in hexadecimal such as "
                                           "\"00:00:5e:00:53\", got \"{}\"",
                                           kMacBytes, given.substr(0, 60)));
    return {};
  }
  const std::string separator = arguments.Text("separator", ":");
  const size_t group = separator == "." ? 2 : 1;
  const auto words = std::make_shared<std::deque<std::string>>();
  ConcatenationDomain domain;
  for (size_t place = 0; place < kMacBytes; ++place) {
    const bool separated = place + 1 < kMacBytes && (place + 1) % group == 0;
    const std::string behind = separated ? separator : "";
    std::vector<std::string_view> of_place;
    for (const uint8_t byte : BytesAt(place, prefix)) {
      words->push_back(arguments.Flag("upper") ? fmt::format("{:02X}{}", byte, behind)
                                               : fmt::format("{:02x}{}", byte, behind));
      of_place.push_back(words->back());
    }
    domain.AddPart(std::move(of_place));
  }
  domain.storage = words;
  const uint64_t size = domain.size();
  return MakeEqualCodes(std::move(domain), size, arguments, context);
}

}  // namespace

MethodInfo Ipv4() {
  return {"ipv4",
          "IPv4 addresses; by default of the networks reserved for documentation (RFC "
          "5737), which no machine has.",
          "string",
          {{"networks", ParameterType::kTexts, false, R"(["documentation"])",
            "networks such as \"10.0.0.0/8\", \"documentation\" or \"private\" (RFC "
            "1918); each of their addresses is equally likely"},
           UniqueParameter()},
          R"({"method": "ipv4", "parms": {"networks": ["10.0.0.0/8", "192.0.2.0/24"]}})",
          MakeIpv4};
}

MethodInfo Ipv6() {
  return {"ipv6",
          "IPv6 addresses in canonical form (RFC 5952); by default of the network "
          "reserved for documentation (RFC 3849), which no machine has.",
          "string",
          {{"networks", ParameterType::kTexts, false, R"(["documentation"])",
            "networks with prefixes of one length such as \"2001:db8:1::/48\", "
            "\"documentation\" or \"private\" (RFC 4193); each of their addresses is "
            "equally likely"}},
          R"({"method": "ipv6", "parms": {"networks": ["2001:db8:1::/48"]}})",
          MakeIpv6};
}

MethodInfo Mac() {
  return {"mac",
          "Hardware addresses of 48 bits; by default locally administered ones, which no "
          "maker gives to a machine.",
          "string",
          {{"prefix", ParameterType::kText, false, "",
            "the first bytes, such as \"00:00:5e:00:53\" (for documentation, RFC 7042)"},
           {"separator",
            ParameterType::kText,
            false,
            "\":\"",
            "what stands between the bytes, \".\" between pairs of them",
            "",
            {":", "-", ".", ""}},
           {"upper", ParameterType::kBoolean, false, "false", "true: in capital letters"},
           UniqueParameter()},
          R"({"method": "mac", "parms": {"separator": "-", "upper": true}})",
          MakeMac};
}

}  // namespace rand_engine
