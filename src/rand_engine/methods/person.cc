// gen_name, gen_email.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <vector>

#include "rand_engine/generate/distributions/draws.h"
#include "rand_engine/generate/distributions/uniform.h"
#include "rand_engine/generate/distributions/weighted.h"
#include "rand_engine/methods/email_domains.h"
#include "rand_engine/methods/methods.h"
#include "rand_engine/methods/words/word_lists.h"

namespace rand_engine {
namespace {

// First and last names of all cultures in a row, with tables that draw a first name and
// then a last name of the same culture.
class PersonTables {
 public:
  static const PersonTables& Get() {
    static const auto& tables = *new PersonTables();
    return tables;
  }

  struct Person {
    uint32_t first;
    uint32_t last;
  };

  Person Pick(uint64_t first_bits, uint64_t last_bits) const {
    const uint32_t first = first_table_->Pick(first_bits);
    const CultureTable& culture = cultures_[culture_of_[first]];
    return {first, culture.offset + culture.table.Pick(last_bits)};
  }

  /// Pairs of a first and a last name of the same culture.
  uint64_t pairs() const { return pairs_; }
  const std::vector<std::string_view>& first_names() const { return first_names_; }
  const std::vector<std::string_view>& last_names() const { return last_names_; }

 private:
  struct CultureTable {
    uint32_t offset;
    AliasTable table;
  };

  PersonTables() {
    std::vector<uint64_t> first_weights;
    for (const Culture& culture : Cultures()) {
      AddFirstNames(culture, &first_weights);
      std::vector<uint64_t> weights;
      const auto offset = static_cast<uint32_t>(last_names_.size());
      for (const WeightedName& name : culture.last_names) {
        last_names_.push_back(name.name);
        weights.push_back(name.weight);
      }
      cultures_.push_back({offset, AliasTable(weights)});
      pairs_ += culture.first_names.size() * culture.last_names.size();
    }
    first_table_ = std::make_unique<AliasTable>(first_weights);
  }

  // A culture's share of all people does not depend on how many names it lists.
  void AddFirstNames(const Culture& culture, std::vector<uint64_t>* weights) {
    constexpr uint64_t kScale = uint64_t{1} << 24;
    uint64_t sum = 0;
    for (const WeightedName& name : culture.first_names) sum += name.weight;
    for (const WeightedName& name : culture.first_names) {
      first_names_.push_back(name.name);
      culture_of_.push_back(static_cast<uint16_t>(cultures_.size()));
      weights->push_back(uint64_t{culture.weight} * name.weight * kScale / sum);
    }
  }

  std::vector<std::string_view> first_names_;
  std::vector<std::string_view> last_names_;
  std::vector<uint16_t> culture_of_;  ///< of a first name
  std::vector<CultureTable> cultures_;
  std::unique_ptr<AliasTable> first_table_;
  uint64_t pairs_ = 0;
};

/// The people of up to kMostRows rows.
class PersonDraws {
 public:
  static constexpr int64_t kMostRows = 256;

  template <typename RowAt>
  void Draw(const StreamKey& first, const StreamKey& last, RowAt row_at, int64_t count) {
    const auto bits = [](uint64_t drawn) { return drawn; };
    FillDraws(first, row_at, count, bits, first_bits_.data());
    FillDraws(last, row_at, count, bits, last_bits_.data());
  }

  PersonTables::Person PersonAt(const PersonTables& tables, int64_t i) const {
    return tables.Pick(first_bits_[i], last_bits_[i]);
  }

 private:
  std::array<uint64_t, kMostRows> first_bits_;
  std::array<uint64_t, kMostRows> last_bits_;
};

class NameSource : public CodeSource {
 public:
  NameSource(const StreamKey& first, const StreamKey& last)
      : first_(first), last_(last) {}

  void Fill(uint64_t first_row, int64_t count, CodeBuffer* codes) const override {
    FillBy([first_row](int64_t i) { return first_row + i; }, count, codes);
  }

  void Gather(const uint64_t* rows, int64_t count, CodeBuffer* codes) const override {
    FillBy([rows](int64_t i) { return rows[i]; }, count, codes);
  }

 private:
  template <typename RowAt>
  void FillBy(RowAt row_at, int64_t count, CodeBuffer* codes) const {
    const PersonTables& tables = PersonTables::Get();
    const auto last_names = static_cast<uint32_t>(tables.last_names().size());
    uint32_t* out = codes->Prepare32(count);
    PersonDraws draws;
    for (int64_t done = 0; done < count; done += PersonDraws::kMostRows) {
      const int64_t rows = std::min(PersonDraws::kMostRows, count - done);
      draws.Draw(
          first_, last_, [=](int64_t i) { return row_at(done + i); }, rows);
      for (int64_t i = 0; i < rows; ++i) {
        const PersonTables::Person person = draws.PersonAt(tables, i);
        out[done + i] = person.first * last_names + person.last;
      }
    }
  }

