// complex_distincts: texts put together from other methods' values.
#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "rand_engine/domain/number_text.h"
#include "rand_engine/generate/distributions/composed.h"
#include "rand_engine/methods/column_reader.h"
#include "rand_engine/methods/methods.h"

namespace rand_engine {
namespace {

// Of the codes in one word.
constexpr uint64_t kMostCodes = uint64_t{1} << 63;

/// Puts a domain and a source together from literals and other recipes. Each of those is
/// a digit of the code, or two where its own code has two words.
class Composer {
 public:
  void AddLiteral(std::string text) {
    if (!text.empty()) domain_.AddPart({Keep(std::move(text))});
  }

  /// Return why the recipe cannot be a part, or "".
  std::string Add(ColumnRecipe recipe) {
    if (recipe.follows_row_number) {
      return "counts without end; use unique_ids with \"strategy\": \"sequence\"";
    }
    const std::string wrong = std::visit(
        [&](const auto& domain) { return AddDomain(domain, &recipe); }, recipe.domain);
    if (recipe.most_rows != 0) {
      const bool first = most_rows_ == 0;
      most_rows_ = first ? recipe.most_rows : std::min(most_rows_, recipe.most_rows);
    }
    sources_.push_back(std::move(recipe.source));
    return wrong;
  }

  bool has_room() const {
    return domain_.parts.size() <= ConcatenationDomain::kMostParts;
  }

  /// Divide the digits between the words of the code; false if they do not fit two.
  bool Divide() {
    size_t first_low = digits_.size();
    uint64_t low = 1;
    while (first_low > 0 && digits_[first_low - 1].size <= kMostCodes / low) {
      low *= digits_[--first_low].size;
    }
    if (first_low == 0) return true;
    domain_.low_begin = first_parts_[first_low];
    uint64_t high = 1;
    for (size_t i = first_low; i-- > 0;) {
      if (digits_[i].size > kMostCodes / high) return false;
      high *= digits_[i].size;
      digits_[i].to_high_word = true;
    }
    return true;
  }

  ColumnRecipe Finish() {
    domain_.storage = kept_;
    ColumnRecipe recipe{std::move(domain_),
                        MakeComposedSource(std::move(sources_), std::move(digits_))};
    recipe.most_rows = most_rows_;
    return recipe;
  }

 private:
  static constexpr const char* kComputed =
      "is computed row by row, which a template cannot be";

  /// What the words of the parts point into.
  struct Kept {
    std::deque<std::string> words;
    std::vector<std::shared_ptr<const void>> storages;
  };

  std::string_view Keep(std::string text) {
    kept_->words.push_back(std::move(text));
    return kept_->words.back();
  }

  // The parts added next are a digit of `size`.
  void BeginDigit(uint64_t size, bool of_high_word = false) {
    digits_.push_back({sources_.size(), of_high_word, size, false});
    first_parts_.push_back(domain_.parts.size());
  }

  std::string AddDomain(const IntegerDomain& integers, ColumnRecipe*) {
    if (integers.size == 0 || integers.size > kMostCodes) return "has too many values";
    BeginDigit(integers.size);
    domain_.AddNumber(integers.first, integers.step, integers.size);
    return "";
  }

  std::string AddDomain(const DecimalDomain& decimals, ColumnRecipe*) {
    BeginDigit(decimals.size);
    domain_.AddDecimal(decimals.first, decimals.scale, decimals.size);
    return "";
  }

  std::string AddDomain(const DateDomain& dates, ColumnRecipe*) {
    constexpr int64_t kSecondsADay = 86'400;
    BeginDigit(dates.size);
    domain_.AddTime(dates.first_day * kSecondsADay, kSecondsADay, dates.size,
                    std::make_shared<const TimePattern>(*TimePattern::Make("%Y-%m-%d")));
    return "";
  }

  std::string AddDomain(const TimestampDomain&, ColumnRecipe*) {
    return "is not possible here; use dates or unix_timestamps";
  }
  std::string AddDomain(const FloatDomain&, ColumnRecipe*) { return kComputed; }
  std::string AddDomain(const TextDomain&, ColumnRecipe*) { return kComputed; }
  std::string AddDomain(const NestedDomain&, ColumnRecipe*) { return "is no text"; }

  std::string AddDomain(const ChoiceDomain& choice, ColumnRecipe*) {
    std::vector<std::string_view> words;
    for (uint64_t code = 0; code < choice.size(); ++code) {
      words.push_back(Keep(TextOf(choice, code)));
    }
    BeginDigit(choice.size());
    domain_.AddPart(std::move(words));
    return "";
  }

  std::string AddDomain(const ConcatenationDomain& texts, ColumnRecipe*) {
    kept_->storages.push_back(texts.storage);
    for (size_t i = 0; i < texts.parts.size(); ++i) {
      if (i == 0 && texts.low_begin > 0) BeginDigit(texts.high_size(), true);
      if (i == texts.low_begin) BeginDigit(texts.low_size());
      domain_.Add(texts.parts[i]);
    }
    return "";
  }

