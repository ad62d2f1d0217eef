#include "rand_engine/expression/input_column.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <string_view>
#include <utility>
#include <vector>

#include "rand_engine/domain/decimal.h"
#include "rand_engine/domain/number_text.h"

namespace rand_engine::expression {
namespace {

// Bytes of texts whose longest is not known, for the bounds of what is made of them.
constexpr size_t kAssumedText = 4096;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Of first + code * step for the codes below `size` (0 = any).
std::pair<int64_t, int64_t> BoundsOf(int64_t first, int64_t step, uint64_t size) {
  const __int128 last =
      first + static_cast<__int128>(step) * (size == 0 ? UINT64_MAX : size - 1);
  const auto clipped =
      static_cast<int64_t>(std::clamp<__int128>(last, INT64_MIN, INT64_MAX));
  return {std::min(first, clipped), std::max(first, clipped)};
}

/// Listed doubles that are decimals of few digits all, as numbers in units of 10^-scale.
struct ListedDecimals {
  int scale = 0;
  std::vector<int64_t> unscaled;
};

// Digits after the point in the shortest text; more than 15 of one that has an exponent.
int DigitsAfterPoint(const std::string& text) {
  if (text.find_first_of("en") != std::string::npos) return 16;
  const size_t point = text.find('.');
  const bool whole = text.substr(point) == ".0";
  return whole ? 0 : static_cast<int>(std::min<size_t>(text.size() - point - 1, 16));
}

std::optional<ListedDecimals> DecimalsOf(const ChoiceDomain& choice) {
  ListedDecimals list;
  std::vector<std::string> texts;
  for (size_t i = 0; i < choice.floats.size(); ++i) {
    texts.push_back(choice.missing_code == i ? "0.0" : DoubleText(choice.floats[i], "."));
    list.scale = std::max(list.scale, DigitsAfterPoint(texts.back()));
  }
  // A list of whole doubles stays one of numbers with a decimal.
  list.scale = std::max(list.scale, 1);
  if (list.scale > 15) return std::nullopt;
  for (const std::string& text : texts) {
    const auto unscaled = ScaleDecimal(text, list.scale, Rounding::kDown);
    if (!unscaled || *unscaled > kMostUnscaled || *unscaled < -kMostUnscaled) {
      return std::nullopt;
    }
    list.unscaled.push_back(*unscaled);
  }
  return list;
}

template <typename T>
Facts FactsOfList(const std::vector<T>& values, int scale) {
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  return NumberFacts(scale, *low, *high);
}

struct FactsOfDomain {
  bool follows_row_number;

  Facts operator()(const IntegerDomain& domain) const {
    const uint64_t size =
        follows_row_number ? static_cast<uint64_t>(kMostRows) : domain.size;
    const auto [low, high] = BoundsOf(domain.first, domain.step, size);
    // Codes without number may stand for any integer by wrapping.
    if (size == 0) return NumberFacts(0, INT64_MIN, INT64_MAX);
    return NumberFacts(0, low, high);
  }
  Facts operator()(const DecimalDomain& domain) const {
    const auto [low, high] = BoundsOf(domain.first, 1, domain.size);
    return NumberFacts(domain.scale, low, high);
  }
  Facts operator()(const DateDomain& domain) const {
    const auto [low, high] = BoundsOf(domain.first_day, 1, domain.size);
    return DateFacts(low, high);
  }
  Facts operator()(const TimestampDomain& domain) const {
    const auto [low, high] = BoundsOf(domain.first_us, domain.step_us, domain.size);
    Facts facts = TimestampFacts(low, high);
    facts.local = domain.local;
    return facts;
  }
  Facts operator()(const ChoiceDomain& choice) const {
    switch (choice.type) {
      case ValueType::kInt64:
        return FactsOfList(choice.integers, 0);
      case ValueType::kBool:
        return BooleanFacts();
      case ValueType::kFloat64:
        if (const auto decimals = DecimalsOf(choice)) {
          return FactsOfList(decimals->unscaled, decimals->scale);
        }
        return DoubleFacts(*std::min_element(choice.floats.begin(), choice.floats.end()),
                           *std::max_element(choice.floats.begin(), choice.floats.end()));
      default: {
        size_t longest = 0;
        for (const std::string& text : choice.strings) {
          longest = std::max(longest, text.size());
        }
        return TextFacts(longest);
      }
    }
  }
  Facts operator()(const ConcatenationDomain& texts) const {
    return TextFacts(texts.longest());
  }
  Facts operator()(const UuidDomain&) const { return TextFacts(UuidDomain::kTextLength); }
  Facts operator()(const FloatDomain&) const {
    return DoubleFacts(-kInfinity, kInfinity);
  }
  Facts operator()(const TextDomain& texts) const {
    return TextFacts(texts.longest == 0 ? kAssumedText : texts.longest);
  }
  // The plan lets nobody read these.
  Facts operator()(const NestedDomain&) const { return TextFacts(0); }
};

// Calls `put`(i, high, low) for each code that means a value.
template <typename Put>
void ForEachPresent(const CodeBuffer& codes, int64_t count, uint64_t missing,
                    Vector* values, Put put) {
  uint8_t* present = values->MutablePresent(count);
  const bool wide = codes.width() == CodeWidth::k64;
  for (int64_t i = 0; i < count; ++i) {
    uint64_t high = 0;
    uint64_t low = 0;
    if (codes.width() == CodeWidth::k128) {
      high = codes.codes64()[2 * i];
      low = codes.codes64()[2 * i + 1];
      present[i] = high != missing;
    } else {
      low = wide ? codes.codes64()[i] : codes.codes32()[i];
      present[i] = low != missing;
    }
    if (present[i] != 0) put(i, high, low);
  }
}

template <typename Put>
void ForEach(const CodeBuffer& codes, int64_t count, Put put) {
  switch (codes.width()) {
    case CodeWidth::k32:
      for (int64_t i = 0; i < count; ++i) put(i, uint64_t{0}, codes.codes32()[i]);
      return;
    case CodeWidth::k64:
      for (int64_t i = 0; i < count; ++i) put(i, uint64_t{0}, codes.codes64()[i]);
      return;
    case CodeWidth::k128:
      for (int64_t i = 0; i < count; ++i) {
        put(i, codes.codes64()[2 * i], codes.codes64()[2 * i + 1]);
      }
  }
}

// Values of type T, made of a code by `value_of`(high, low, arena).
template <typename T, typename ValueOf>
ValueReader Reader(std::optional<uint64_t> missing, ValueOf value_of) {
  return [missing, value_of](const CodeBuffer& codes, int64_t count, TextArena* arena,
                             Vector* values) {
    T* out = values->Prepare<T>(count);
    const auto put = [&](int64_t i, uint64_t high, uint64_t low) {
      out[i] = value_of(high, low, arena);
    };
    if (!missing) return ForEach(codes, count, put);
    std::fill_n(out, count, T{});
    ForEachPresent(codes, count, *missing, values, put);
  };
}

struct MakeReader {
  std::shared_ptr<const Domain> keep;  ///< what the readers point into
  std::optional<uint64_t> missing;

