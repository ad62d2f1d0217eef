#include "rand_engine/expression/anomaly_column.h"

#include <algorithm>
#include <numeric>
#include <set>
#include <string_view>
#include <utility>

#include "rand_engine/generate/distributions/uniform.h"

namespace rand_engine {
namespace {

using expression::Facts;
using expression::TextArena;
using expression::Vector;

/// The numbers of a domain: first + code * step.
struct Span {
  int64_t first;
  int64_t step;
  uint64_t size;  ///< 0 = 2^64

  uint64_t CodeOf(int64_t value) const {
    const uint64_t distance = static_cast<uint64_t>(value) - static_cast<uint64_t>(first);
    return step == 1 ? distance : distance / static_cast<uint64_t>(step);
  }
};

Span SpanOf(const Facts& facts, const std::vector<int64_t>& more, int64_t step) {
  const auto [least, most] = std::minmax_element(more.begin(), more.end());
  const int64_t low = std::min(facts.low, *least);
  const int64_t high = std::max(facts.high, *most);
  Span span{low, step, 0};
  const uint64_t last = span.CodeOf(high);
  span.size = last == UINT64_MAX ? 0 : last + 1;
  return span;
}

// A number that is neither in the column's bounds nor among its anomalies, so that its
// code can mean a missing value; where all are in the bounds, one of 2^64 gives way.
int64_t FindUnused(const Facts& facts, const std::vector<int64_t>& anomalies) {
  const std::set<int64_t> used(anomalies.begin(), anomalies.end());
  const bool is_below = facts.low > INT64_MIN;
  int64_t unused = 0x5ca1ab1e5ca1ab1e;
  if (is_below) {
    unused = facts.low - 1;
  } else if (facts.high < INT64_MAX) {
    unused = facts.high + 1;
  }
  while (used.contains(unused)) {
    const uint64_t next = static_cast<uint64_t>(unused) + (is_below ? UINT64_MAX : 1);
    unused = static_cast<int64_t>(next);
  }
  return unused;
}

// The largest step in which both the column's times and the anomalies lie.
int64_t StepOf(const TimestampDomain& times, const std::vector<int64_t>& anomalies) {
  int64_t step = times.size == 1 ? 0 : times.step_us;
  for (const int64_t us : anomalies) step = std::gcd(step, us - times.first_us);
  return std::max<int64_t>(step, 1);
}

// What is known of the column's own values. Row numbers have no end that is known.
Facts OwnFacts(const InputColumn& column) {
  Facts facts = expression::FactsOf(column);
  if (!column.follows_row_number) return facts;
  const auto& sequence = std::get<IntegerDomain>(*column.domain);
  facts.low = sequence.step > 0 ? sequence.first : INT64_MIN;
  facts.high = sequence.step > 0 ? INT64_MAX : sequence.first;
  return facts;
}

/// Reads the codes of a column and writes those of a wider domain.
template <typename PutCode>
class AnomalySource : public CodeSource {
 public:
  using Code = typename PutCode::Code;
  static constexpr int kWords = PutCode::kWords;

  AnomalySource(InputColumn column, NullDraws draws, const AnomalyKeys& keys,
                PutCode put_code, uint64_t missing)
      : column_(std::move(column)),
        read_(expression::MakeValueReader(column_)),
        last_(static_cast<uint64_t>(draws - 1)),
        keys_(keys),
        put_code_(std::move(put_code)),
        missing_(static_cast<Code>(missing)) {}

  void Fill(uint64_t first_row, int64_t count, CodeBuffer* codes) const override {
    auto own = std::make_shared<Own>();
    column_.source->Fill(first_row, count, &own->codes);
    Put(std::move(own), count, codes,
        [first_row](int64_t i) { return first_row + static_cast<uint64_t>(i); });
  }

  void Gather(const uint64_t* rows, int64_t count, CodeBuffer* codes) const override {
    auto own = std::make_shared<Own>();
    column_.source->Gather(rows, count, &own->codes);
    Put(std::move(own), count, codes, [rows](int64_t i) { return rows[i]; });
  }