  // xxxxxxxx-xxxx-vxxx-yxxx-xxxxxxxxxxxx: v is the version, y has the variant's two bits.
  std::string AddDomain(const UuidDomain& uuids, ColumnRecipe* recipe) {
    recipe->source = MakeUuidBitsSource(std::move(recipe->source));
    BeginDigit(uint64_t{1} << kUuidHighBits, true);
    AddHexadecimal(8);
    AddLiteral("-");
    AddHexadecimal(4);
    AddLiteral(fmt::format("-{}", uuids.version));
    AddHexadecimal(3);
    AddLiteral("-");
    BeginDigit(uint64_t{1} << kUuidLowBits);
    domain_.AddPart({"8", "9", "a", "b"});
    AddHexadecimal(3);
    AddLiteral("-");
    AddHexadecimal(12);
    return "";
  }

  void AddHexadecimal(int width) {
    domain_.AddHexadecimal(0, uint64_t{1} << (4 * width), width);
  }

  static std::string TextOf(const ChoiceDomain& choice, uint64_t code) {
    if (choice.missing_code == code) return "";
    switch (choice.type) {
      case ValueType::kInt64:
        return fmt::format("{}", choice.integers[code]);
      case ValueType::kFloat64:
        return DoubleText(choice.floats[code], ".");
      case ValueType::kBool:
        return choice.booleans[code] ? "True" : "False";
      default:
        return choice.strings[code];
    }
  }

  ConcatenationDomain domain_;
  std::shared_ptr<Kept> kept_ = std::make_shared<Kept>();
  std::vector<std::unique_ptr<CodeSource>> sources_;
  std::vector<ComposedDigit> digits_;
  std::vector<size_t> first_parts_;  ///< of a digit
  uint64_t most_rows_ = 0;
};

// What stands between the places: one text more than places.
std::vector<std::string> SplitPattern(const std::string& pattern,
                                      const std::string& replacement) {
  std::vector<std::string> pieces;
  size_t begin = 0;
  while (true) {
    const size_t place = pattern.find(replacement, begin);
    pieces.push_back(pattern.substr(begin, place - begin));
    if (place == std::string::npos) return pieces;
    begin = place + replacement.size();
  }
}

// True if pattern, replacement and the number of templates go together.
bool CheckPattern(const Arguments& arguments, size_t templates) {
  bool good = true;
  for (const char* name : {"pattern", "replacement"}) {
    if (!arguments.Text(name).empty()) continue;
    good = false;
    arguments.Report(name, "must not be empty, e.g. \"x.x\" with replacement \"x\"");
  }
  if (!good) return false;
  const size_t places =
      SplitPattern(arguments.Text("pattern"), arguments.Text("replacement")).size() - 1;
  if (places == templates) return true;
  arguments.Report(
      "templates",
      fmt::format("must have one template for each {} in {} {}: {} wanted, got {}",
                  Value::String(arguments.Text("replacement")).Describe(),
                  arguments.Path("pattern"),
                  Value::String(arguments.Text("pattern")).Describe(), places,
                  templates));
  return false;
}

ColumnRecipe MakeComplex(const Arguments& arguments, const ColumnContext& context) {
  const std::vector<Value>& templates = arguments.Find("templates")->items();
  bool good = CheckPattern(arguments, templates.size());
  std::vector<ColumnRecipe> recipes;
  for (size_t i = 0; i < templates.size(); ++i) {
    ColumnContext part = context;
    part.part = fmt::format("{}templates[{}].", context.part, i);
    const std::string place =
        fmt::format("{}: {}[{}]", arguments.place(), arguments.Path("templates"), i);
    const std::string path = fmt::format("{}[{}]", arguments.FullPath("templates"), i);
    auto recipe = ReadCall(templates[i], place, path, part, arguments.problems());
    good = good && recipe;
    if (recipe) recipes.push_back(*std::move(recipe));
  }
  if (!good) return {};

  const auto pieces =
      SplitPattern(arguments.Text("pattern"), arguments.Text("replacement"));
  Composer composer;
  composer.AddLiteral(pieces[0]);
  for (size_t i = 0; i < recipes.size(); ++i) {
    const std::string wrong = composer.Add(std::move(recipes[i]));
    composer.AddLiteral(pieces[i + 1]);
    if (wrong.empty()) continue;
    good = false;
    arguments.problems()->Add(
        templates[i].position(),
        fmt::format("{}: {}[{}]: {} {}", arguments.place(), arguments.Path("templates"),
                    i, templates[i].Find("method")->text(), wrong),
        fmt::format("{}[{}]", arguments.FullPath("templates"), i));
  }
  if (!good) return {};
  if (!composer.has_room() || !composer.Divide()) {
    arguments.Report(
        "templates",
        fmt::format("has more {} than a code of 128 bits holds; use fewer or "
                    "shorter parts",
                    composer.has_room() ? "combinations" : "parts"));
    return {};
  }
  return composer.Finish();
}

}  // namespace

MethodInfo ComplexDistincts() {
  return {"complex_distincts",
          "Texts from a pattern in which each replacement stands for a value of the next "
          "template.",
          "string",
          {{"pattern", ParameterType::kText, true, "",
            "the text around the values, such as \"x.x.x.x\""},
           {"replacement", ParameterType::kText, true, "",
            "what of the pattern is replaced, such as \"x\""},
           {"templates", ParameterType::kCalls, true, "",
            "a method with its parameters for each place, any that gives one column"}},
          R"({"method": "complex_distincts", "kwargs": {"pattern": "INV-x-x", )"
          R"("replacement": "x", "templates": [)"
          R"({"method": "distincts", "parms": {"distincts": ["2023", "2024"]}}, )"
          R"({"method": "int_zfilled", "parms": {"length": 5}}]}})",
          MakeComplex};
}

}  // namespace rand_engine
