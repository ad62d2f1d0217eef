#include "rand_engine/encode/parquet/parquet_values.h"

#include <algorithm>
#include <cstring>
#include <exception>
#include <limits>
#include <numeric>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "rand_engine/encode/parquet/composed_strings.h"
#include "rand_engine/encode/parquet/delta_page.h"
#include "rand_engine/processor/multiversion.h"

namespace rand_engine {
namespace {

template <typename T>
std::string PlainBytes(T value) {
  std::string bytes(sizeof(T), '\0');
  std::memcpy(bytes.data(), &value, sizeof(T));
  return bytes;
}

// parquet.thrift: a minimum of zero is written as -0.0, a maximum as +0.0.
template <typename T>
Extremes ExtremesOf(T min, T max) {
  if constexpr (std::is_floating_point_v<T>) {
    if (min == 0) min = static_cast<T>(-0.0);
    if (max == 0) max = 0;
  }
  return {PlainBytes(min), PlainBytes(max)};
}

template <typename Word>
std::pair<Word, Word> LeastAndMost(const Word* words, int64_t count) {
  std::pair<Word, Word> found;
  std::pair<Word, Word>* const out = &found;
  RunMultiversion([=]() RAND_ENGINE_MULTIVERSION {
    Word low = words[0];
    Word high = words[0];
    for (int64_t i = 1; i < count; ++i) {
      low = std::min(low, words[i]);
      high = std::max(high, words[i]);
    }
    *out = {low, high};
  });
  return found;
}

// --- Values that follow their codes ----------------------------------------------------

/// Integers, decimals, dates and times: `ValueOf` is monotone, so the extremes of the
/// codes are those of the values.
template <typename DomainType, typename T, PhysicalType kType>
class MonotoneValues : public ParquetValues {
 public:
  explicit MonotoneValues(DomainType domain, bool descending = false)
      : domain_(std::move(domain)), descending_(descending) {}

  PhysicalType physical_type() const override { return kType; }
  double plain_bytes() const override { return sizeof(T); }
  uint64_t domain_size() const override { return domain_.size; }

  void AppendPlain(const CodeSpan& codes, ByteBuffer* out) const override {
    const size_t begin = out->size();
    out->Resize(begin + codes.count * sizeof(T));
    VisitCodes(codes, [&](const auto* words) {
      char* at = out->data() + begin;
      for (int64_t i = 0; i < codes.count; ++i, at += sizeof(T)) {
        const T value = ValueOf(words[i]);
        std::memcpy(at, &value, sizeof(T));
      }
    });
  }

  void AppendDelta(const CodeSpan& codes, ByteBuffer* out) const override {
    if constexpr (std::is_integral_v<T>) {
      VisitCodes(codes, [&](const auto* words) {
        using Signed = std::make_signed_t<T>;
        const auto value_at = [words, domain = domain_](int64_t i) {
          return static_cast<Signed>(ValueIn(domain, words[i]));
        };
        rand_engine::AppendDelta<Signed>(codes.count, value_at, out);
      });
    }
  }

  std::optional<Extremes> FindExtremes(const CodeSpan& codes) const override {
    return VisitCodes(codes, [&](const auto* words) {
      auto [low, high] = LeastAndMost(words, codes.count);
      if (descending_) std::swap(low, high);
      return ExtremesOf<T>(ValueOf(low), ValueOf(high));
    });
  }

 private:
  static T ValueIn(const DomainType& domain, uint64_t code) {
    if constexpr (std::is_same_v<DomainType, DateDomain>) {
      return domain.DayOf(code);
    } else {
      return static_cast<T>(domain.ValueOf(code));
    }
  }
  T ValueOf(uint64_t code) const { return ValueIn(domain_, code); }

  DomainType domain_;
  bool descending_;
};

// --- Listed values ---------------------------------------------------------------------

template <typename T, PhysicalType kType>
class ListedValues : public ParquetValues {
 public:
  explicit ListedValues(std::vector<T> values) : values_(std::move(values)) {}

  PhysicalType physical_type() const override { return kType; }
  double plain_bytes() const override {
    return kType == PhysicalType::kBoolean ? 0.125 : sizeof(T);
  }
  uint64_t domain_size() const override { return values_.size(); }

  void AppendPlain(const CodeSpan& codes, ByteBuffer* out) const override {
    VisitCodes(codes, [&](const auto* words) {
      for (int64_t i = 0; i < codes.count; ++i) {
        out->Append(&values_[words[i]], sizeof(T));
      }
    });
  }

  void AppendDelta(const CodeSpan& codes, ByteBuffer* out) const override {
    if constexpr (std::is_integral_v<T> && sizeof(T) >= sizeof(int32_t)) {
      VisitCodes(codes, [&](const auto* words) {
        using Signed = std::make_signed_t<T>;
        const auto value_at = [words, values = values_.data()](int64_t i) {
          return static_cast<Signed>(values[words[i]]);
        };
        rand_engine::AppendDelta<Signed>(codes.count, value_at, out);
      });
    }
  }

