#include "rand_engine/domain/iban.h"

#include <array>
#include <cstdint>
#include <cstring>

namespace rand_engine {
namespace {

// Country and check digits.
constexpr size_t kHead = 4;

constexpr uint32_t Key(char first, char second) {
  return static_cast<uint32_t>(first) << 8 | static_cast<unsigned char>(second);
}

char* PutTwoDigits(uint32_t value, char* out) {
  out[0] = static_cast<char>('0' + value / 10);
  out[1] = static_cast<char>('0' + value % 10);
  return out + 2;
}

// Letters count as 10 to 35, each two digits.
uint32_t ModuloOf97(const char* begin, const char* end, uint32_t rest = 0) {
  uint64_t number = rest;
  for (; begin != end; ++begin) {
    const bool letter = *begin >= 'A';
    number = number * (letter ? 100 : 10) + (*begin - (letter ? 'A' - 10 : '0'));
    // Room for two digits more.
    if (number > UINT64_MAX / 1000) number %= 97;
  }
  return static_cast<uint32_t>(number % 97);
}

// The two digits that stand between bank and account: each is the negated sum of weighted
// digits modulo 11, and 1 where that is 10.
void FillInSpanishDigits(char* bban) {
  constexpr std::array<int, 10> kWeights = {1, 2, 4, 8, 5, 10, 9, 7, 3, 6};
  constexpr int kBankDigits = 8;
  int bank = 0;
  int account = 0;
  for (int i = 0; i < kBankDigits; ++i) bank += kWeights[i + 2] * (bban[i] - '0');
  for (int i = 0; i < 10; ++i) account += kWeights[i] * (bban[kBankDigits + 2 + i] - '0');
  const auto digit_of = [](int sum) {
    const int digit = (11 - sum % 11) % 11;
    return static_cast<char>('0' + (digit == 10 ? 1 : digit));
  };
  bban[kBankDigits] = digit_of(bank);
  bban[kBankDigits + 1] = digit_of(account);
}

// The letter before the bank: characters at odd places count by a table, the others as
// what they are, modulo 26. Accounts here are digits only.
void FillInItalianLetter(char* bban, const char* end) {
  constexpr std::array<int, 10> kOdd = {1, 0, 5, 7, 9, 13, 15, 17, 19, 21};
  int sum = 0;
  bool odd = true;
  for (const char* at = bban + 1; at != end; ++at, odd = !odd) {
    sum += odd ? kOdd[*at - '0'] : *at - '0';
  }
  bban[0] = static_cast<char>('A' + sum % 26);
}

char* CompleteNational(uint32_t country, char* bban, char* end) {
  switch (country) {
    case Key('B', 'E'): {
      const uint32_t rest = ModuloOf97(bban, end);
      return PutTwoDigits(rest == 0 ? 97 : rest, end);
    }
    case Key('B', 'R'):
      std::memcpy(end, "P1", 2);
      return end + 2;
    case Key('E', 'S'):
      FillInSpanishDigits(bban);
      return end;
    case Key('F', 'R'):
      return PutTwoDigits(97 - ModuloOf97(bban, end) * 100 % 97, end);
    case Key('I', 'T'):
      FillInItalianLetter(bban, end);
      return end;
    case Key('P', 'T'):
      return PutTwoDigits(98 - ModuloOf97(bban, end) * 100 % 97, end);
    default:
      return end;
  }
}

}  // namespace

const std::vector<IbanFormat>& IbanFormats() {
  // No range is kept free for tests. Banks and branches of nines, and banks ZZZZ, are in
  // none of the lists that central banks publish.
  static const auto& formats = *new std::vector<IbanFormat>{
      {"AT", "AT0099999000"},        {"BE", "BE0099"},
      {"BR", "BR00999999999999900"}, {"CH", "CH00999990000"},
      {"DE", "DE009999999900"},      {"ES", "ES00999999990000"},
      {"FR", "FR009999999999000"},   {"GB", "GB00ZZZZ999999"},
      {"IE", "IE00ZZZZ999999"},      {"IT", "IT00A99999999990000"},
      {"NL", "NL00ZZZZ00"},          {"PT", "PT0099999999000"},
  };
  return formats;
}

char* CompleteIban(char* begin, char* end) {
  end = CompleteNational(Key(begin[0], begin[1]), begin + kHead, end);
  const uint32_t rest = ModuloOf97(begin, begin + kHead, ModuloOf97(begin + kHead, end));
  // The digits in place are 00, so that the remainder lacks what they have to add to 1.
  PutTwoDigits(98 - rest, begin + 2);
  return end;
}

}  // namespace rand_engine
