#include "rand_engine/encode/parquet/parquet_values.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <numeric>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

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

template <typename Visit>
auto VisitCodes(const CodeSpan& codes, Visit visit) {
  return codes.width == CodeWidth::k32 ? visit(codes.codes32()) : visit(codes.codes64());
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

  std::optional<Extremes> FindExtremes(const CodeSpan& codes) const override {
    return VisitCodes(codes, [&](const auto* words) {
      auto low = words[0];
      auto high = words[0];
      for (int64_t i = 1; i < codes.count; ++i) {
        low = std::min(low, words[i]);
        high = std::max(high, words[i]);
      }
      if (descending_) std::swap(low, high);
      return ExtremesOf<T>(ValueOf(low), ValueOf(high));
    });
  }

 private:
  T ValueOf(uint64_t code) const {
    if constexpr (std::is_same_v<DomainType, DateDomain>) {
      return domain_.DayOf(code);
    } else {
      return static_cast<T>(domain_.ValueOf(code));
    }
  }

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

std::string_view TakeByteArray(std::string_view* plain) {
  uint32_t length;
  std::memcpy(&length, plain->data(), sizeof(length));
  const std::string_view text = plain->substr(sizeof(length), length);
  plain->remove_prefix(sizeof(length) + length);
  return text;
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

// --- Composed strings ------------------------------------------------------------------

/// High and low word of each code, one after the other.
template <typename Visit>
void VisitWords(const CodeSpan& codes, Visit visit) {
  if (codes.width == CodeWidth::k128) {
    const uint64_t* words = codes.codes64();
    for (int64_t i = 0; i < codes.count; ++i) visit(words[2 * i], words[2 * i + 1]);
    return;
  }
  VisitCodes(codes, [&](const auto* words) {
    for (int64_t i = 0; i < codes.count; ++i) visit(uint64_t{0}, uint64_t{words[i]});
  });
}

// True if texts are in the order of their codes: all of one length, digits with zeros in
// front and literals, and check digits behind them.
bool IsOrderedByCode(const ConcatenationDomain& domain) {
  const auto is_ordered = [](const TextPart& part) {
    if (part.size == 1 || part.kind == TextPart::Kind::kHexadecimal) return true;
    return part.kind == TextPart::Kind::kNumber && part.width > 0 && part.step > 0;
  };
  return !domain.rewrites() &&
         std::all_of(domain.parts.begin(), domain.parts.end(), is_ordered);
}

/// Ranks of the first words among the distinct ones; none where words begin others or all
/// are the same.
std::vector<uint32_t> RankFirstWords(const ConcatenationDomain& domain) {
  const std::vector<std::string_view>& first = domain.parts.front().words;
  std::string behind;
  if (domain.parts.size() > 1 && domain.parts[1].words.size() == 1) {
    behind = domain.parts[1].words[0];
  }
  std::vector<std::string> words;
  for (const std::string_view word : first) words.push_back(std::string(word) + behind);
  std::vector<std::string> sorted = words;
  std::sort(sorted.begin(), sorted.end());
  sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
  for (size_t i = 1; i < sorted.size(); ++i) {
    if (sorted[i].starts_with(sorted[i - 1])) sorted.clear();
  }
  std::vector<uint32_t> ranks;
  if (sorted.size() < 2) return ranks;
  for (const std::string& word : words) {
    const auto place = std::lower_bound(sorted.begin(), sorted.end(), word);
    ranks.push_back(static_cast<uint32_t>(place - sorted.begin()));
  }
  return ranks;
}

/// The extremes are looked for among the values whose first word is the smallest or the
/// largest: only those are put together. That needs words of which none is the beginning
/// of another, which a literal behind them ("Ana ", "Anabel ") provides. Where texts are
/// in the order of their codes, those of two codes do; where nothing helps, all texts.
class ComposedStrings : public ParquetValues {
 public:
  explicit ComposedStrings(ConcatenationDomain domain)
      : domain_(std::move(domain)), ordered_(IsOrderedByCode(domain_)) {
    const bool ranked = !ordered_ && !domain_.has_two_words() && !domain_.rewrites() &&
                        domain_.parts.front().kind == TextPart::Kind::kWords;
    if (!ranked) return;
    rank_ = RankFirstWords(domain_);
    codes_per_word_ = domain_.size() / domain_.parts.front().size;
  }

  PhysicalType physical_type() const override { return PhysicalType::kByteArray; }
  double plain_bytes() const override { return 4.0 + domain_.typical(); }
  uint64_t domain_size() const override { return domain_.size(); }
  uint64_t reachable_size() const override {
    return domain_.reachable == 0 ? domain_.size() : domain_.reachable;
  }

  void AppendPlain(const CodeSpan& codes, ByteBuffer* out) const override {
    const size_t longest = domain_.longest() + 4;
    out->Reserve(out->size() + codes.count * longest);
    char* at = out->data() + out->size();
    VisitWords(codes, [&](uint64_t high, uint64_t low) {
      char* end = domain_.Render(high, low, at + 4);
      const auto length = static_cast<uint32_t>(end - at - 4);
      std::memcpy(at, &length, 4);
      at = end;
    });
    out->Resize(at - out->data());
  }

  std::optional<Extremes> FindExtremesOfPlain(const CodeSpan& codes,
                                              std::string_view plain) const override {
    if (ordered_ || !rank_.empty()) return FindExtremes(codes);
    std::string_view min = TakeByteArray(&plain);
    std::string_view max = min;
    for (int64_t i = 1; i < codes.count; ++i) {
      const std::string_view value = TakeByteArray(&plain);
      if (value < min) min = value;
      if (value > max) max = value;
    }
    return Extremes{std::string(min), std::string(max)};
  }

  std::optional<Extremes> FindExtremes(const CodeSpan& codes) const override {
    if (ordered_) return ExtremesOfCodes(codes);
    uint32_t least = UINT32_MAX;
    uint32_t most = 0;
    VisitWords(codes, [&](uint64_t, uint64_t low) {
      least = std::min(least, RankOf(low));
      most = std::max(most, RankOf(low));
    });
    Extremes extremes;
    bool has_min = false;
    std::string text(domain_.longest(), '\0');
    VisitWords(codes, [&](uint64_t high, uint64_t low) {
      const uint32_t rank = RankOf(low);
      if (rank != least && rank != most) return;
      const std::string_view value(text.data(),
                                   domain_.Render(high, low, text.data()) - text.data());
      if (!has_min && rank == least) extremes.min = value;
      has_min = has_min || rank == least;
      if (rank == least && value < extremes.min) extremes.min = value;
      if (rank == most && value > extremes.max) extremes.max = value;
    });
    return extremes;
  }

 private:
  uint32_t RankOf(uint64_t code) const {
    return rank_.empty() ? 0 : rank_[code / codes_per_word_];
  }

  Extremes ExtremesOfCodes(const CodeSpan& codes) const {
    std::pair<uint64_t, uint64_t> min(UINT64_MAX, UINT64_MAX);
    std::pair<uint64_t, uint64_t> max(0, 0);
    VisitWords(codes, [&](uint64_t high, uint64_t low) {
      min = std::min(min, {high, low});
      max = std::max(max, {high, low});
    });
    return {TextOf(min), TextOf(max)};
  }

  std::string TextOf(const std::pair<uint64_t, uint64_t>& code) const {
    std::string text(domain_.longest(), '\0');
    text.resize(domain_.Render(code.first, code.second, text.data()) - text.data());
    return text;
  }

  ConcatenationDomain domain_;
  bool ordered_;
  std::vector<uint32_t> rank_;  ///< of a first word among the distinct ones
  uint64_t codes_per_word_ = 1;
};

class UuidStrings : public ParquetValues {
 public:
  explicit UuidStrings(UuidDomain domain) : domain_(domain) {}

  PhysicalType physical_type() const override { return PhysicalType::kByteArray; }
  double plain_bytes() const override { return 4.0 + UuidDomain::kTextLength; }
  uint64_t domain_size() const override { return 0; }

  void AppendPlain(const CodeSpan& codes, ByteBuffer* out) const override {
    constexpr uint32_t kLength = UuidDomain::kTextLength;
    const size_t begin = out->size();
    out->Resize(begin + codes.count * (kLength + 4));
    char* at = out->data() + begin;
    for (int64_t i = 0; i < codes.count; ++i, at += kLength + 4) {
      std::memcpy(at, &kLength, 4);
      domain_.Render(codes.codes64()[2 * i], codes.codes64()[2 * i + 1], at + 4);
    }
  }

  // The text's order is that of the bits, but for the version's and variant's, which are
  // the same in all.
  std::optional<Extremes> FindExtremes(const CodeSpan& codes) const override {
    const uint64_t* words = codes.codes64();
    const auto key = [words](int64_t i) {
      return std::pair(words[2 * i] & ~uint64_t{0xf000}, words[2 * i + 1] << 2);
    };
    int64_t low = 0;
    int64_t high = 0;
    for (int64_t i = 1; i < codes.count; ++i) {
      if (key(i) < key(low)) low = i;
      if (key(i) > key(high)) high = i;
    }
    return Extremes{TextOf(words + 2 * low), TextOf(words + 2 * high)};
  }

 private:
  std::string TextOf(const uint64_t* words) const {
    std::string text(UuidDomain::kTextLength, '\0');
    domain_.Render(words[0], words[1], text.data());
    return text;
  }

  UuidDomain domain_;
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
    return std::make_unique<ComposedStrings>(domain);
  }
  std::unique_ptr<ParquetValues> operator()(const UuidDomain& domain) const {
    return std::make_unique<UuidStrings>(domain);
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
