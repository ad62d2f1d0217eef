// Which rows of a feed are due when.
#pragma once

#include <cstdint>
#include <deque>
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

/// Says when slots may be written: not before they are due, and so that no second holds
/// more rows than the slots of a second do. A delay of up to 50 milliseconds is made up
/// for, as far as that allows; what a longer one took is gone, and the slots after it
/// come as much later. Not thread-safe.
class SlotPacer {
 public:
  /// `start`: when slot 0 is due, nanoseconds.
  explicit SlotPacer(int64_t start) : start_(start) {}

  /// The earliest moment for `slot`, `now` at the least. Slots come in order.
  int64_t MomentOf(const Slot& slot, int64_t now);

  /// The slot asked for last was written from `begin` to `end`.
  void Wrote(int64_t begin, int64_t end);

 private:
  struct Writing {
    int64_t moment;
    int64_t rows;
  };

  int64_t start_;
  std::deque<Slot> second_;      // The slots of the second that ends with the last one.
  int64_t second_rows_ = 0;      // Their rows.
  std::deque<Writing> written_;  // In the last second, oldest first.
  int64_t written_rows_ = 0;
};

}  // namespace rand_engine
