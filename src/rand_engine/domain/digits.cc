#include "rand_engine/domain/digits.h"

namespace rand_engine {
namespace {

DigitTables MakeTables() {
  DigitTables tables;
  for (uint32_t value = 0; value < 10000; ++value) {
    const std::array<char, 4> digits = {
        static_cast<char>('0' + value / 1000), static_cast<char>('0' + value / 100 % 10),
        static_cast<char>('0' + value / 10 % 10), static_cast<char>('0' + value % 10)};
    const uint8_t length = value >= 1000 ? 4 : value >= 100 ? 3 : value >= 10 ? 2 : 1;
    tables.padded[value] = digits;
    tables.trimmed[value] = {};
    std::memcpy(tables.trimmed[value].data(), digits.data() + 4 - length, length);
    tables.length[value] = length;
  }
  return tables;
}

}  // namespace

const DigitTables& DigitTables::Get() {
  static const auto& tables = *new DigitTables(MakeTables());
  return tables;
}

}  // namespace rand_engine
