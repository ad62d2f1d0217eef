// Copies of literals, of which most are a few bytes.
#pragma once

#include <cstddef>
#include <cstring>

namespace rand_engine {

/// Bytes that are copied whatever the literal's length is, where there are so many.
inline constexpr size_t kLiteralCopyBytes = 16;

/// Copy a literal, behind which `behind` bytes may be read; returns the copy's end.
/// REQUIRES: room for kLiteralCopyBytes more.
inline char* CopyLiteral(const char* bytes, size_t length, size_t behind, char* out) {
  if (length <= kLiteralCopyBytes && length + behind >= kLiteralCopyBytes) {
    std::memcpy(out, bytes, kLiteralCopyBytes);
  } else {
    std::memcpy(out, bytes, length);
  }
  return out + length;
}

}  // namespace rand_engine
