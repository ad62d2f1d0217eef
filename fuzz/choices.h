// Bytes of an input as a source of choices, for targets that make something of them.
// After the last byte every choice is the first one.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace rand_engine::fuzz {

class Choices {
 public:
  explicit Choices(std::string_view bytes) : bytes_(bytes) {}

  bool empty() const { return bytes_.empty(); }

  /// From 0 to `count` - 1. REQUIRES: 1 <= count <= 65536.
  size_t Below(size_t count) {
    size_t number = NextByte();
    if (count > 256) number = number << 8 | NextByte();
    return number % count;
  }

  bool Chance(size_t one_in) { return Below(one_in) == one_in - 1; }

  template <typename List>
  const auto& OneOf(const List& list) {
    return list[Below(std::size(list))];
  }

  uint64_t Word() {
    uint64_t word = 0;
    for (int i = 0; i < 8; ++i) word = word << 8 | NextByte();
    return word;
  }

  /// Up to `most` bytes as they are. REQUIRES: most < 256.
  std::string Text(size_t most) {
    const std::string_view text = bytes_.substr(0, Below(most + 1));
    bytes_.remove_prefix(text.size());
    return std::string(text);
  }

  std::string_view Rest() {
    const std::string_view rest = bytes_;
    bytes_ = {};
    return rest;
  }

 private:
  uint8_t NextByte() {
    if (bytes_.empty()) return 0;
    const auto byte = static_cast<uint8_t>(bytes_.front());
    bytes_.remove_prefix(1);
    return byte;
  }

  std::string_view bytes_;
};

}  // namespace rand_engine::fuzz
