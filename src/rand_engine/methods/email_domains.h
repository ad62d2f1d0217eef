// The domains of e-mail addresses: parameter `domains`.
#pragma once

#include <string>
#include <vector>

#include "rand_engine/methods/method.h"

namespace rand_engine {

ParameterInfo DomainsParameter();

/// Those given, or second-level names that nobody can own. Nothing after a mistake, which
/// is reported.
std::vector<std::string> ReadDomains(const Arguments& arguments);

}  // namespace rand_engine