  template <typename ValueOf>
  ValueReader Integers(ValueOf value_of) const {
    return Reader<int64_t>(missing, [value_of](uint64_t, uint64_t code, TextArena*) {
      return static_cast<int64_t>(value_of(code));
    });
  }

  ValueReader operator()(const IntegerDomain& domain) const {
    return Integers([domain](uint64_t code) { return domain.ValueOf(code); });
  }
  ValueReader operator()(const DecimalDomain& domain) const {
    return Integers([domain](uint64_t code) { return domain.UnscaledOf(code); });
  }
  ValueReader operator()(const DateDomain& domain) const {
    return Integers([domain](uint64_t code) { return domain.DayOf(code); });
  }
  ValueReader operator()(const TimestampDomain& domain) const {
    return Integers([domain](uint64_t code) { return domain.ValueOf(code); });
  }
  ValueReader operator()(const ChoiceDomain& choice) const {
    const auto list = keep;
    switch (choice.type) {
      case ValueType::kInt64:
        return Integers(
            [list, values = choice.integers.data()](uint64_t c) { return values[c]; });
      case ValueType::kBool: {
        const std::vector<uint8_t> values(choice.booleans.begin(), choice.booleans.end());
        return Reader<uint8_t>(missing, [values](uint64_t, uint64_t code, TextArena*) {
          return values[code];
        });
      }
      case ValueType::kFloat64:
        if (const auto decimals = DecimalsOf(choice)) {
          return Integers(
              [values = decimals->unscaled](uint64_t code) { return values[code]; });
        }
        return Reader<double>(
            missing, [list, values = choice.floats.data()](
                         uint64_t, uint64_t code, TextArena*) { return values[code]; });
      default:
        return Reader<std::string_view>(
            missing,
            [list, values = choice.strings.data()](uint64_t, uint64_t code, TextArena*)
                -> std::string_view { return values[code]; });
    }
  }
  ValueReader operator()(const ConcatenationDomain& texts) const {
    return Reader<std::string_view>(
        missing, [list = keep, &texts, room = texts.longest()](
                     uint64_t high, uint64_t low, TextArena* arena) {
          char* const begin = arena->Allocate(room);
          const auto size = static_cast<size_t>(texts.Render(high, low, begin) - begin);
          arena->Shrink(room - size);
          return std::string_view(begin, size);
        });
  }
  ValueReader operator()(const UuidDomain& uuids) const {
    return Reader<std::string_view>(
        missing, [uuids](uint64_t high, uint64_t low, TextArena* arena) {
          char* const begin = arena->Allocate(UuidDomain::kTextLength);
          uuids.Render(high, low, begin);
          return std::string_view(begin, UuidDomain::kTextLength);
        });
  }
  ValueReader operator()(const FloatDomain&) const {
    return Reader<double>(missing, [](uint64_t, uint64_t code, TextArena*) {
      return FloatDomain::ValueOf(code);
    });
  }
  ValueReader operator()(const TextDomain&) const {
    return Reader<std::string_view>(missing, [](uint64_t high, uint64_t low, TextArena*) {
      return TextDomain::TextOf(high, low);
    });
  }
  ValueReader operator()(const NestedDomain&) const { return nullptr; }
};

}  // namespace

Facts FactsOf(const InputColumn& column) {
  Facts facts = std::visit(FactsOfDomain{column.follows_row_number}, *column.domain);
  facts.nullable = column.missing_code.has_value();
  return facts;
}

ValueReader MakeValueReader(const InputColumn& column) {
  return std::visit(MakeReader{column.domain, column.missing_code}, *column.domain);
}

}  // namespace rand_engine::expression