  std::optional<Extremes> FindExtremes(const CodeSpan& codes) const override {
    return VisitCodes(codes, [&](const auto* words) {
      T low = values_[words[0]];
      T high = low;
      for (int64_t i = 1; i < codes.count; ++i) {
        low = std::min(low, values_[words[i]]);
        high = std::max(high, values_[words[i]]);
      }
      return ExtremesOf<T>(low, high);
    });
  }

 private:
  std::vector<T> values_;
};

void AppendByteArray(std::string_view text, ByteBuffer* out) {
  const auto length = static_cast<uint32_t>(text.size());
  out->Append(&length, sizeof(length));
  out->Append(text);
}

class ListedStrings : public ParquetValues {
 public:
  explicit ListedStrings(std::vector<std::string> strings)
      : strings_(std::move(strings)), rank_(strings_.size()), by_rank_(strings_.size()) {
    std::iota(by_rank_.begin(), by_rank_.end(), 0u);
    std::sort(by_rank_.begin(), by_rank_.end(),
              [this](uint32_t a, uint32_t b) { return strings_[a] < strings_[b]; });
    for (uint32_t i = 0; i < by_rank_.size(); ++i) rank_[by_rank_[i]] = i;
    size_t bytes = 0;
    for (const std::string& text : strings_) bytes += text.size() + 4;
    plain_bytes_ = static_cast<double>(bytes) / static_cast<double>(strings_.size());
  }

  PhysicalType physical_type() const override { return PhysicalType::kByteArray; }
  double plain_bytes() const override { return plain_bytes_; }
  uint64_t domain_size() const override { return strings_.size(); }

  void AppendPlain(const CodeSpan& codes, ByteBuffer* out) const override {
    VisitCodes(codes, [&](const auto* words) {
      for (int64_t i = 0; i < codes.count; ++i) AppendByteArray(strings_[words[i]], out);
    });
  }

  std::optional<Extremes> FindExtremes(const CodeSpan& codes) const override {
    return VisitCodes(codes, [&](const auto* words) {
      uint32_t low = rank_[words[0]];
      uint32_t high = low;
      for (int64_t i = 1; i < codes.count; ++i) {
        low = std::min(low, rank_[words[i]]);
        high = std::max(high, rank_[words[i]]);
      }
      return Extremes{strings_[by_rank_[low]], strings_[by_rank_[high]]};
    });
  }

 private:
  std::vector<std::string> strings_;
  std::vector<uint32_t> rank_;
  std::vector<uint32_t> by_rank_;
  double plain_bytes_;
};

// --- Values of any content -------------------------------------------------------------

template <typename T, PhysicalType kType>
class AnyFloats : public ParquetValues {
 public:
  PhysicalType physical_type() const override { return kType; }
  double plain_bytes() const override { return sizeof(T); }
  uint64_t domain_size() const override { return 0; }

  void AppendPlain(const CodeSpan& codes, ByteBuffer* out) const override {
    const size_t begin = out->size();
    out->Resize(begin + codes.count * sizeof(T));
    char* at = out->data() + begin;
    for (int64_t i = 0; i < codes.count; ++i, at += sizeof(T)) {
      const T value = ValueOf(codes.codes64()[i]);
      std::memcpy(at, &value, sizeof(T));
    }
  }

  // parquet.thrift: what is not a number has no part in the statistics.
  std::optional<Extremes> FindExtremes(const CodeSpan& codes) const override {
    T low = std::numeric_limits<T>::infinity();
    T high = -low;
    bool has_number = false;
    for (int64_t i = 0; i < codes.count; ++i) {
      const T value = ValueOf(codes.codes64()[i]);
      if (value != value) continue;
      has_number = true;
      low = std::min(low, value);
      high = std::max(high, value);
    }
    if (!has_number) return std::nullopt;
    return ExtremesOf(low, high);
  }

 private:
  static T ValueOf(uint64_t code) { return static_cast<T>(FloatDomain::ValueOf(code)); }
};

class AnyTexts : public ParquetValues {
 public:
  explicit AnyTexts(const TextDomain& domain)
      : plain_bytes_(4.0 + static_cast<double>(domain.typical)) {}

  PhysicalType physical_type() const override { return PhysicalType::kByteArray; }
  double plain_bytes() const override { return plain_bytes_; }
  uint64_t domain_size() const override { return 0; }

  void AppendPlain(const CodeSpan& codes, ByteBuffer* out) const override {
    VisitWords(codes, [&](uint64_t address, uint64_t length) {
      AppendByteArray(TextDomain::TextOf(address, length), out);
    });
  }

  std::optional<Extremes> FindExtremes(const CodeSpan& codes) const override {
    const uint64_t* words = codes.codes64();
    std::string_view low = TextDomain::TextOf(words[0], words[1]);
    std::string_view high = low;
    VisitWords(codes, [&](uint64_t address, uint64_t length) {
      low = std::min(low, TextDomain::TextOf(address, length));
      high = std::max(high, TextDomain::TextOf(address, length));
    });
    return Extremes{std::string(low), std::string(high)};
  }

