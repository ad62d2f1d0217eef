// International bank account numbers: ISO 13616-1 and the registry of their formats that
// SWIFT keeps for it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rand_engine {

/// A country's account numbers: what stands before an account number of
/// kIbanAccountDigits digits. Bank and branch are codes that no bank has.
struct IbanFormat {
  std::string_view country;  ///< ISO 3166-1 alpha-2
  /// From the country's letters on, with placeholders for check digits that CompleteIban
  /// fills in: 00 behind the letters, 00 before a Spanish account, A before an Italian
  /// bank.
  std::string_view before_account;
};

inline constexpr int kIbanAccountDigits = 8;

/// In the order of their letters.
const std::vector<IbanFormat>& IbanFormats();

/// Complete `before_account` and an account number in [begin, end): append or fill in the
/// check digits of Belgium, Spain, France, Italy and Portugal, append Brazil's kind and
/// owner of the account, then fill in the IBAN's own check digits (ISO/IEC 7064, mod
/// 97-10). There must be room for two bytes more. Return the new end.
char* CompleteIban(char* begin, char* end);

}  // namespace rand_engine
