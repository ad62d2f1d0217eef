// A growing run of bytes that is reused between chunks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <new>
#include <string_view>
#include <utility>

namespace rand_engine {

/// Bytes with a capacity. Unlike std::string and std::vector it never writes bytes that
/// its user did not ask for (Resize leaves new bytes unset), and Clear keeps the memory,
/// so a recycled buffer costs neither page faults nor zero-filling.
///
/// Not thread-safe. Throws std::bad_alloc when memory is exhausted.
class ByteBuffer {
 public:
  ByteBuffer() = default;
  ByteBuffer(ByteBuffer&& other) noexcept { Swap(other); }
  ByteBuffer& operator=(ByteBuffer&& other) noexcept {
    Swap(other);
    return *this;
  }
  ByteBuffer(const ByteBuffer&) = delete;
  ByteBuffer& operator=(const ByteBuffer&) = delete;
  ~ByteBuffer() { std::free(data_); }

  char* data() { return data_; }
  const char* data() const { return data_; }
  size_t size() const { return size_; }
  size_t capacity() const { return capacity_; }
  bool empty() const { return size_ == 0; }
  std::string_view view() const { return {data_, size_}; }

  /// Make room for `capacity` bytes in all; the content stays.
  void Reserve(size_t capacity) {
    if (capacity <= capacity_) return;
    size_t grown = capacity_ + capacity_ / 2;
    if (grown < capacity) grown = capacity;
    void* moved = std::realloc(data_, grown);
    if (moved == nullptr) throw std::bad_alloc();
    data_ = static_cast<char*>(moved);
    capacity_ = grown;
  }

  /// Set the size; bytes beyond the old size are unset.
  void Resize(size_t size) {
    Reserve(size);
    size_ = size;
  }

  void Append(const void* bytes, size_t count) {
    if (count == 0) return;
    Reserve(size_ + count);
    std::memcpy(data_ + size_, bytes, count);
    size_ += count;
  }
  void Append(std::string_view bytes) { Append(bytes.data(), bytes.size()); }

  void Clear() { size_ = 0; }

  void Swap(ByteBuffer& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    std::swap(capacity_, other.capacity_);
  }

 private:
  char* data_ = nullptr;
  size_t size_ = 0;
  size_t capacity_ = 0;
};

}  // namespace rand_engine
