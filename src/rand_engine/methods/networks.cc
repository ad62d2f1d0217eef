#include "rand_engine/methods/networks.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <tuple>

#include "rand_engine/spec/nearest_name.h"

namespace rand_engine {
namespace {

constexpr size_t kMostNetworks = 10'000;

int BitsOf(IpVersion version) { return version == IpVersion::k4 ? 32 : 128; }

std::string TextOf(const Network& network, IpVersion version) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  inet_ntop(version == IpVersion::k4 ? AF_INET : AF_INET6, network.address.data(),
            text.data(), text.size());
  return fmt::format("{}/{}", text.data(), network.prefix);
}

// Sets the bits behind the prefix to 0.
Network Masked(Network network, IpVersion version) {
  for (int bit = network.prefix; bit < BitsOf(version); ++bit) {
    network.address[bit / 8] &= static_cast<uint8_t>(~(0x80 >> bit % 8));
  }
  return network;
}

// An address, with a prefix or not.
std::optional<Network> Parse(const std::string& text, IpVersion version) {
  const size_t slash = text.find('/');
  Network network;
  const std::string address = text.substr(0, slash);
  // The library's texts end at a 0.
  if (address.find('\0') != std::string::npos) return std::nullopt;
  if (inet_pton(version == IpVersion::k4 ? AF_INET : AF_INET6, address.c_str(),
                network.address.data()) != 1) {
    return std::nullopt;
  }
  network.prefix = BitsOf(version);
  if (slash == std::string::npos) return network;
  const std::string digits = text.substr(slash + 1);
  const char* end = digits.data() + digits.size();
  const auto read = std::from_chars(digits.data(), end, network.prefix);
  const bool good = read.ec == std::errc() && read.ptr == end && network.prefix >= 0 &&
                    network.prefix <= BitsOf(version);
  return good ? std::optional(network) : std::nullopt;
}

/// Reads the items of one parameter.
class NetworkReader {
 public:
  NetworkReader(const Arguments& arguments, std::string_view parameter, IpVersion version,
                const std::vector<NamedNetworks>& names)
      : arguments_(arguments), parameter_(parameter), version_(version), names_(names) {}

  bool Read(const std::string& text, std::vector<Network>* networks) const {
    for (const NamedNetworks& named : names_) {
      if (named.name != text) continue;
      for (const std::string_view network : named.networks) {
        networks->push_back(*Parse(std::string(network), version_));
      }
      return true;
    }
    const auto network = Parse(text, version_);
    if (!network) return ReportUnknown(text);
    const Network masked = Masked(*network, version_);
    if (masked.address != network->address) {
      arguments_.Report(parameter_,
                        fmt::format("holds \"{}\", which has bits behind its prefix; the "
                                    "network is \"{}\"",
                                    text, TextOf(masked, version_)));
      return false;
    }
    networks->push_back(masked);
    return true;
  }

 private:
  bool ReportUnknown(const std::string& text) const {
    std::vector<std::string> known;
    for (const NamedNetworks& named : names_) known.emplace_back(named.name);
    arguments_.Report(
        parameter_, fmt::format("must list networks such as \"{}\", or {}; got \"{}\"{}",
                                names_.back().networks[0], JoinNames(known),
                                text.substr(0, 60), DidYouMean(text, known)));
    return false;
  }

  const Arguments& arguments_;
  std::string_view parameter_;
  IpVersion version_;
  const std::vector<NamedNetworks>& names_;
};

bool IsBefore(const Network& a, const Network& b) {
  return std::tie(a.address, a.prefix) < std::tie(b.address, b.prefix);
}

bool IsSame(const Network& a, const Network& b) {
  return a.address == b.address && a.prefix == b.prefix;
}

}  // namespace

std::vector<Network> ReadNetworks(const Arguments& arguments, std::string_view parameter,
                                  IpVersion version,
                                  const std::vector<NamedNetworks>& names) {
  const NetworkReader reader(arguments, parameter, version, names);
  std::vector<Network> networks;
  const Value* given = arguments.Find(parameter);
  if (given == nullptr) {
    reader.Read(std::string(names[0].name), &networks);
    return networks;
  }
  const size_t count = given->items().size();
  if (count == 0 || count > kMostNetworks) {
    arguments.Report(parameter,
                     fmt::format("must list 1 to {} networks, e.g. [\"{}\"]; "
                                 "got {}",
                                 kMostNetworks, names.back().networks[0], count));
    return {};
  }
  for (const Value& item : given->items()) {
    if (!reader.Read(item.text(), &networks)) return {};
  }
  return networks;
}

std::vector<CodeInterval> AddressRanges(const std::vector<Network>& networks) {
  std::vector<CodeInterval> sorted;
  for (const Network& network : networks) {
    uint64_t first = 0;
    for (int i = 0; i < 4; ++i) first = first << 8 | network.address[i];
    sorted.push_back({first, uint64_t{1} << (32 - network.prefix)});
  }
  std::sort(sorted.begin(), sorted.end(),
            [](const CodeInterval& a, const CodeInterval& b) {
              return a.first != b.first ? a.first < b.first : a.size > b.size;
            });
  // Two networks are apart, or one lies within the other.
  std::vector<CodeInterval> ranges;
  for (const CodeInterval& range : sorted) {
    const bool within =
        !ranges.empty() && range.first < ranges.back().first + ranges.back().size;
    if (!within) ranges.push_back(range);
  }
  return ranges;
}

std::vector<Network> SplitToHexadecimalDigits(const std::vector<Network>& networks) {
  std::vector<Network> split;
  for (const Network& network : networks) {
    const int bits = (4 - network.prefix % 4) % 4;
    Network part = network;
    part.prefix += bits;
    // Where the last digit of the prefix stands in its byte.
    const int shift = part.prefix % 8 == 4 ? 4 : 0;
    for (int digit = 0; digit < 1 << bits; ++digit) {
      part.address = network.address;
      if (bits > 0) part.address[(part.prefix - 1) / 8] |= digit << shift;
      split.push_back(part);
    }
  }
  std::sort(split.begin(), split.end(), IsBefore);
  split.erase(std::unique(split.begin(), split.end(), IsSame), split.end());
  return split;
}

}  // namespace rand_engine
