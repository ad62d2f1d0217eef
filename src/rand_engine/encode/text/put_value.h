// Codes of one domain each -> text in a cell: what ComputedColumn (cell_column.cc) calls
// in its loop over a block's rows.
//
// Each has `char* operator()(code, char* out) const`, which puts the value's text at
// `out` and returns its end (of codes of two words, as kTwoWords says: (high, low, out)),
// and `longest` and `typical`, bytes of a value's text.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "rand_engine/domain/calendar.h"
#include "rand_engine/domain/digits.h"
#include "rand_engine/domain/domain.h"
#include "rand_engine/domain/number_text.h"
#include "rand_engine/domain/short_word_texts.h"
#include "rand_engine/encode/text/text_style.h"

namespace rand_engine {

struct PutInteger {
  static constexpr bool kTwoWords = false;
  IntegerDomain domain;
  const DigitTables* tables;
  size_t longest;
  size_t typical;
  char* operator()(uint64_t code, char* out) const {
    return PutSigned(*tables, domain.ValueOf(code), out);
  }
};

/// Decimals of up to four digits after the point: the fraction with its point is a table
/// entry, the division a multiplication.
struct PutShortDecimal {
  static constexpr bool kTwoWords = false;
  struct Fraction {
    char text[7];
    uint8_t length;
  };
  int64_t first;
  Divider unit;
  const DigitTables* tables;
  std::shared_ptr<const std::vector<Fraction>> owner;
  const Fraction* fractions;
  size_t longest;
  size_t typical;

  char* operator()(uint64_t code, char* out) const {
    const int64_t unscaled = first + static_cast<int64_t>(code);
    auto magnitude = static_cast<uint64_t>(unscaled);
    if (unscaled < 0) {
      *out++ = '-';
      magnitude = 0 - magnitude;
    }
    const Divider::Parts parts = unit.Divide(magnitude);
    out = PutUnsigned(*tables, parts.quotient, out);
    const Fraction& fraction = fractions[parts.remainder];
    std::memcpy(out, fraction.text, 5);
    return out + fraction.length;
  }
};

struct PutAnyDecimal {
  static constexpr bool kTwoWords = false;
  DecimalDomain domain;
  const DigitTables* tables;
  char point;
  size_t longest;
  size_t typical;
  char* operator()(uint64_t code, char* out) const {
    return PutDecimal(*tables, domain.UnscaledOf(code), domain.scale, point, out);
  }
};

struct PutFloat {
  static constexpr bool kTwoWords = false;
  char point;
  std::string quote;
  std::string not_a_number;
  std::string infinite;
  std::string minus_infinite;
  size_t longest;
  size_t typical = 12;

  PutFloat(const TextStyle& style)
      : point(style.decimal_point[0]),
        quote(style.decimal_quote),
        not_a_number(style.non_finite.value_or(quote + "nan" + quote)),
        infinite(style.non_finite.value_or(quote + "inf" + quote)),
        minus_infinite(style.non_finite.value_or(quote + "-inf" + quote)),
        longest(std::max(kLongestDouble, minus_infinite.size()) + 2 * quote.size()) {}

  char* operator()(uint64_t code, char* out) const {
    const double value = FloatDomain::ValueOf(code);
    if (value - value != 0) {
      return PutText(value != value ? not_a_number
                     : value > 0    ? infinite
                                    : minus_infinite,
                     out);
    }
    out = PutDouble(value, point, PutText(quote, out));
    return PutText(quote, out);
  }

 private:
  static char* PutText(const std::string& text, char* out) {
    std::memcpy(out, text.data(), text.size());
    return out + text.size();
  }
};

struct PutDate {
  static constexpr bool kTwoWords = false;
  DateDomain domain;
  size_t longest;
  size_t typical;
  char* operator()(uint64_t code, char* out) const {
    RenderDate(domain.DayOf(code), out);
    return out + 10;
  }
};

/// Points in time as ISO 8601 has them: "2024-05-01T12:30:00.000250Z", local ones without
/// the Z.
struct PutTimestamp {
  static constexpr bool kTwoWords = false;
  static constexpr size_t kLongest = 27;
  TimestampDomain domain;
  const DigitTables* tables;
  size_t longest = kLongest;
  size_t typical = kLongest;

  /// True if all years have four digits.
  static bool Fits(const TimestampDomain& domain) {
    const auto fits = [](int64_t us) {
      constexpr int64_t kFirst = -62'167'219'200'000'000;  // 0000-01-01
      constexpr int64_t kEnd = 253'402'300'800'000'000;    // 10000-01-01
      return kFirst <= us && us < kEnd;
    };
    return domain.size != 0 && fits(domain.first_us) &&
           fits(domain.ValueOf(domain.size - 1));
  }

  char* operator()(uint64_t code, char* out) const {
    constexpr int64_t kDayUs = 86'400'000'000;
    const int64_t us = domain.ValueOf(code);
    const int64_t day = (us - (us < 0 ? kDayUs - 1 : 0)) / kDayUs;
    const auto in_day = static_cast<uint64_t>(us - day * kDayUs);
    const auto minute = static_cast<uint32_t>(in_day / 60'000'000);
    const auto in_minute = static_cast<uint32_t>(in_day - uint64_t{minute} * 60'000'000);
    const CivilDate date = CivilFromDays(day);
    std::memcpy(out, &tables->padded[date.year], 4);
    PutPairs(date.month * 100 + date.day, "-  -  T", out + 4);
    PutPairs(minute / 60 * 100 + minute % 60, "  :  :", out + 11);
    char seconds[8];
    std::memcpy(seconds, &tables->padded[in_minute / 10'000], 4);
    std::memcpy(seconds + 4, &tables->padded[in_minute % 10'000], 4);
    std::memcpy(out + 17, seconds, 2);
    out[19] = '.';
    std::memcpy(out + 20, seconds + 2, 6);
    out[26] = 'Z';
    return out + (domain.local ? 26 : 27);
  }

 private:
  // Four digits into the blanks of a form, two by two.
  template <size_t kSize>
  void PutPairs(uint32_t digits, const char (&form)[kSize], char* out) const {
    std::memcpy(out, form, kSize - 1);
    constexpr size_t kFirst = kSize == 8 ? 1 : 0;
    std::memcpy(out + kFirst, &tables->padded[digits], 2);
    std::memcpy(out + kFirst + 3, tables->padded[digits].data() + 2, 2);
  }
};

template <bool kTwo>
struct PutConcatenation {
  static constexpr bool kTwoWords = kTwo;
  std::shared_ptr<const ConcatenationDomain> domain;
  size_t longest;
  size_t typical;
  char* operator()(uint64_t code, char* out) const { return domain->Render(code, out); }
  char* operator()(uint64_t high, uint64_t low, char* out) const {
    return domain->Render(high, low, out);
  }
};

template <size_t kPieces>
struct PutShortWords {
  static constexpr bool kTwoWords = false;
  ShortWordTexts<kPieces> texts;
  std::shared_ptr<const ConcatenationDomain> domain;  ///< whose words they are
  size_t longest;
  size_t typical;
  char* operator()(uint64_t code, char* out) const { return texts.Render(code, out); }
};

struct PutUuid {
  static constexpr bool kTwoWords = true;
  UuidDomain domain;
  size_t longest = UuidDomain::kTextLength;
  size_t typical = UuidDomain::kTextLength;
  char* operator()(uint64_t high, uint64_t low, char* out) const {
    domain.Render(high, low, out);
    return out + UuidDomain::kTextLength;
  }
};

}  // namespace rand_engine
