#include "rand_engine/write/part_name.h"

#include <algorithm>
#include <charconv>

namespace rand_engine {
namespace {

// Shape of an UUID: x a lower-case hex digit, 8 itself, v one of 8, 9, a, b.
constexpr std::string_view kUuidShape = "xxxxxxxx-xxxx-8xxx-vxxx-xxxxxxxxxxxx";
constexpr size_t kBatchLength = 18;
constexpr size_t kIndexDigits = 8;
constexpr std::string_view kBatchPrefix = "part_";
constexpr std::string_view kStreamPrefix = "part-";

char HexDigit(unsigned value) { return "0123456789abcdef"[value & 15]; }

std::string_view PrefixOf(PartNaming naming) {
  return naming == PartNaming::kBatch ? kBatchPrefix : kStreamPrefix;
}

std::string_view ShapeOf(PartNaming naming) {
  return naming == PartNaming::kBatch ? kUuidShape.substr(0, kBatchLength) : kUuidShape;
}

// The digits of index (4 bytes, high first) and hash, taken one after another.
class Digits {
 public:
  Digits(uint32_t index, std::string_view hash) : index_(index), hash_(hash) {}

  unsigned Next() {
    const size_t position = position_++;
    if (position < kIndexDigits)
      return (index_ >> (4 * (kIndexDigits - 1 - position))) & 15;
    const size_t nibble = position - kIndexDigits;
    const unsigned byte = static_cast<unsigned char>(hash_[nibble / 2]);
    return nibble % 2 == 0 ? byte >> 4 : byte & 15;
  }

 private:
  uint32_t index_;
  std::string_view hash_;
  size_t position_ = 0;
};

bool Fits(char shape, char given) {
  switch (shape) {
    case 'x':
      return (given >= '0' && given <= '9') || (given >= 'a' && given <= 'f');
    case 'v':
      return given == '8' || given == '9' || given == 'a' || given == 'b';
    default:
      return given == shape;
  }
}

std::optional<PartName> ParseAs(PartNaming naming, std::string_view name) {
  const std::string_view prefix = PrefixOf(naming);
  const std::string_view shape = ShapeOf(naming);
  if (name.substr(0, prefix.size()) != prefix) return std::nullopt;
  name.remove_prefix(prefix.size());
  // A suffix is a dot and something.
  if (name.size() < shape.size() + 2 || name[shape.size()] != '.') return std::nullopt;
  if (!std::equal(shape.begin(), shape.end(), name.begin(), Fits)) return std::nullopt;

  PartName part{naming, 0, std::string(name.substr(shape.size()))};
  std::from_chars(name.data(), name.data() + kIndexDigits, part.index, 16);
  return part;
}

}  // namespace

std::string MakePartName(PartNaming naming, uint32_t index, std::string_view content_hash,
                         std::string_view suffix) {
  std::string name(PrefixOf(naming));
  Digits digits(index, content_hash);
  for (const char shape : ShapeOf(naming)) {
    if (shape == 'x') {
      name += HexDigit(digits.Next());
    } else if (shape == 'v') {
      name += HexDigit(8 | (digits.Next() & 3));
    } else {
      name += shape;
    }
  }
  name += suffix;
  return name;
}

std::optional<PartName> ParsePartName(std::string_view name) {
  if (auto part = ParseAs(PartNaming::kBatch, name)) return part;
  return ParseAs(PartNaming::kStream, name);
}

}  // namespace rand_engine