  StreamKey first_;
  StreamKey last_;
};

// Three in ten addresses carry no number, the others one from 1 to 999.
constexpr uint32_t kNumbers = 1000;
constexpr uint32_t kNumberDraws = 1428;

class EmailSource : public CodeSource {
 public:
  EmailSource(const ColumnContext& context, uint32_t domains)
      : first_(context.Key("first")),
        last_(context.Key("last")),
        number_(context.Key("number")),
        domain_(context.Key("domain")),
        domains_(domains) {}

  void Fill(uint64_t first_row, int64_t count, CodeBuffer* codes) const override {
    const PersonTables& tables = PersonTables::Get();
    const uint64_t last_names = tables.last_names().size();
    uint64_t* out = codes->Prepare64(count);
    PersonDraws draws;
    std::array<uint32_t, PersonDraws::kMostRows> numbers;
    std::array<uint32_t, PersonDraws::kMostRows> domains;
    for (int64_t done = 0; done < count; done += PersonDraws::kMostRows) {
      const int64_t rows = std::min(PersonDraws::kMostRows, count - done);
      const auto row_at = [first_row, done](int64_t i) { return first_row + done + i; };
      draws.Draw(first_, last_, row_at, rows);
      FillDraws(number_, row_at, rows, kNumberOf, numbers.data());
      FillDraws(
          domain_, row_at, rows,
          [n = domains_](uint64_t bits) { return ScaleTo32(bits, n); }, domains.data());
      for (int64_t i = 0; i < rows; ++i) {
        const PersonTables::Person person = draws.PersonAt(tables, i);
        const uint64_t pair = person.first * last_names + person.last;
        out[done + i] = (pair * kNumbers + numbers[i]) * domains_ + domains[i];
      }
    }
  }

 private:
  static constexpr auto kNumberOf = [](uint64_t bits) {
    const uint32_t drawn = ScaleTo32(bits, kNumberDraws);
    return drawn < kNumbers ? drawn : 0;
  };

  StreamKey first_;
  StreamKey last_;
  StreamKey number_;
  StreamKey domain_;
  uint64_t domains_;
};

ColumnRecipe MakeName(const Arguments&, const ColumnContext& context) {
  ConcatenationDomain domain;
  domain.AddPart(PersonTables::Get().first_names());
  domain.AddPart({" "});
  domain.AddPart(PersonTables::Get().last_names());
  domain.reachable = PersonTables::Get().pairs();
  return {std::move(domain),
          std::make_unique<NameSource>(context.Key("first"), context.Key("last"))};
}

// The words of an address, made once: lower-case ASCII names and the numbers.
struct AddressWords {
  std::vector<std::string> first_names;
  std::vector<std::string> last_names;
  std::vector<std::string> numbers;

  static const AddressWords& Get() {
    static const auto& words = *new AddressWords(Make());
    return words;
  }

 private:
  static AddressWords Make() {
    AddressWords words;
    for (const auto name : PersonTables::Get().first_names()) {
      words.first_names.push_back(ToAsciiLower(name));
    }
    for (const auto name : PersonTables::Get().last_names()) {
      words.last_names.push_back(ToAsciiLower(name));
    }
    words.numbers.push_back("");
    for (uint32_t i = 1; i < kNumbers; ++i) words.numbers.push_back(fmt::format("{}", i));
    return words;
  }
};

std::vector<std::string_view> Views(const std::vector<std::string>& words) {
  return {words.begin(), words.end()};
}

ColumnRecipe MakeEmail(const Arguments& arguments, const ColumnContext& context) {
  const auto domains =
      std::make_shared<const std::vector<std::string>>(ReadDomains(arguments));
  if (domains->empty()) return {};
  const AddressWords& words = AddressWords::Get();
  ConcatenationDomain domain;
  domain.storage = domains;
  domain.AddPart(Views(words.first_names));
  domain.AddPart({"."});
  domain.AddPart(Views(words.last_names));
  domain.AddPart(Views(words.numbers));
  domain.AddPart({"@"});
  domain.AddPart(Views(*domains));
  const auto count = static_cast<uint32_t>(domains->size());
  return {std::move(domain), std::make_unique<EmailSource>(context, count)};
}

}  // namespace

MethodInfo GenName() {
  return {
      "gen_name",
      "First and last name of a person, of several cultures, common names more often.",
      "string",
      {},
      R"({"method": "gen_name"})",
      MakeName};
}

MethodInfo GenEmail() {
  return {
      "gen_email",
      "E-mail addresses; by default of domains reserved for examples (RFC 2606), which "
      "reach nobody.",
      "string",
      {DomainsParameter()},
      R"({"method": "gen_email", "parms": {"domains": ["example.com"]}})",
      MakeEmail};
}

}  // namespace rand_engine
