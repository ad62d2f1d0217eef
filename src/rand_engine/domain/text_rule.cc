#include "rand_engine/domain/text_rule.h"

#include <array>
#include <cstring>

#include "rand_engine/domain/iban.h"

namespace rand_engine {
namespace {

char DigitChar(int digit) { return static_cast<char>('0' + digit); }

char* AppendLuhn(const char* begin, char* end) {
  // A doubled digit counts as the sum of its digits.
  constexpr std::array<int8_t, 10> kDoubled = {0, 2, 4, 6, 8, 1, 3, 5, 7, 9};
  int sum = 0;
  bool doubled = true;
  for (const char* at = end; at != begin; doubled = !doubled) {
    const int digit = *--at - '0';
    sum += doubled ? kDoubled[digit] : digit;
  }
  *end = DigitChar((10 - sum % 10) % 10);
  return end + 1;
}

char* AppendEan(const char* begin, char* end) {
  int sum = 0;
  int weight = 3;
  for (const char* at = end; at != begin; weight = 4 - weight) {
    sum += weight * (*--at - '0');
  }
  *end = DigitChar((10 - sum % 10) % 10);
  return end + 1;
}

char* AppendIsbn10(const char* begin, char* end) {
  int sum = 0;
  int weight = 2;
  for (const char* at = end; at != begin; ++weight) sum += weight * (*--at - '0');
  const int check = (11 - sum % 11) % 11;
  *end = check == 10 ? 'X' : DigitChar(check);
  return end + 1;
}

// --- IPv6
// --------------------------------------------------------------------------------

constexpr int kGroups = 8;
constexpr int kGroupDigits = 4;

struct Run {
  int first = 0;
  int length = 0;
  int end() const { return first + length; }
};

// The longest run of groups that are 0, the first of equals; none of one group.
Run LongestZeroRun(unsigned zeros) {
  Run best;
  Run run;
  for (int group = 0; group < kGroups; ++group) {
    if ((zeros >> group & 1) == 0) {
      run.length = 0;
      continue;
    }
    if (run.length++ == 0) run.first = group;
    if (run.length > best.length) best = run;
  }
  return best.length < 2 ? Run{} : best;
}

// Puts groups [first, last) with colons between them, without leading zeros.
char* PutGroups(const char* digits, int first, int last, char* out) {
  for (int group = first; group < last; ++group) {
    const char* at = digits + group * kGroupDigits;
    int skipped = 0;
    while (skipped < kGroupDigits - 1 && at[skipped] == '0') ++skipped;
    if (group > first) *out++ = ':';
    for (int i = skipped; i < kGroupDigits; ++i) *out++ = at[i];
  }
  return out;
}

char* CompressIpv6(char* begin) {
  std::array<char, kGroups * kGroupDigits> digits;
  std::memcpy(digits.data(), begin, digits.size());
  unsigned zeros = 0;
  for (int group = 0; group < kGroups; ++group) {
    const bool zero = std::memcmp(&digits[group * kGroupDigits], "0000", 4) == 0;
    zeros |= static_cast<unsigned>(zero) << group;
  }
  const Run run = LongestZeroRun(zeros);
  if (run.length == 0) return PutGroups(digits.data(), 0, kGroups, begin);
  char* out = PutGroups(digits.data(), 0, run.first, begin);
  *out++ = ':';
  *out++ = ':';
  return PutGroups(digits.data(), run.end(), kGroups, out);
}

}  // namespace

const TextRuleInfo& InfoOf(TextRule rule) {
  static constexpr std::string_view kDigits = "0123456789";
  static constexpr TextRuleInfo kLuhn{1, kDigits, false};
  static constexpr TextRuleInfo kIsbn10{1, "0123456789X", false};
  static constexpr TextRuleInfo kIban{2, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", true};
  // 32 digits become 39 characters at most.
  static constexpr TextRuleInfo kIpv6{7, "0123456789abcdef:", true};
  switch (rule) {
    case TextRule::kLuhn:
    case TextRule::kEan:
      return kLuhn;
    case TextRule::kIsbn10:
      return kIsbn10;
    case TextRule::kIban:
      return kIban;
    case TextRule::kIpv6:
      break;
  }
  return kIpv6;
}

char* ApplyTextRule(TextRule rule, char* begin, char* end) {
  switch (rule) {
    case TextRule::kLuhn:
      return AppendLuhn(begin, end);
    case TextRule::kEan:
      return AppendEan(begin, end);
    case TextRule::kIsbn10:
      return AppendIsbn10(begin, end);
    case TextRule::kIban:
      return CompleteIban(begin, end);
    case TextRule::kIpv6:
      return CompressIpv6(begin);
  }
  return end;
}

}  // namespace rand_engine
