// person: names, e-mail address, user name and phone number of the same people.
#include <fmt/format.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "rand_engine/generate/distributions/dependent.h"
#include "rand_engine/generate/distributions/lookup.h"
#include "rand_engine/generate/distributions/uniform.h"
#include "rand_engine/methods/email_domains.h"
#include "rand_engine/methods/methods.h"
#include "rand_engine/methods/phone.h"
#include "rand_engine/methods/row_fields.h"
#include "rand_engine/methods/text_builder.h"
#include "rand_engine/methods/words/word_lists.h"

namespace rand_engine {
namespace {

constexpr int64_t kUsualNumbers = 999;

const std::vector<std::string>& PersonFields() {
  static const auto& fields = *new std::vector<std::string>{
      "first_name", "last_name", "name", "gender", "email", "user_name", "phone"};
  return fields;
}

/// A first or last name in the lists.
struct ListedName {
  std::string_view name;
  std::string ascii;
  bool is_female;     ///< of first names
  bool family_first;  ///< of its locale
};

/// The first and last names of all cultures of some locales in a row.
struct NameLists {
  std::vector<ListedName> first;
  std::vector<CodeRange> first_of_locale;
  std::vector<CodeRange> last_of_first;
  std::vector<ListedName> last;
  uint64_t pairs = 0;

  void AddLocale(const LocaleInfo& locale) {
    const auto begin = static_cast<uint32_t>(first.size());
    std::vector<uint64_t> weights;
    for (const CultureShare& share : locale.cultures) {
      AddCulture(locale, share, &weights);
    }
    first_of_locale.push_back(WeightedRange(begin, weights));
  }

 private:
  void AddCulture(const LocaleInfo& locale, const CultureShare& share,
                  std::vector<uint64_t>* first_weights) {
    const Culture& culture = CultureOf(share.culture);
    const CodeRange last_names = AddLastNames(locale, culture);
    for (const WeightedName& name : culture.first_names) {
      first.push_back({name.name, AsciiOf(locale, name), name.gender == 'f',
                       locale.family_name_first});
      first_weights->push_back(FirstWeight(culture, share, name));
      last_of_first.push_back(last_names);
    }
    pairs += culture.first_names.size() * culture.last_names.size();
  }

  CodeRange AddLastNames(const LocaleInfo& locale, const Culture& culture) {
    const auto begin = static_cast<uint32_t>(last.size());
    std::vector<uint64_t> weights;
    for (const WeightedName& name : culture.last_names) {
      last.push_back({name.name, AsciiOf(locale, name), false, locale.family_name_first});
      weights.push_back(name.weight);
    }
    return WeightedRange(begin, weights);
  }

  // Half of a culture's people are women, whatever the list.
  static uint64_t FirstWeight(const Culture& culture, const CultureShare& share,
                              const WeightedName& name) {
    constexpr uint64_t kScale = uint64_t{1} << 24;
    uint64_t sum = 0;
    for (const WeightedName& other : culture.first_names) {
      if (other.gender == name.gender) sum += other.weight;
    }
    return share.percent * name.weight * kScale / sum;
  }

  static std::string AsciiOf(const LocaleInfo& locale, const WeightedName& name) {
    return name.ascii.empty() ? ToAsciiOf(locale, name.name) : std::string(name.ascii);
  }
};

/// Makes the columns of a person's fields, all from the same draws.
class PersonMaker {
 public:
  PersonMaker(const Arguments& arguments, const ColumnContext& context,
              std::vector<const LocaleInfo*> locales, std::vector<std::string> domains)
      : arguments_(arguments),
        context_(context),
        locales_(std::move(locales)),
        domains_(std::move(domains)),
        numbers_(static_cast<uint32_t>(arguments.Integer("max_number", kUsualNumbers))) {
    for (const LocaleInfo* locale : locales_) lists_.AddLocale(*locale);
    locale_ = MakeLocaleSource(locales_, context);
    first_ = MakeDependentSource(locale_, context.Key("first"), lists_.first_of_locale);
    last_ = MakeDependentSource(first_, context.Key("last"), lists_.last_of_first);
  }

  ColumnRecipe Make(const std::string& field) const {
    if (field == "first_name") return Choice(first_, lists_.first, NameOf);
    if (field == "last_name") return Choice(last_, lists_.last, NameOf);
    if (field == "gender") return Choice(first_, lists_.first, GenderOf);
    if (field == "name") return MakeName();
    if (field == "email") return MakeEmail();
    if (field == "user_name") return MakeUserName();
    return MakePhoneOf(locales_, locale_, arguments_.Text("phone_format", "e164"),
                       context_);
  }

 private:
  using Source = std::shared_ptr<const CodeSource>;

  /// Words, and which of them belongs to each name of a list.
  struct NameWords {
    WordList words;
    std::vector<uint32_t> numbers;
  };

