// color, lorem, job, company.
#include <fmt/format.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "rand_engine/generate/distributions/uniform.h"
#include "rand_engine/methods/equal_codes.h"
#include "rand_engine/methods/methods.h"
#include "rand_engine/methods/words/lists.h"

namespace rand_engine {
namespace {

ColumnRecipe MakeListed(const Words& words, const Arguments& arguments,
                        const ColumnContext& context) {
  ChoiceDomain domain;
  domain.strings.assign(words.begin(), words.end());
  return MakeEqualCodes(std::move(domain), words.size(), arguments, context);
}

ColumnRecipe MakeColor(const Arguments& arguments, const ColumnContext& context) {
  if (arguments.Text("format", "name") == "name") {
    return MakeListed(Colors(), arguments, context);
  }
  constexpr uint64_t kColors = uint64_t{1} << 24;
  ConcatenationDomain domain;
  domain.AddPart({"#"});
  domain.AddHexadecimal(0, kColors, 6);
  return MakeEqualCodes(std::move(domain), kColors, arguments, context);
}

ColumnRecipe MakeJob(const Arguments& arguments, const ColumnContext& context) {
  return MakeListed(Jobs(), arguments, context);
}

ColumnRecipe MakeCompany(const Arguments& arguments, const ColumnContext& context) {
  const CompanyWords& words = CompanyParts();
  ConcatenationDomain domain;
  domain.AddPart(words.names);
  domain.AddPart({" "});
  domain.AddPart(words.trades);
  domain.AddPart({" "});
  domain.AddPart(words.forms);
  const uint64_t size = domain.size();
  return MakeEqualCodes(std::move(domain), size, arguments, context);
}

struct LoremUnit {
  std::string_view name;
  Prose::Unit unit;
  int64_t most;
};

constexpr LoremUnit kLoremUnits[] = {
    {"words", Prose::Unit::kWords, 1000},
    {"sentences", Prose::Unit::kSentences, 100},
    {"paragraphs", Prose::Unit::kParagraphs, 20},
};

std::vector<std::string> LoremUnitNames() {
  std::vector<std::string> names;
  for (const LoremUnit& unit : kLoremUnits) names.emplace_back(unit.name);
  return names;
}

ColumnRecipe MakeLorem(const Arguments& arguments, const ColumnContext& context) {
  const std::string name = arguments.Text("unit", "sentences");
  LoremUnit unit = kLoremUnits[0];
  for (const LoremUnit& known : kLoremUnits) {
    if (known.name == name) unit = known;
  }
  const int64_t min = arguments.Integer("min", 1);
  const int64_t max = arguments.Integer("max", min);
  bool good = true;
  for (const auto& [parameter, value] : {std::pair{"min", min}, {"max", max}}) {
    if (value >= 1 && value <= unit.most) continue;
    good = false;
    // A maximum that is not given is the minimum, which has had its message.
    if (arguments.Find(parameter) == nullptr) continue;
    arguments.Report(parameter, fmt::format("must be from 1 to {} {}, got {}", unit.most,
                                            unit.name, value));
  }
  if (good && min > max) {
    arguments.Report("min", fmt::format("must be <= {} (got {}, {})",
                                        arguments.Path("max"), min, max));
  }
  if (!good || min > max) return {};
  if (unit.unit == Prose::Unit::kWords && max == 1) {
    ChoiceDomain words;
    words.strings.assign(LoremWords().begin(), LoremWords().end());
    return {std::move(words), MakeUniformSource(context.Key("value"), Prose::kWordCount)};
  }
  ConcatenationDomain domain;
  domain.AddProse(std::make_shared<const Prose>(
      LoremWords(), unit.unit, static_cast<uint32_t>(min), static_cast<uint32_t>(max)));
  return {std::move(domain), MakeUniformSource(context.Key("value"), Prose::kCodes)};
}

}  // namespace

MethodInfo Color() {
  return {"color",
          "Colors by their names in CSS, or as hexadecimal numbers.",
          "string",
          {{"format",
            ParameterType::kText,
            false,
            "\"name\"",
            "name: one of CSS's 148; hex: \"#\" and six digits, any of 2^24",
            "",
            {"name", "hex"}},
           UniqueParameter()},
          R"({"method": "color", "parms": {"format": "hex"}})",
          MakeColor};
}

MethodInfo Lorem() {
  return {
      "lorem",
      "Text of Latin words without a meaning: words, sentences of 5 to 12 words, or "
      "paragraphs of 3 to 6 sentences.",
      "string",
      {{"unit", ParameterType::kText, false, "\"sentences\"", "what a text consists of",
        "", LoremUnitNames()},
       {"min", ParameterType::kInteger, false, "1", "the fewest of them", "", {}, "1"},
       {"max",
        ParameterType::kInteger,
        false,
        "",
        "the most of them, each number equally likely; by default as min",
        "",
        {},
        "1"}},
      R"({"method": "lorem", "parms": {"unit": "sentences", "min": 1, "max": 3}})",
      MakeLorem};
}

MethodInfo Job() {
  return {"job",
          "What people work as, in English, each equally likely.",
          "string",
          {UniqueParameter()},
          R"({"method": "job"})",
          MakeJob};
}

MethodInfo Company() {
  return {"company",
          "Names of companies, in English: a made-up name, a trade and a legal form.",
          "string",
          {UniqueParameter()},
          R"({"method": "company"})",
          MakeCompany};
}

}  // namespace rand_engine
