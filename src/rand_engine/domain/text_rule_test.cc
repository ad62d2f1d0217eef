#include "rand_engine/domain/text_rule.h"

#include <gtest/gtest.h>

#include <string>

#include "rand_engine/domain/iban.h"

namespace rand_engine {
namespace {

std::string Applied(TextRule rule, const std::string& text) {
  std::string room = text + std::string(InfoOf(rule).growth, '?');
  char* end = ApplyTextRule(rule, room.data(), room.data() + text.size());
  room.resize(end - room.data());
  for (const char c : room) {
    EXPECT_NE(InfoOf(rule).characters.find(c), std::string_view::npos) << room;
  }
  EXPECT_EQ(room.starts_with(text), !InfoOf(rule).rewrites) << room;
  return room;
}

// Numbers that others publish with their check digits.

TEST(LuhnTest, AppendsTheCheckDigitOfPublishedNumbers) {
  for (const std::string number :
       {"4242424242424242", "378282246310005", "30569309025904", "2223003122003222", "18",
        "00", "59", "79927398713"}) {
    EXPECT_EQ(Applied(TextRule::kLuhn, number.substr(0, number.size() - 1)), number);
  }
}

TEST(EanTest, AppendsTheCheckDigitOfPublishedNumbers) {
  for (const std::string number :
       {"4006381333931", "9780306406157", "73513537", "0000"}) {
    EXPECT_EQ(Applied(TextRule::kEan, number.substr(0, number.size() - 1)), number);
  }
}

TEST(Isbn10Test, AppendsADigitOrX) {
  for (const std::string number : {"0306406152", "097522980X", "0000000000"}) {
    EXPECT_EQ(Applied(TextRule::kIsbn10, number.substr(0, number.size() - 1)), number);
  }
}

TEST(IbanTest, FillsInTheCheckDigitsOfTheRegistrysExamples) {
  const auto complete = [](const std::string& text) {
    std::string room = text + "??";
    char* end = CompleteIban(room.data(), room.data() + text.size());
    return room.substr(0, end - room.data());
  };
  EXPECT_EQ(complete("DE00370400440532013000"), "DE89370400440532013000");
  EXPECT_EQ(complete("GB00WEST12345698765432"), "GB82WEST12345698765432");
  EXPECT_EQ(complete("NL00ABNA0417164300"), "NL91ABNA0417164300");
  EXPECT_EQ(complete("BE005390075470"), "BE68539007547034");
  EXPECT_EQ(complete("ES0021000418000200051332"), "ES9121000418450200051332");
  EXPECT_EQ(complete("IT00A0542811101000000123456"), "IT60X0542811101000000123456");
  EXPECT_EQ(complete("PT000002012312345678901"), "PT50000201231234567890154");
  EXPECT_EQ(complete("FR00300060000112345678901"), "FR7630006000011234567890189");
  EXPECT_EQ(complete("BR0000360305000010009795493"), "BR9700360305000010009795493P1");
}

TEST(IbanTest, EveryCountryLeavesRoomForAnAccount) {
  std::string last;
  for (const IbanFormat& format : IbanFormats()) {
    EXPECT_LT(last, format.country);
    last = format.country;
    EXPECT_EQ(format.before_account.substr(0, 4), last + "00");
    const std::string text = std::string(format.before_account) + "12345678";
    EXPECT_NE(Applied(TextRule::kIban, text).substr(2, 2), "00");
  }
}

TEST(Ipv6Test, WritesAddressesAsRfc5952Does) {
  const auto address = [](const std::string& digits) {
    return Applied(TextRule::kIpv6, digits);
  };
  EXPECT_EQ(address("20010db8000000000000000000000001"), "2001:db8::1");
  EXPECT_EQ(address("20010db8000000010001000100010001"), "2001:db8:0:1:1:1:1:1");
  EXPECT_EQ(address("20010000000000010000000000000001"), "2001:0:0:1::1");
  EXPECT_EQ(address("20010db8000000000001000000000001"), "2001:db8::1:0:0:1");
  EXPECT_EQ(address("00000000000000000000000000000000"), "::");
  EXPECT_EQ(address("00000000000000000000000000000001"), "::1");
  EXPECT_EQ(address("00010000000000000000000000000000"), "1::");
  EXPECT_EQ(address("fd00abcd0123456789abcdef01230000"),
            "fd00:abcd:123:4567:89ab:cdef:123:0");
  EXPECT_EQ(address("11112222333344445555666677778888"),
            "1111:2222:3333:4444:5555:6666:7777:8888");
}

}  // namespace
}  // namespace rand_engine