 private:
  /// What the codes of texts point at.
  struct Own {
    CodeBuffer codes;
    TextArena texts;
  };

  template <typename RowAt>
  void Put(std::shared_ptr<Own> own, int64_t count, CodeBuffer* codes,
           RowAt row_at) const {
    Vector values;
    read_(own->codes, count, &own->texts, &values);
    Code* out = PutCode::Prepare(count, codes);
    const uint8_t* present = values.present();
    PutValues(values, count, out);
    PutAnomalies(count, present, row_at, out);
    if (present != nullptr) PutMissing(present, count, out);
    if constexpr (kWords == 2) codes->KeepTexts(std::move(own));
  }

  void PutValues(const Vector& vector, int64_t count, Code* out) const {
    const auto* values = vector.values<typename PutCode::Value>();
    for (int64_t i = 0; i < count; ++i) put_code_(values[i], out + kWords * i);
  }

  template <typename RowAt>
  void PutAnomalies(int64_t count, const uint8_t* present, RowAt row_at,
                    Code* out) const {
    const auto& anomalies = put_code_.anomalies();
    for (int64_t i = 0; i < count; ++i) {
      const uint64_t row = row_at(i);
      if (DrawBits(keys_.rows, row) > last_) continue;
      if (present != nullptr && present[i] == 0) continue;
      const uint64_t bits = DrawBits(keys_.values, row);
      put_code_.PutAnomaly(anomalies[ScaleBits(bits, anomalies.size())],
                           out + kWords * i);
    }
  }

  void PutMissing(const uint8_t* present, int64_t count, Code* out) const {
    for (int64_t i = 0; i < count; ++i) {
      Code& code = out[kWords * i];
      code = present[i] != 0 ? code : missing_;
    }
  }

  InputColumn column_;
  expression::ValueReader read_;
  uint64_t last_;
  AnomalyKeys keys_;
  PutCode put_code_;
  Code missing_;
};

template <typename C>
C* PrepareCodes(int64_t count, CodeBuffer* codes) {
  if constexpr (sizeof(C) == 4) {
    return codes->Prepare32(count);
  } else {
    return codes->Prepare64(count);
  }
}

template <typename C>
class PutNumber {
 public:
  using Code = C;
  using Value = int64_t;
  static constexpr int kWords = 1;

  PutNumber(Span span, std::vector<int64_t> anomalies)
      : span_(span), anomalies_(std::move(anomalies)) {}

  static C* Prepare(int64_t count, CodeBuffer* codes) {
    return PrepareCodes<C>(count, codes);
  }
  void operator()(int64_t value, C* out) const {
    *out = static_cast<C>(span_.CodeOf(value));
  }
  const std::vector<int64_t>& anomalies() const { return anomalies_; }
  void PutAnomaly(int64_t value, C* out) const { (*this)(value, out); }

 private:
  Span span_;
  std::vector<int64_t> anomalies_;
};

/// V is double, or int64_t of decimals in units of 1 / `unit`.
template <typename V>
class PutFloatCode {
 public:
  using Code = uint64_t;
  using Value = V;
  static constexpr int kWords = 1;

  PutFloatCode(int64_t unit, std::vector<double> anomalies)
      : unit_(static_cast<double>(unit)), anomalies_(std::move(anomalies)) {}

  static uint64_t* Prepare(int64_t count, CodeBuffer* codes) {
    return codes->Prepare64(count);
  }
  void operator()(V value, uint64_t* out) const {
    // As DecimalDomain does: both are exact, so this is the decimal's nearest double.
    *out = FloatDomain::CodeOf(static_cast<double>(value) / unit_);
  }
  const std::vector<double>& anomalies() const { return anomalies_; }
  void PutAnomaly(double value, uint64_t* out) const {
    *out = FloatDomain::CodeOf(value);
  }

 private:
  double unit_;
  std::vector<double> anomalies_;
};

class PutText {
 public:
  using Code = uint64_t;
  using Value = std::string_view;
  static constexpr int kWords = 2;

  explicit PutText(std::shared_ptr<const std::vector<std::string>> anomalies)
      : anomalies_(std::move(anomalies)) {}

