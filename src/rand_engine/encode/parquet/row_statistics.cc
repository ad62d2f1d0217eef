#include "rand_engine/encode/parquet/row_statistics.h"

#include <parquet/statistics.h>

#include <cstddef>
#include <cstring>
#include <string>

namespace rand_engine {
namespace {

// Readers drop longer ones, and an option may be a megabyte long.
constexpr size_t kMostStatisticsBytes = 4096;

// Compares PLAIN bytes as the type orders them.
bool Less(PhysicalType type, const std::string& a, const std::string& b) {
  const auto typed = [&](auto zero) {
    auto x = zero;
    auto y = zero;
    std::memcpy(&x, a.data(), sizeof(x));
    std::memcpy(&y, b.data(), sizeof(y));
    return x < y;
  };
  switch (type) {
    case PhysicalType::kBoolean:
      return typed(uint8_t{0});
    case PhysicalType::kInt32:
      return typed(int32_t{0});
    case PhysicalType::kInt64:
      return typed(int64_t{0});
    case PhysicalType::kUint32:
      return typed(uint32_t{0});
    case PhysicalType::kUint64:
      return typed(uint64_t{0});
    case PhysicalType::kFloat:
      return typed(0.0F);
    case PhysicalType::kDouble:
      return typed(0.0);
    case PhysicalType::kByteArray:
      break;
  }
  return a < b;  // char_traits<char> compares unsigned bytes, as the format wants
}

}  // namespace

void RowStatistics::Merge(const RowStatistics& more, PhysicalType type) {
  missing += more.missing;
  if (!more.has_extremes) return;
  if (!has_extremes || Less(type, more.extremes.min, extremes.min)) {
    extremes.min = more.extremes.min;
  }
  if (!has_extremes || Less(type, extremes.max, more.extremes.max)) {
    extremes.max = more.extremes.max;
  }
  has_extremes = true;
}

parquet::EncodedStatistics EncodeStatistics(const RowStatistics& rows, int64_t count) {
  parquet::EncodedStatistics encoded;
  encoded.set_null_count(rows.missing);
  encoded.all_null_value = rows.missing == count;
  if (!rows.has_extremes) return encoded;
  encoded.set_min(rows.extremes.min);
  encoded.set_max(rows.extremes.max);
  encoded.is_min_value_exact = true;
  encoded.is_max_value_exact = true;
  encoded.ApplyStatSizeLimits(kMostStatisticsBytes);
  return encoded;
}

}  // namespace rand_engine
