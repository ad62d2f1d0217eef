#include "rand_engine/run/feed_schedule.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace rand_engine {
namespace {

// Beyond this a double does not tell one row from the next.
constexpr double kMostRows = 9e15;
// What a sum of rounded parts may be too great by.
constexpr double kRounding = 1e-9;
constexpr int64_t kMostCatchUp = 5 * kSlotNanos;

}  // namespace

SlotSchedule::SlotSchedule(const StreamPlan& stream, int64_t first_row, int64_t now_us)
    : stream_(stream), first_row_(first_row), now_us_(now_us) {}

// How many rows are due in the slots up to this one. With a shape slots have to be asked
// for one after another.
int64_t SlotSchedule::DueBefore(int64_t slot) {
  const double a_slot = *stream_.rate / kSlotsPerSecond;
  if (stream_.shape.constant()) {
    due_ = a_slot * static_cast<double>(slot);
  } else {
    due_ += a_slot * stream_.shape.FactorAt((slot - 1) * kSlotNanos, TimeOf(slot - 1));
  }
  return static_cast<int64_t>(std::ceil(std::min(due_, kMostRows) - kRounding));
}

// The slot of the next row can be computed where the rate is constant.
void SlotSchedule::SkipEmptySlots() {
  if (!stream_.shape.constant()) return;
  const double slot =
      std::floor(static_cast<double>(dealt_) * kSlotsPerSecond / *stream_.rate);
  const double heartbeat = static_cast<double>(next_slot_ + kSlotsPerSecond - 1);
  next_slot_ = std::max(next_slot_, static_cast<int64_t>(std::min(slot, heartbeat)));
}

std::optional<Slot> SlotSchedule::Next() {
  const int64_t most = stream_.rows.value_or(std::numeric_limits<int64_t>::max());
  const int64_t heartbeat = next_slot_ + kSlotsPerSecond - 1;
  if (next_slot_ > 0) SkipEmptySlots();
  for (;;) {
    const int64_t slot = next_slot_;
    if (stream_.timeout_ns && slot * kSlotNanos >= *stream_.timeout_ns) break;
    if (dealt_ >= most && slot > 0) break;
    ++next_slot_;
    const int64_t due = std::min(DueBefore(slot + 1), most);
    const int64_t count = std::max<int64_t>(due - dealt_, 0);
    if (count == 0 && slot > 0 && slot < heartbeat) continue;
    const RowRange rows = {first_row_ + dealt_, count};
    dealt_ += count;
    return Slot{slot, rows};
  }
  return std::nullopt;
}

int64_t SlotPacer::MomentOf(const Slot& slot, int64_t now) {
  int64_t due = start_ + slot.number * kSlotNanos;
  if (now > due + kMostCatchUp) {
    start_ += now - due;
    due = now;
  }
  second_.push_back(slot);
  second_rows_ += slot.rows.count;
  while (second_.front().number <= slot.number - kSlotsPerSecond) {
    second_rows_ -= second_.front().rows.count;
    second_.pop_front();
  }
  int64_t moment = std::max(due, now);
  while (!written_.empty()) {
    const int64_t expires = written_.front().moment + kSlotsPerSecond * kSlotNanos;
    const bool fits = written_rows_ + slot.rows.count <= second_rows_;
    if (fits && expires > moment) break;
    moment = std::max(moment, expires);
    written_rows_ -= written_.front().rows;
    written_.pop_front();
  }
  return moment;
}

// What its reader was slow to take counts from when it was taken.
void SlotPacer::Wrote(int64_t begin, int64_t end) {
  const int64_t rows = second_.back().rows.count;
  written_.push_back({std::max(begin, end - kSlotNanos), rows});
  written_rows_ += rows;
}

}  // namespace rand_engine
