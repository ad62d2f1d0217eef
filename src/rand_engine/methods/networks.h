// Networks in CIDR notation (RFC 4632, RFC 4291).
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "rand_engine/generate/distributions/ranges.h"
#include "rand_engine/methods/method.h"

namespace rand_engine {

/// The addresses whose first `prefix` bits are those of `address`; its other bits are 0.
struct Network {
  std::array<uint8_t, 16> address{};  ///< the first 4 bytes of IPv4
  int prefix = 0;
};

enum class IpVersion { k4, k6 };

/// Networks that have a name.
struct NamedNetworks {
  std::string_view name;
  std::vector<std::string_view> networks;
};

/// Read a parameter's list of networks ("10.0.0.0/8"), addresses, and names; without it,
/// those of the first name. Nothing after a mistake, which is reported.
std::vector<Network> ReadNetworks(const Arguments& arguments, std::string_view parameter,
                                  IpVersion version,
                                  const std::vector<NamedNetworks>& names);

/// The IPv4 addresses of all networks as numbers in order, each once.
std::vector<CodeInterval> AddressRanges(const std::vector<Network>& networks);

/// The same networks, each once and in order, in parts so small that prefixes are
/// multiples of four bits.
std::vector<Network> SplitToHexadecimalDigits(const std::vector<Network>& networks);

}  // namespace rand_engine