 private:
  double plain_bytes_;
};

/// What a number is in memory and in the file.
template <typename T, PhysicalType kType>
struct Held {
  using Value = T;
  static constexpr PhysicalType kPhysical = kType;
};

// Calls `make` with the Held of integers: those of up to 32 bits take four bytes.
template <typename Make>
std::unique_ptr<ParquetValues> MakeIntegers(StorageType storage, Make make) {
  switch (storage) {
    case StorageType::kInt8:
    case StorageType::kInt16:
    case StorageType::kInt32:
      return make(Held<int32_t, PhysicalType::kInt32>{});
    case StorageType::kUint8:
    case StorageType::kUint16:
    case StorageType::kUint32:
      return make(Held<uint32_t, PhysicalType::kUint32>{});
    case StorageType::kUint64:
      return make(Held<uint64_t, PhysicalType::kUint64>{});
    default:
      return make(Held<int64_t, PhysicalType::kInt64>{});
  }
}

struct Maker {
  StorageType storage;

  std::unique_ptr<ParquetValues> operator()(const IntegerDomain& domain) const {
    return MakeIntegers(storage, [&](auto held) -> std::unique_ptr<ParquetValues> {
      using Values =
          MonotoneValues<IntegerDomain, typename decltype(held)::Value, held.kPhysical>;
      return std::make_unique<Values>(domain, domain.step < 0);
    });
  }
  std::unique_ptr<ParquetValues> operator()(const DecimalDomain& domain) const {
    if (storage == StorageType::kFloat32) {
      return std::make_unique<MonotoneValues<DecimalDomain, float, PhysicalType::kFloat>>(
          domain);
    }
    return std::make_unique<MonotoneValues<DecimalDomain, double, PhysicalType::kDouble>>(
        domain);
  }
  std::unique_ptr<ParquetValues> operator()(const DateDomain& domain) const {
    return std::make_unique<MonotoneValues<DateDomain, int32_t, PhysicalType::kInt32>>(
        domain);
  }
  std::unique_ptr<ParquetValues> operator()(const TimestampDomain& domain) const {
    return std::make_unique<
        MonotoneValues<TimestampDomain, int64_t, PhysicalType::kInt64>>(
        domain, domain.step_us < 0);
  }
  std::unique_ptr<ParquetValues> operator()(const ChoiceDomain& choice) const {
    switch (choice.type) {
      case ValueType::kInt64:
        return MakeIntegers(storage, [&](auto held) -> std::unique_ptr<ParquetValues> {
          using Value = typename decltype(held)::Value;
          return std::make_unique<ListedValues<Value, held.kPhysical>>(
              std::vector<Value>(choice.integers.begin(), choice.integers.end()));
        });
      case ValueType::kFloat64:
        if (storage == StorageType::kFloat32) {
          return std::make_unique<ListedValues<float, PhysicalType::kFloat>>(
              std::vector<float>(choice.floats.begin(), choice.floats.end()));
        }
        return std::make_unique<ListedValues<double, PhysicalType::kDouble>>(
            choice.floats);
      case ValueType::kBool:
        return std::make_unique<ListedValues<uint8_t, PhysicalType::kBoolean>>(
            std::vector<uint8_t>(choice.booleans.begin(), choice.booleans.end()));
      default:
        return std::make_unique<ListedStrings>(choice.strings);
    }
  }
  std::unique_ptr<ParquetValues> operator()(const ConcatenationDomain& domain) const {
    return MakeComposedStrings(domain);
  }
  std::unique_ptr<ParquetValues> operator()(const UuidDomain& domain) const {
    return MakeUuidStrings(domain);
  }
  std::unique_ptr<ParquetValues> operator()(const FloatDomain&) const {
    if (storage == StorageType::kFloat32) {
      return std::make_unique<AnyFloats<float, PhysicalType::kFloat>>();
    }
    return std::make_unique<AnyFloats<double, PhysicalType::kDouble>>();
  }
  std::unique_ptr<ParquetValues> operator()(const TextDomain& domain) const {
    return std::make_unique<AnyTexts>(domain);
  }
  // Only their leaves have values.
  std::unique_ptr<ParquetValues> operator()(const NestedDomain&) const { return nullptr; }
};

}  // namespace

// Only whole numbers have differences.
void ParquetValues::AppendDelta(const CodeSpan&, ByteBuffer*) const { std::terminate(); }

CodeSpan SpanOf(const CodeBuffer& codes, int64_t count) {
  const bool narrow = codes.width() == CodeWidth::k32;
  return {codes.width(),
          narrow ? static_cast<const void*>(codes.codes32())
                 : static_cast<const void*>(codes.codes64()),
          count};
}

CodeSpan CodeSpan::Slice(int64_t begin, int64_t length) const {
  switch (width) {
    case CodeWidth::k32:
      return {width, codes32() + begin, length};
    case CodeWidth::k64:
      return {width, codes64() + begin, length};
    default:
      return {width, codes64() + 2 * begin, length};
  }
}

std::unique_ptr<ParquetValues> MakeParquetValues(const Domain& domain,
                                                 StorageType storage) {
  return std::visit(Maker{storage}, domain);
}

}  // namespace rand_engine
