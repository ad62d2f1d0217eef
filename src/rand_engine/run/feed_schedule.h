// Which rows of a feed are due when.
#pragma once

#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>

#include "rand_engine/plan/plan.h"
#include "rand_engine/plan/stream_plan.h"

namespace rand_engine {

inline constexpr int64_t kSlotsPerSecond = 100;
inline constexpr int64_t kSlotNanos = 1'000'000'000 / kSlotsPerSecond;

/// Rows that are written together.
struct Slot {
  int64_t number = 0;  ///< due at number * kSlotNanos after the start
  RowRange rows;
};

/// Deals the rows of a feed with a rate out to slots. Not thread-safe.
class SlotSchedule {
 public:
  /// `now_us`: time of the start, microseconds since the epoch.
  SlotSchedule(const StreamPlan& stream, int64_t first_row, int64_t now_us);

  /// The next slot with rows; the first one, and one a second, also without. nullopt at
  /// the end of the time or of the rows.
  std::optional<Slot> Next();

  /// Time of a slot, microseconds since the epoch.
  int64_t TimeOf(int64_t slot) const { return now_us_ + slot * (kSlotNanos / 1000); }

 private:
  void SkipEmptySlots();
  int64_t DueBefore(int64_t slot);

  const StreamPlan& stream_;
  int64_t first_row_;
  int64_t now_us_;
  int64_t next_slot_ = 0;
  int64_t dealt_ = 0;  // Rows in slots before next_slot_.
  double due_ = 0;     // The same, before rounding, of a feed with a shape.
};

}  // namespace rand_engine
