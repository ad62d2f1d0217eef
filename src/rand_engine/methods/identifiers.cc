// credit_card, iban, ean13, isbn: numbers that end in, or hold, check digits.
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "rand_engine/domain/iban.h"
#include "rand_engine/methods/equal_codes.h"
#include "rand_engine/methods/methods.h"

namespace rand_engine {
namespace {

/// A number of `digits` digits, perhaps none, behind one of the texts, completed by the
/// rule.
ColumnRecipe MakeNumbered(std::vector<std::string> before, int digits, TextRule rule,
                          const Arguments& arguments, const ColumnContext& context) {
  const auto words = std::make_shared<const std::vector<std::string>>(std::move(before));
  ConcatenationDomain domain;
  domain.AddPart({words->begin(), words->end()});
  if (digits > 0) {
    domain.AddNumber(0, 1, static_cast<uint64_t>(PowerOfTen(digits)), digits);
  }
  domain.AddRule(rule, digits > 0 ? 2 : 1);
  domain.storage = words;
  const uint64_t size = domain.size();
  return MakeEqualCodes(std::move(domain), size, arguments, context);
}

/// The entries that a parameter names, or all, in the table's order; `name_of` gives an
/// entry's name. The table of methods allows no other names. None after a mistake.
template <typename Entry, typename NameOf>
std::vector<Entry> Chosen(const Arguments& arguments, const char* parameter,
                          const std::vector<Entry>& all, NameOf name_of) {
  const Value* given = arguments.Find(parameter);
  if (given == nullptr) return all;
  std::vector<Entry> chosen;
  for (const Entry& entry : all) {
    const auto is_named = [&](const Value& item) {
      return item.text() == name_of(entry);
    };
    if (std::any_of(given->items().begin(), given->items().end(), is_named)) {
      chosen.push_back(entry);
    }
  }
  if (chosen.empty()) {
    arguments.Report(parameter,
                     fmt::format("must not be empty, e.g. [\"{}\"]", name_of(all[0])));
  }
  return chosen;
}

// --- Cards
// -------------------------------------------------------------------------------

/// No standard keeps card numbers for tests. `issuer` is the first eight digits (the
/// issuer identification number of ISO/IEC 7812-1) of a number that a payment service
/// publishes for tests, here Stripe's page "Testing": 4000 0000 0000 0002, 5555 5555 5555
/// 4444, 3782 822463 10005, 6011 1111 1111 1117, 3622 720627 1667, 3566 0020 2036 0505
/// and 6200 0000 0000 0005.
struct CardBrand {
  std::string_view name;
  std::string_view issuer;
  int length;
};

const std::vector<CardBrand>& CardBrands() {
  static const auto& brands = *new std::vector<CardBrand>{
      {"visa", "40000000", 16},     {"mastercard", "55555555", 16},
      {"amex", "37828224", 15},     {"discover", "60111111", 16},
      {"diners", "36227206", 14},   {"jcb", "35660020", 16},
      {"unionpay", "62000000", 16},
  };
  return brands;
}

int FreeDigits(const CardBrand& brand) {
  return brand.length - static_cast<int>(brand.issuer.size()) - 1;
}

ColumnRecipe MakeCreditCard(const Arguments& arguments, const ColumnContext& context) {
  const auto brands = Chosen(arguments, "brands", CardBrands(),
                             [](const CardBrand& brand) { return brand.name; });
  if (brands.empty()) return {};
  // As many as every brand has; the longer ones have zeros before them.
  int digits = FreeDigits(brands[0]);
  for (const CardBrand& brand : brands) digits = std::min(digits, FreeDigits(brand));
  std::vector<std::string> before;
  for (const CardBrand& brand : brands) {
    before.push_back(std::string(brand.issuer) +
                     std::string(FreeDigits(brand) - digits, '0'));
  }
  return MakeNumbered(std::move(before), digits, TextRule::kLuhn, arguments, context);
}

std::vector<std::string> BrandNames() {
  std::vector<std::string> names;
  for (const CardBrand& brand : CardBrands()) names.emplace_back(brand.name);
  return names;
}

// --- Bank accounts
// -----------------------------------------------------------------------

ColumnRecipe MakeIban(const Arguments& arguments, const ColumnContext& context) {
  const auto formats = Chosen(arguments, "countries", IbanFormats(),
                              [](const IbanFormat& format) { return format.country; });
  if (formats.empty()) return {};
  std::vector<std::string> before;
  for (const IbanFormat& format : formats) before.emplace_back(format.before_account);
  return MakeNumbered(std::move(before), kIbanAccountDigits, TextRule::kIban, arguments,
                      context);
}

std::vector<std::string> CountryNames() {
  std::vector<std::string> names;
  for (const IbanFormat& format : IbanFormats()) names.emplace_back(format.country);
  return names;
}

// --- Articles and books
// ------------------------------------------------------------------

// A prefix and digits up to `length`, the last of which is a check digit.
ColumnRecipe MakeArticle(const std::string& fallback, int length, TextRule rule,
                         const Arguments& arguments, const ColumnContext& context) {
  const std::string prefix = arguments.Text("prefix", fallback);
  const bool digits_only = prefix.find_first_not_of("0123456789") == std::string::npos;
  if (!digits_only || prefix.size() >= static_cast<size_t>(length)) {
    arguments.Report("prefix", fmt::format("must be the first 0 to {} digits, e.g. "
                                           "\"{}\"; got \"{}\"",
                                           length - 1, fallback, prefix.substr(0, 40)));
    return {};
  }
  const int digits = length - 1 - static_cast<int>(prefix.size());
  return MakeNumbered({prefix}, digits, rule, arguments, context);
}

ColumnRecipe MakeEan13(const Arguments& arguments, const ColumnContext& context) {
  return MakeArticle("2", 13, TextRule::kEan, arguments, context);
}

ColumnRecipe MakeIsbn(const Arguments& arguments, const ColumnContext& context) {
  const int64_t length = arguments.Integer("length", 13);
  if (length == 10) return MakeArticle("69", 10, TextRule::kIsbn10, arguments, context);
  if (length != 13) {
    arguments.Report("length", fmt::format("must be 13 or 10, got {}", length));
    return {};
  }
  const std::string prefix = arguments.Text("prefix", "978");
  if (!prefix.starts_with("978") && !prefix.starts_with("979")) {
    arguments.Report("prefix",
                     fmt::format("must begin with 978 or 979 in an ISBN of 13, e.g. "
                                 "\"978\"; got \"{}\"",
                                 prefix.substr(0, 40)));
    return {};
  }
  return MakeArticle("97869", 13, TextRule::kEan, arguments, context);
}

}  // namespace

MethodInfo CreditCard() {
  return {"credit_card",
          "Card numbers with a valid check digit (Luhn) that begin as numbers do that "
          "payment services publish for tests; no standard reserves any.",
          "string",
          {{"brands", ParameterType::kTexts, false, "",
            "the brands, each equally likely; by default all", "", BrandNames()},
           UniqueParameter()},
          R"({"method": "credit_card", "parms": {"brands": ["visa", "amex"]}})",
          MakeCreditCard};
}

MethodInfo Iban() {
  return {
      "iban",
      "International bank account numbers with valid check digits, the countries' own "
      "too; none is reserved for tests, but their bank codes are those of no bank.",
      "string",
      {{"countries", ParameterType::kTexts, false, "",
        "two letters each, each equally likely; by default all", "", CountryNames()},
       UniqueParameter()},
      R"({"method": "iban", "parms": {"countries": ["DE", "FR"]}})",
      MakeIban};
}

MethodInfo Ean13() {
  return {"ean13",
          "Article numbers of 13 digits with a valid check digit; by default those that "
          "GS1 keeps for use inside a company (200 to 299).",
          "string",
          {{"prefix", ParameterType::kText, false, "\"2\"",
            "the digits that all begin with, 0 to 12 of them"},
           UniqueParameter()},
          R"({"method": "ean13", "parms": {"prefix": "200"}})",
          MakeEan13};
}

MethodInfo Isbn() {
  return {
      "isbn",
      "Book numbers with a valid check digit; by default of the groups 66 to 69, which "
      "no country has, so that no book has them.",
      "string",
      {{"length",
        ParameterType::kInteger,
        false,
        "13",
        "13 or 10 characters",
        "",
        {},
        "10",
        "13"},
       {"prefix", ParameterType::kText, false, "",
        "the digits that all begin with; by default 97869, or 69 where the length is "
        "10"},
       UniqueParameter()},
      R"({"method": "isbn", "parms": {"length": 10}})",
      MakeIsbn};
}

}  // namespace rand_engine
