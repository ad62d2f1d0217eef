#include "rand_engine/domain/domain.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace rand_engine {
namespace {

constexpr std::array<char, 512> kHexPairs = [] {
  constexpr char kDigits[] = "0123456789abcdef";
  std::array<char, 512> pairs{};
  for (size_t i = 0; i < 256; ++i) {
    pairs[2 * i] = kDigits[i >> 4];
    pairs[2 * i + 1] = kDigits[i & 15];
  }
  return pairs;
}();

// Bytes of `bits` from `high_byte` downwards as hex pairs.
char* PutHex(uint64_t bits, int high_byte, int bytes, char* out) {
  for (int i = 0; i < bytes; ++i) {
    std::memcpy(out, &kHexPairs[2 * ((bits >> (8 * (high_byte - i))) & 255)], 2);
    out += 2;
  }
  return out;
}

// Number of codes, 0 where every word is one.
struct SizeOf {
  uint64_t operator()(const ChoiceDomain& choice) const { return choice.size(); }
  uint64_t operator()(const ConcatenationDomain& texts) const { return texts.size(); }
  uint64_t operator()(const UuidDomain&) const { return 0; }
  uint64_t operator()(const FloatDomain&) const { return 0; }
  uint64_t operator()(const TextDomain&) const { return 0; }
  uint64_t operator()(const NestedDomain&) const { return 0; }
  uint64_t operator()(const auto& domain) const { return domain.size; }
};

}  // namespace

uint64_t ChoiceDomain::size() const {
  switch (type) {
    case ValueType::kInt64:
      return integers.size();
    case ValueType::kFloat64:
      return floats.size();
    case ValueType::kBool:
      return booleans.size();
    default:
      return strings.size();
  }
}

std::pair<uint64_t, uint64_t> UuidDomain::BitsOf(uint64_t high, uint64_t low) const {
  constexpr uint64_t kVariant = 2;  // the bits 10
  return {(high & ~uint64_t{0xf000}) | (static_cast<uint64_t>(version) << 12),
          (low & ~(uint64_t{3} << 62)) | (kVariant << 62)};
}

void UuidDomain::Render(uint64_t code_high, uint64_t code_low, char* out) const {
  const auto [high, low] = BitsOf(code_high, code_low);
  out = PutHex(high, 7, 4, out);
  *out++ = '-';
  out = PutHex(high, 3, 2, out);
  *out++ = '-';
  out = PutHex(high, 1, 2, out);
  *out++ = '-';
  out = PutHex(low, 7, 2, out);
  *out++ = '-';
  PutHex(low, 5, 6, out);
}

ValueType TypeOf(const Domain& domain) {
  struct Visitor {
    ValueType operator()(const IntegerDomain&) const { return ValueType::kInt64; }
    ValueType operator()(const DecimalDomain&) const { return ValueType::kFloat64; }
    ValueType operator()(const DateDomain&) const { return ValueType::kDate; }
    ValueType operator()(const TimestampDomain&) const { return ValueType::kTimestamp; }
    ValueType operator()(const ChoiceDomain& choice) const { return choice.type; }
    ValueType operator()(const ConcatenationDomain&) const { return ValueType::kString; }
    ValueType operator()(const UuidDomain&) const { return ValueType::kString; }
    ValueType operator()(const FloatDomain&) const { return ValueType::kFloat64; }
    ValueType operator()(const TextDomain&) const { return ValueType::kString; }
    ValueType operator()(const NestedDomain& nested) const { return nested.type; }
  };
  return std::visit(Visitor{}, domain);
}

std::optional<uint32_t> MissingCodeOf(const Domain& domain) {
  const auto* choice = std::get_if<ChoiceDomain>(&domain);
  return choice == nullptr ? std::nullopt : choice->missing_code;
}

uint64_t CountCodes(const Domain& domain) { return std::visit(SizeOf{}, domain); }

uint64_t ReservedCodeOf(const Domain& domain) {
  if (const auto own = MissingCodeOf(domain)) return *own;
  const uint64_t size = CountCodes(domain);
  if (size != 0) return size;
  const auto* integers = std::get_if<IntegerDomain>(&domain);
  return integers == nullptr ? UINT64_MAX : integers->reserved;
}

}  // namespace rand_engine