  static uint64_t* Prepare(int64_t count, CodeBuffer* codes) {
    return codes->Prepare128(count);
  }
  void operator()(std::string_view text, uint64_t* out) const {
    TextDomain::PutCode(text, out);
  }
  const std::vector<std::string>& anomalies() const { return *anomalies_; }
  void PutAnomaly(std::string_view text, uint64_t* out) const { (*this)(text, out); }

 private:
  std::shared_ptr<const std::vector<std::string>> anomalies_;
};

/// Makes the column of one type of values.
class Maker {
 public:
  Maker(const InputColumn& column, const Anomalies& anomalies, const AnomalyKeys& keys)
      : column_(column), anomalies_(anomalies), keys_(keys), facts_(OwnFacts(column)) {}

  AnomalyColumn Make() const {
    const std::vector<int64_t>& integers = anomalies_.values.integers;
    switch (TypeOf(*column_.domain)) {
      case ValueType::kInt64: {
        const Span span = SpanOf(facts_, integers, 1);
        IntegerDomain domain{span.first, 1, span.size};
        domain.reserved = span.CodeOf(FindUnused(facts_, integers));
        return Numbers(domain, span);
      }
      case ValueType::kDate: {
        const Span span = SpanOf(facts_, integers, 1);
        return Numbers(DateDomain{static_cast<int32_t>(span.first), span.size}, span);
      }
      case ValueType::kTimestamp: {
        const auto& times = std::get<TimestampDomain>(*column_.domain);
        const Span span = SpanOf(facts_, integers, StepOf(times, integers));
        return Numbers(TimestampDomain{span.first, span.step, span.size, times.local},
                       span);
      }
      case ValueType::kFloat64:
        return Floats();
      default:
        return Texts();
    }
  }

 private:
  template <typename PutCode>
  AnomalyColumn Column(Domain domain, PutCode put_code) const {
    const uint64_t missing = ReservedCodeOf(domain);
    auto source = std::make_unique<AnomalySource<PutCode>>(
        column_, anomalies_.draws, keys_, std::move(put_code), missing);
    std::optional<uint64_t> missing_code;
    if (column_.missing_code) missing_code = missing;
    return {std::move(domain), std::move(source), missing_code};
  }

  AnomalyColumn Numbers(Domain domain, const Span& span) const {
    const std::vector<int64_t>& integers = anomalies_.values.integers;
    // One more code than values, for the missing ones.
    const bool narrow = span.size != 0 && span.size <= UINT32_MAX;
    if (narrow) return Column(std::move(domain), PutNumber<uint32_t>(span, integers));
    return Column(std::move(domain), PutNumber<uint64_t>(span, integers));
  }

  AnomalyColumn Floats() const {
    const std::vector<double>& floats = anomalies_.values.floats;
    if (facts_.type.kind == expression::Kind::kDouble) {
      return Column(FloatDomain{}, PutFloatCode<double>(1, floats));
    }
    return Column(FloatDomain{},
                  PutFloatCode<int64_t>(PowerOfTen(facts_.type.scale), floats));
  }

  AnomalyColumn Texts() const {
    const auto texts =
        std::make_shared<const std::vector<std::string>>(anomalies_.values.texts);
    constexpr size_t kTypical = 64;
    TextDomain domain{std::min(facts_.longest / 2 + 1, kTypical), facts_.longest, texts};
    for (const std::string& text : *texts) {
      domain.longest = std::max(domain.longest, text.size());
    }
    const auto* any = std::get_if<TextDomain>(column_.domain.get());
    if (any != nullptr) {
      domain.typical = any->typical;
      if (any->longest == 0) domain.longest = 0;
    }
    return Column(std::move(domain), PutText(texts));
  }

  const InputColumn& column_;
  const Anomalies& anomalies_;
  const AnomalyKeys& keys_;
  Facts facts_;
};

}  // namespace

AnomalyColumn MakeAnomalyColumn(const InputColumn& column, const Anomalies& anomalies,
                                const AnomalyKeys& keys) {
  return Maker(column, anomalies, keys).Make();
}

}  // namespace rand_engine
