// Methods of things that look real: what they may give, and their mistakes. Golden values
// stand in tests/known_answers; check digits and canonical forms are verified by other
// libraries in tests/readback/test_things.py.
#include <arrow/result.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "rand_engine/encode/text/text_test_support.h"
#include "rand_engine/methods/networks.h"

namespace rand_engine {
namespace {

std::string Column(const std::string& method, const std::string& parms = "{}") {
  return R"({"method": ")" + method + R"(", "parms": )" + parms + "}";
}

std::set<std::string> SetOf(const std::string& column, int64_t rows) {
  const auto texts = TextsOf(column, rows);
  return {texts.begin(), texts.end()};
}

// The mistake's text without the place.
std::string Mistake(const std::string& method, const std::string& parms) {
  std::string text = MistakeOf(Column(method, parms));
  const std::string place = "column 'c': ";
  const size_t at = text.find(place);
  return at == std::string::npos ? text : text.substr(at + place.size());
}

// --- Networks
// ----------------------------------------------------------------------------

TEST(Ipv4Test, EveryAddressOfTheNetworksComesUpAndNoOther) {
  std::set<std::string> wanted;
  for (const std::string network : {"192.0.2.", "198.51.100.", "203.0.113."}) {
    for (int i = 0; i < 256; ++i) wanted.insert(network + std::to_string(i));
  }
  EXPECT_EQ(SetOf(Column("ipv4"), 20'000), wanted);
  EXPECT_EQ(SetOf(Column("ipv4", R"({"unique": true})"), 768), wanted);
  EXPECT_EQ(SetOf(Column("ipv4", R"({"networks": ["10.0.0.4/31", "10.0.0.9"]})"), 500),
            (std::set<std::string>{"10.0.0.4", "10.0.0.5", "10.0.0.9"}));
}

TEST(Ipv4Test, AddressesInSeveralNetworksCountOnce) {
  const auto counts = CountsOf(
      Column("ipv4", R"({"networks": ["10.0.0.2/31", "10.0.0.0/30", "10.0.0.2/31"]})"),
      40'000);
  ASSERT_EQ(counts.size(), 4u);
  for (const auto& [address, count] : counts) EXPECT_NEAR(count, 10'000, 500) << address;
}

TEST(Ipv4Test, RefusesWhatIsNoNetwork) {
  EXPECT_EQ(Mistake("ipv4", R"({"networks": ["10.0.0.1/8"]})"),
            "parms.networks holds \"10.0.0.1/8\", which has bits behind its prefix; the "
            "network is \"10.0.0.0/8\"");
  for (const std::string text :
       {"10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0/8", "::/8", "10.0.0.0/8 ", "",
        "/8", "10.0.0.0/8x", "010.0.0.0/8", "10.0.0.0\\u0000/8", "256.0.0.0/8"}) {
    const std::string mistake = Mistake("ipv4", R"({"networks": [")" + text + "\"]}");
    EXPECT_TRUE(
        mistake.starts_with("parms.networks must list networks such as "
                            "\"10.0.0.0/8\", or documentation, private; got "))
        << text << ": " << mistake;
  }
  EXPECT_NE(Mistake("ipv4", R"({"networks": ["privat"]})").find("did you mean 'private'"),
            std::string::npos);
  EXPECT_EQ(Mistake("ipv4", R"({"networks": []})"),
            "parms.networks must list 1 to 10000 networks, e.g. [\"10.0.0.0/8\"]; got 0");
}

TEST(Ipv6Test, NetworksMayEndWithinADigit) {
  EXPECT_EQ(SetOf(Column("ipv6", R"({"networks": ["2001:db8::4/126"]})"), 200),
            (std::set<std::string>{"2001:db8::4", "2001:db8::5", "2001:db8::6",
                                   "2001:db8::7"}));
  EXPECT_EQ(SetOf(Column("ipv6", R"({"networks": ["::1", "2001:db8::/128"]})"), 200),
            (std::set<std::string>{"::1", "2001:db8::"}));
  for (const std::string& text :
       TextsOf(Column("ipv6", R"({"networks": ["fc00::/7"]})"), 500)) {
    EXPECT_TRUE(text.starts_with("fc") || text.starts_with("fd")) << text;
  }
}

TEST(Ipv6Test, RefusesPrefixesOfSeveralLengthsAndTooManyAddresses) {
  EXPECT_EQ(Mistake("ipv6", R"({"networks": ["2001:db8::/32", "2001:db8::/48"]})"),
            "parms.networks must have prefixes of one length, so that addresses are "
            "equally likely; got /32 and /48");
  EXPECT_EQ(Mistake("ipv6", R"({"networks": ["::/0"]})"),
            "parms.networks must have longer prefixes or be fewer: 1 networks with "
            "prefixes of 0 bits hold too many addresses");
  EXPECT_NE(Mistake("ipv6", R"({"networks": ["10.0.0.0/8"]})")
                .find("such as \"fd00::/8\", or documentation, private"),
            std::string::npos);
}

TEST(MacTest, FirstBytesAreLocalAndOfOneMachine) {
  std::set<std::string> first;
  for (const std::string& text : TextsOf(Column("mac"), 20'000)) {
    ASSERT_EQ(text.size(), 17u);
    first.insert(text.substr(0, 2));
  }
  EXPECT_EQ(first.size(), 64u);
  for (const std::string& byte : first) EXPECT_EQ(std::stoi(byte, nullptr, 16) & 3, 2);
}

TEST(MacTest, IsWrittenAsAsked) {
  const auto of = [](const std::string& parms) { return SetOf(Column("mac", parms), 1); };
  using Set = std::set<std::string>;
  EXPECT_EQ(of(R"({"prefix": "00:00:5E:00:53:aB"})"), Set{"00:00:5e:00:53:ab"});
  EXPECT_EQ(of(R"({"prefix": "00-00-5e-00-53-ab", "separator": "-", "upper": true})"),
            Set{"00-00-5E-00-53-AB"});
  EXPECT_EQ(of(R"({"prefix": "00005e0053ab", "separator": "."})"), Set{"0000.5e00.53ab"});
  EXPECT_EQ(of(R"({"prefix": "00005e0053ab", "separator": ""})"), Set{"00005e0053ab"});
  EXPECT_EQ(
      SetOf(Column("mac", R"({"prefix": "00:00:5e:00:53", "unique": true})"), 256).size(),
      256u);
}

TEST(MacTest, RefusesOtherPrefixes) {
  for (const std::string prefix : {"0", "00:0", "00:00:5e:00:53:00:00", "0g", "00:00-5e",
                                   ":00", "00:", "00::00", "0000:5e"}) {
    EXPECT_TRUE(Mistake("mac", R"({"prefix": ")" + prefix + "\"}")
                    .starts_with("parms.prefix must be 1 to 6 bytes in hexadecimal"))
        << prefix;
  }
}

// --- Web
// ---------------------------------------------------------------------------------

TEST(WebTest, NamesEndAsAskedAndRepeatedOnesCountOnce) {
  for (const std::string& text :
       TextsOf(Column("domain", R"({"suffixes": ["a.test", "a.test"]})"), 500)) {
    EXPECT_TRUE(text.ends_with(".a.test")) << text;
  }
  const auto of = [](const std::string& parms) {
    std::map<std::string, int64_t> counts;
    for (const std::string& text : TextsOf(Column("url", parms), 3000)) {
      ++counts[text.substr(0, text.find('/', 8))];
    }
    return counts;
  };
  const auto counts = of(R"({"domains": ["a.test", "b.test", "a.test"]})");
  ASSERT_EQ(counts.size(), 2u);
  EXPECT_NEAR(counts.at("https://a.test"), 1500, 150);
}

TEST(WebTest, RefusesWhatIsNoHostSchemeOrExtension) {
  const std::vector<std::string> names = {
      "",    ".", "a..b",    "-a.test", "a-.test",           "a b",
      "a_b", "ä", "a.test/", "a:80",    std::string(64, 'a')};
  for (const std::string& name : names) {
    EXPECT_TRUE(Mistake("domain", R"({"suffixes": [")" + name + "\"]}")
                    .starts_with("parms.suffixes must list texts such as "
                                 "\"example.com\", got "))
        << name;
  }
  EXPECT_TRUE(Mistake("url", R"({"domains": ["a b"]})")
                  .starts_with("parms.domains must list texts such as \"example.com\""));
  EXPECT_TRUE(Mistake("url", R"({"schemes": ["1http"]})")
                  .starts_with("parms.schemes must list texts such as \"https\""));
  EXPECT_TRUE(Mistake("file_name", R"({"extensions": ["p/df"]})")
                  .starts_with("parms.extensions must list texts such as \"pdf\""));
  EXPECT_EQ(Mistake("file_name", R"({"extensions": []})"),
            "parms.extensions must list 1 to 10000 texts such as \"pdf\", got 0");
}

TEST(UserAgentTest, IsOfTheBrowsersAndDevicesAskedFor) {
  for (const std::string& text : TextsOf(
           Column("user_agent", R"({"browsers": ["firefox"], "devices": ["mobile"]})"),
           200)) {
    EXPECT_NE(text.find("Android 14; Mobile"), std::string::npos) << text;
  }
  EXPECT_EQ(Mistake("user_agent", R"({"browsers": ["firefux"]})"),
            "parms.browsers must be one of chrome, edge, firefox, safari, samsung, got "
            "\"firefux\"; did you mean 'firefox'?");
  EXPECT_TRUE(
      Mistake("user_agent", R"({"browsers": ["samsung"], "devices": ["desktop"]})")
          .starts_with("parms.browsers leaves no browser"));
  EXPECT_TRUE(Mistake("user_agent", R"({"devices": []})")
                  .starts_with("parms.devices leaves no browser"));
}

// --- Numbers with check digits
// -----------------------------------------------------------

TEST(CreditCardTest, BrandsAreEquallyLikelyAndAsLongAsTheirsAre) {
  std::map<std::string, int64_t> counts;
  for (const std::string& text : TextsOf(Column("credit_card"), 70'000)) {
    ++counts[text.substr(0, 8) + " " + std::to_string(text.size())];
  }
  ASSERT_EQ(counts.size(), 7u);
  for (const std::string brand : {"40000000 16", "37828224 15", "36227206 14"}) {
    EXPECT_NEAR(counts[brand], 10'000, 500) << brand;
  }
}

TEST(CreditCardTest, UniqueOnesAreRefusedBeyondTheirNumber) {
  const std::string column =
      Column("credit_card", R"({"brands": ["diners"], "unique": true})");
  EXPECT_EQ(SetOf(column, 100'000).size(), 100'000u);
  EXPECT_TRUE(PlanOf(column)->CheckRows({0, 100'000}).ok());
  EXPECT_FALSE(PlanOf(column)->CheckRows({0, 100'001}).ok());
  EXPECT_EQ(Mistake("credit_card", R"({"brands": ["vísa"]})"),
            "parms.brands must be one of visa, mastercard, amex, discover, diners, jcb, "
            "unionpay, got \"vísa\"; did you mean 'visa'?");
  EXPECT_EQ(Mistake("credit_card", R"({"brands": []})"),
            "parms.brands must not be empty, e.g. [\"visa\"]");
  EXPECT_EQ(Mistake("credit_card", R"({"unique": 1})"),
            "parms.unique must be true or false, got 1");
}

TEST(IbanTest, CountriesAreEquallyLikely) {
  std::map<std::string, int64_t> counts;
  for (const std::string& text :
       TextsOf(Column("iban", R"({"countries": ["FR", "DE", "FR"]})"), 10'000)) {
    ++counts[text.substr(0, 2)];
  }
  ASSERT_EQ(counts.size(), 2u);
  EXPECT_NEAR(counts["DE"], 5000, 300);
  EXPECT_TRUE(Mistake("iban", R"({"countries": ["US"]})")
                  .starts_with("parms.countries must be one of AT, BE, BR, CH, DE, ES, "
                               "FR, GB, IE, IT, NL, PT, got \"US\""));
}

TEST(ArticleTest, PrefixesStandInFront) {
  EXPECT_EQ(SetOf(Column("ean13", R"({"prefix": "400638133393"})"), 5),
            std::set<std::string>{"4006381333931"});
  EXPECT_EQ(SetOf(Column("isbn", R"({"prefix": "030640615", "length": 10})"), 5),
            std::set<std::string>{"0306406152"});
  EXPECT_EQ(SetOf(Column("isbn", R"({"prefix": "978030640615"})"), 5),
            std::set<std::string>{"9780306406157"});
  EXPECT_EQ(
      SetOf(Column("ean13", R"({"prefix": "40063813339", "unique": true})"), 10).size(),
      10u);
}

TEST(ArticleTest, RefusesOtherPrefixesAndLengths) {
  EXPECT_EQ(Mistake("ean13", R"({"prefix": "4006381333931"})"),
            "parms.prefix must be the first 0 to 12 digits, e.g. \"2\"; got "
            "\"4006381333931\"");
  EXPECT_TRUE(Mistake("ean13", R"({"prefix": "-1"})").starts_with("parms.prefix must"));
  EXPECT_EQ(Mistake("isbn", R"({"length": 12})"),
            "parms.length must be 13 or 10, got 12");
  for (const std::string prefix : {"97", "977", "", "x"}) {
    EXPECT_TRUE(Mistake("isbn", R"({"prefix": ")" + prefix + "\"}")
                    .starts_with("parms.prefix must begin with 978 or 979"))
        << prefix;
  }
}

// --- Texts and places
// --------------------------------------------------------------------

TEST(LoremTest, RefusesCountsThatNobodyReads) {
  EXPECT_EQ(Mistake("lorem", R"({"min": 0})"),
            "parms.min must be a whole number >= 1, got 0");
  EXPECT_EQ(Mistake("lorem", R"({"unit": "paragraphs", "max": 9223372036854775807})"),
            "parms.max must be from 1 to 20 paragraphs, got 9223372036854775807");
  EXPECT_EQ(Mistake("lorem", R"({"min": 3, "max": 2})"),
            "parms.min must be <= parms.max (got 3, 2)");
  EXPECT_TRUE(Mistake("lorem", R"({"unit": "word"})").ends_with("did you mean 'words'?"));
}

TEST(LoremTest, TheLongestTextsHaveRoomInEveryEncoder) {
  for (const std::string parms :
       {R"({"unit": "paragraphs", "min": 20})", R"({"unit": "words", "min": 1000})",
        R"({"unit": "sentences", "min": 100})"}) {
    for (const std::string& text : TextsOf(Column("lorem", parms), 50)) {
      ASSERT_GT(text.size(), 2000u);
    }
  }
}

TEST(CoordinatesTest, LieWithinTheDegreesThatThereAre) {
  const auto extremes = [](const std::string& column) {
    double low = 1000;
    double high = -1000;
    for (const std::string& text : TextsOf(column, 100'000)) {
      low = std::min(low, std::stod(text));
      high = std::max(high, std::stod(text));
    }
    return std::pair(low, high);
  };
  const auto [south, north] = extremes(Column("latitude"));
  EXPECT_NEAR(south, -90, 0.1);
  EXPECT_NEAR(north, 90, 0.1);
  const auto [west, east] = extremes(Column("longitude", R"({"min": 170})"));
  EXPECT_NEAR(west, 170, 0.1);
  EXPECT_NEAR(east, 180, 0.1);
}

TEST(CoordinatesTest, RefusesOtherDegrees) {
  EXPECT_EQ(Mistake("latitude", R"({"max": 90.5})"),
            "parms.max must be a number from -90 to 90, got 90.5");
  EXPECT_EQ(Mistake("longitude", R"({"min": -1e300})"),
            "parms.min must be a number from -180 to 180, got -1e300");
  EXPECT_EQ(Mistake("latitude", R"({"min": 5, "max": 4})"),
            "parms.min must be <= parms.max (got 5, 4)");
  EXPECT_TRUE(
      Mistake("longitude", R"({"round": 14})").ends_with("which a double cannot hold"));
}

TEST(ThingsTest, CanBePartsOfOtherTexts) {
  const std::string column = Column("complex_distincts", R"({
      "pattern": "x from [x] and x", "replacement": "x", "templates": [
        {"method": "iban", "parms": {"countries": ["GB"]}},
        {"method": "ipv6", "parms": {"networks": ["2001:db8::/96"]}},
        {"method": "ean13"}]})");
  for (const std::string& text : TextsOf(column, 100)) {
    EXPECT_EQ(text.find("ZZZZ999999"), 4u) << text;
    EXPECT_EQ(text.find(" from [2001:db8::"), 22u) << text;
    EXPECT_EQ(text.find("] and 2"), text.size() - 19) << text;
  }
}

TEST(ThingsTest, CanBeMissing) {
  for (const std::string method :
       {"ipv4", "ipv6", "mac", "iban", "url", "lorem", "job"}) {
    int missing = 0;
    const std::string column = R"({"method": ")" + method + R"(", "null_rate": 0.5})";
    for (const std::string& text : TextsOf(column, 2000)) missing += text.empty() ? 1 : 0;
    EXPECT_NEAR(missing, 1000, 120) << method;
  }
}

}  // namespace
}  // namespace rand_engine
