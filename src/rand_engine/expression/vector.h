// Values of one type for a run of rows, some of which may be missing.
#pragma once

#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

namespace rand_engine::expression {

/// Rows that are evaluated at once.
inline constexpr int64_t kBatchRows = 1024;

/// Memory for the texts of a run of rows; what is allocated stays where it is until
/// Clear.
class TextArena {
 public:
  /// Room for `size` bytes; no null pointer for 0 either.
  char* Allocate(size_t size) {
    if (size > room_ || next_ == nullptr) Grow(size);
    char* place = next_;
    next_ += size;
    room_ -= size;
    return place;
  }
  /// Give back the last `size` bytes of what was allocated last.
  void Shrink(size_t size) {
    next_ -= size;
    room_ += size;
  }
  std::string_view Copy(std::string_view text) {
    if (text.empty()) return {};
    char* place = Allocate(text.size());
    std::memcpy(place, text.data(), text.size());
    return {place, text.size()};
  }
  void Clear() {
    blocks_.clear();
    next_ = nullptr;
    room_ = 0;
  }

 private:
  static constexpr size_t kBlock = 1 << 16;

  void Grow(size_t size) {
    room_ = size > kBlock ? size : kBlock;
    blocks_.push_back(std::make_unique_for_overwrite<char[]>(room_));
    next_ = blocks_.back().get();
  }

  std::vector<std::unique_ptr<char[]>> blocks_;
  char* next_ = nullptr;
  size_t room_ = 0;
};

/// int64_t for numbers, dates and timestamps; double; uint8_t for booleans (0 or 1);
/// std::string_view for texts. Where the value is missing there is 0 or "".
class Vector {
 public:
  template <typename T>
  T* Prepare(int64_t count) {
    words_ = std::make_unique_for_overwrite<uint64_t[]>((count * sizeof(T) + 7) / 8 + 1);
    return reinterpret_cast<T*>(words_.get());
  }
  template <typename T>
  const T* values() const {
    return reinterpret_cast<const T*>(words_.get());
  }
  template <typename T>
  T* mutable_values() {
    return reinterpret_cast<T*>(words_.get());
  }

  /// 1 a row that has a value, 0 one that has none; null if all have.
  const uint8_t* present() const { return present_.get(); }
  /// The same, all 1 where all had one.
  uint8_t* MutablePresent(int64_t count) {
    if (present_ == nullptr) {
      present_ = std::make_unique_for_overwrite<uint8_t[]>(count);
      std::memset(present_.get(), 1, count);
    }
    return present_.get();
  }

  /// Leave out what `other` leaves out too.
  void AddMissing(const Vector& other, int64_t count) {
    if (other.present_ == nullptr) return;
    uint8_t* mine = MutablePresent(count);
    for (int64_t i = 0; i < count; ++i) mine[i] &= other.present_[i];
  }

  /// Put T{} where values are missing.
  template <typename T>
  void ClearMissing(int64_t count) {
    if (present_ == nullptr) return;
    T* values = mutable_values<T>();
    for (int64_t i = 0; i < count; ++i) {
      if (present_[i] == 0) values[i] = T{};
    }
  }

 private:
  std::unique_ptr<uint64_t[]> words_;
  std::unique_ptr<uint8_t[]> present_;
};

}  // namespace rand_engine::expression
