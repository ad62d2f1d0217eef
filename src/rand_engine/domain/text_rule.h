// What a part of a composed text makes of the text before it: check digits, and the one
// form of an address that counts as canonical.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace rand_engine {

enum class TextRule : uint8_t {
  /// Append the check digit of card numbers: ISO/IEC 7812-1, annex B (Luhn).
  kLuhn,
  /// Append the check digit of EAN-13 and ISBN-13: GS1 General Specifications, 7.9.
  kEan,
  /// Append the check digit or X of an ISBN of ten: ISO 2108:1992 (modulo 11).
  kIsbn10,
  /// Fill in an IBAN's check digits, those of its country too: see iban.h.
  kIban,
  /// Turn 32 hexadecimal digits into an IPv6 address: RFC 5952, section 4.
  kIpv6,
};

struct TextRuleInfo {
  size_t growth;                ///< bytes by which the text becomes longer at most
  std::string_view characters;  ///< all that it can put
  bool rewrites;                ///< false if it only appends
};

const TextRuleInfo& InfoOf(TextRule rule);

/// Apply the rule to the text in [begin, end), which has room for `growth` bytes more;
/// return its new end. REQUIRES: the text is what the rule wants, digits for the first
/// three.
char* ApplyTextRule(TextRule rule, char* begin, char* end);

}  // namespace rand_engine
