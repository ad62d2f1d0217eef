#include "rand_engine/methods/row_fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "rand_engine/generate/distributions/uniform.h"
#include "rand_engine/spec/nearest_name.h"

namespace rand_engine {
namespace {

std::vector<std::string> TextsOf(const Value& value) {
  if (value.is_string()) return {value.text()};
  std::vector<std::string> texts;
  for (const Value& item : value.items()) texts.push_back(item.text());
  return texts;
}

}  // namespace

ParameterInfo LocaleParameter() {
  return {
      "locale",
      ParameterType::kTextOrTexts,
      false,
      "\"en_US\"",
      "language and country, or a list of them, each equally likely; columns with the "
      "same list have the same one in a row",
      "",
      LocaleNames()};
}

ParameterInfo FieldsParameter(std::vector<std::string> known) {
  return {"fields",
          ParameterType::kTextOrTexts,
          false,
          "",
          "what each of the columns holds; by default what its name in cols says",
          "",
          std::move(known)};
}

std::vector<const LocaleInfo*> ReadLocales(const Arguments& arguments) {
  constexpr size_t kMostLocales = 100;
  const Value* given = arguments.Find("locale");
  if (given == nullptr) return {FindLocale("en_US")};
  const std::vector<std::string> names = TextsOf(*given);
  if (names.empty() || names.size() > kMostLocales) {
    arguments.Report("locale", fmt::format("must name 1 to {} locales, e.g. \"de_DE\" or "
                                           "[\"en_US\", \"pt_BR\"]; got {}",
                                           kMostLocales, names.size()));
    return {};
  }
  std::vector<const LocaleInfo*> locales;
  for (const std::string& name : names) locales.push_back(FindLocale(name));
  return locales;
}

std::shared_ptr<const CodeSource> MakeLocaleSource(
    const std::vector<const LocaleInfo*>& locales, const ColumnContext& context) {
  std::string purpose = "locale";
  for (const LocaleInfo* locale : locales) purpose += fmt::format(" {}", locale->name);
  // No column's own: "" is the path of none.
  return MakeUniformSource(DeriveStreamKey({context.seed, context.table, "", purpose}),
                           locales.size());
}

std::vector<std::string> ReadFields(const Arguments& arguments,
                                    const ColumnContext& context,
                                    const std::vector<std::string>& known) {
  if (const Value* given = arguments.Find("fields")) {
    if (context.cols == nullptr) return {};
    std::vector<std::string> fields = TextsOf(*given);
    const size_t columns = context.cols->items().size();
    if (fields.size() == columns) return fields;
    arguments.Report("fields", fmt::format("must name a field for each of the {} columns "
                                           "that cols names, got {}",
                                           columns, fields.size()));
    return {};
  }
  if (context.cols == nullptr) return {};
  std::vector<std::string> fields = TextsOf(*context.cols);
  bool good = true;
  for (const Value& name : context.cols->items()) {
    if (std::find(known.begin(), known.end(), name.text()) != known.end()) continue;
    good = false;
    arguments.problems()->Add(
        name.position(),
        fmt::format("{}: cols: \"{}\" is none of the fields {}{} (with {} [...], which "
                    "names the field of each column, columns can have other names)",
                    arguments.place(), name.text(), JoinNames(known),
                    DidYouMean(name.text(), known), arguments.Path("fields")));
  }
  if (!good) fields.clear();
  return fields;
}

}  // namespace rand_engine