  template <typename WordOf>
  static NameWords WordsOf(const std::vector<ListedName>& names, WordOf word_of) {
    NameWords made;
    for (const ListedName& name : names) {
      made.numbers.push_back(made.words.Add(word_of(name)));
    }
    return made;
  }

  template <typename WordOf>
  static ColumnRecipe Choice(const Source& source, const std::vector<ListedName>& names,
                             WordOf word_of) {
    NameWords made = WordsOf(names, word_of);
    return MakeChoiceOfWords(made.words,
                             MakeLookupSource(source, std::move(made.numbers)));
  }

  template <typename WordOf>
  static void AddWords(const Source& source, const std::vector<ListedName>& names,
                       WordOf word_of, TextBuilder* text) {
    NameWords made = WordsOf(names, word_of);
    text->Add(std::move(made.words), MakeLookupSource(source, std::move(made.numbers)));
  }

  static std::string NameOf(const ListedName& name) { return std::string(name.name); }
  static std::string AsciiOf(const ListedName& name) { return name.ascii; }
  static std::string GenderOf(const ListedName& name) {
    return name.is_female ? "female" : "male";
  }

  // The first name stands before the last name or behind it.
  ColumnRecipe MakeName() const {
    TextBuilder text;
    AddWords(
        first_, lists_.first,
        [](const ListedName& name) {
          return name.family_first ? "" : NameOf(name) + " ";
        },
        &text);
    AddWords(last_, lists_.last, NameOf, &text);
    AddWords(
        first_, lists_.first,
        [](const ListedName& name) {
          return name.family_first ? " " + NameOf(name) : "";
        },
        &text);
    return text.Finish(lists_.pairs);
  }

  ColumnRecipe MakeEmail() const {
    TextBuilder text;
    AddWords(first_, lists_.first, AsciiOf, &text);
    text.AddLiteral(".");
    AddWords(last_, lists_.last, AsciiOf, &text);
    AddNumber(&text);
    text.AddLiteral("@");
    NameWords made;
    for (const std::string& domain : domains_) {
      made.numbers.push_back(made.words.Add(domain));
    }
    const Source domain = MakeUniformSource(context_.Key("domain"), domains_.size());
    text.Add(std::move(made.words), MakeLookupSource(domain, std::move(made.numbers)));
    return text.Finish();
  }

  ColumnRecipe MakeUserName() const {
    TextBuilder text;
    AddWords(
        first_, lists_.first,
        [](const ListedName& name) { return name.ascii.substr(0, 1); }, &text);
    AddWords(last_, lists_.last, AsciiOf, &text);
    AddNumber(&text);
    return text.Finish();
  }

  // Three in ten carry no number, the others one from 1 on.
  void AddNumber(TextBuilder* text) const {
    NameWords made;
    const uint32_t draws = (numbers_ + 1) * 10 / 7;
    for (uint32_t draw = 0; draw < draws; ++draw) {
      const bool has_number = draw > 0 && draw <= numbers_;
      made.numbers.push_back(made.words.Add(has_number ? fmt::format("{}", draw) : ""));
    }
    const Source source = MakeUniformSource(context_.Key("number"), draws);
    text->Add(std::move(made.words), MakeLookupSource(source, std::move(made.numbers)));
  }

  const Arguments& arguments_;
  const ColumnContext& context_;
  std::vector<const LocaleInfo*> locales_;
  std::vector<std::string> domains_;
  uint32_t numbers_;
  NameLists lists_;
  Source locale_;
  Source first_;
  Source last_;
};

std::vector<ColumnRecipe> MakePerson(const Arguments& arguments,
                                     const ColumnContext& context) {
  const auto fields = ReadFields(arguments, context, PersonFields());
  auto locales = ReadLocales(arguments);
  auto domains = ReadDomains(arguments);
  if (fields.empty() || locales.empty() || domains.empty()) return {};
  const PersonMaker person(arguments, context, std::move(locales), std::move(domains));
  std::vector<ColumnRecipe> recipes;
  for (const std::string& field : fields) recipes.push_back(person.Make(field));
  return recipes;
}

}  // namespace

MethodInfo Person() {
  return {
      "person",
      "Several columns about the same people: names, gender, and the e-mail address, "
      "user "
      "name and phone number that go with them.",
      "string, each column",
      {LocaleParameter(),
       FieldsParameter(PersonFields()),
       DomainsParameter(),
       {"max_number",
        ParameterType::kInteger,
        false,
        "999",
        "the largest number at the end of e-mail addresses and user names; 0 = none",
        "",
        {},
        "0",
        "9999"},
       PhoneFormatParameter("phone_format")},
      R"({"method": "person", "cols": ["first_name", "last_name", "email"], "parms": )"
      R"({"locale": "de_DE"}})",
      nullptr,
      MakePerson};
}

}  // namespace rand_engine
