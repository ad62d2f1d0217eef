// Rows -> codes: the interface of everything that draws.
#pragma once

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace rand_engine {

/// How many bits a code has: 32 for domains of up to 2^32 values, 128 (two words, high
/// first) for random bits that no word holds, and for texts (address and length).
enum class CodeWidth { k32, k64, k128 };

/// Room for the codes of a run of rows, reused from run to run. Grows, never shrinks.
class CodeBuffer {
 public:
  /// Make room for `count` codes and return where they go. What was there is lost.
  uint32_t* Prepare32(int64_t count) {
    Reserve(count * 4);
    width_ = CodeWidth::k32;
    return reinterpret_cast<uint32_t*>(words_.get());
  }
  uint64_t* Prepare64(int64_t count) {
    Reserve(count * 8);
    width_ = CodeWidth::k64;
    return words_.get();
  }
  uint64_t* Prepare128(int64_t count) {
    Reserve(count * 16);
    width_ = CodeWidth::k128;
    return words_.get();
  }

  CodeWidth width() const { return width_; }
  /// REQUIRES: width() is k32.
  const uint32_t* codes32() const {
    return reinterpret_cast<const uint32_t*>(words_.get());
  }
  /// REQUIRES: width() is k64, or k128: then two words a code.
  const uint64_t* codes64() const { return words_.get(); }

  /// The same, for whoever turns codes into others in place.
  uint32_t* mutable_codes32() { return reinterpret_cast<uint32_t*>(words_.get()); }
  uint64_t* mutable_codes64() { return words_.get(); }

  /// Keep what holds the texts that the codes point at, until the next call.
  void KeepTexts(std::shared_ptr<const void> owner) {
    texts_.clear();
    AddTexts(std::move(owner));
  }
  /// Keep this too.
  void AddTexts(std::shared_ptr<const void> owner) {
    if (owner != nullptr) texts_.push_back(std::move(owner));
  }
  /// Keep what another buffer, whose codes were copied, keeps.
  void AddTextsOf(const CodeBuffer& other) {
    texts_.insert(texts_.end(), other.texts_.begin(), other.texts_.end());
  }

 private:
  void Reserve(int64_t bytes) {
    // A few words of slack let vectorised readers run past the end.
    const int64_t words = bytes / 8 + 8;
    if (words <= capacity_words_) return;
    words_ = std::make_unique_for_overwrite<uint64_t[]>(words);
    capacity_words_ = words;
  }

  std::unique_ptr<uint64_t[]> words_;
  int64_t capacity_words_ = 0;
  CodeWidth width_ = CodeWidth::k32;
  std::vector<std::shared_ptr<const void>> texts_;
};

/// Rows of a table that has versions carry in the bits above these the version of their
/// latest update, 0 for none: draws of other versions are other draws, while whatever
/// follows the row's own number looks at that alone.
inline constexpr int kRowNumberBits = 44;

inline uint64_t RowOf(uint64_t row) {
  return row & ((uint64_t{1} << kRowNumberBits) - 1);
}
inline uint64_t RowWithVersion(uint64_t row, uint64_t version) {
  return row | version << kRowNumberBits;
}

/// What a fill of a source takes.
struct FillEffort {
  int64_t fills = 1;  ///< of sources, those that it reads included
  int depth = 1;      ///< of sources that read others
};

/// More is refused, since each reader makes what it reads anew.
inline constexpr int64_t kMostFills = 10'000;
inline constexpr int kMostFillDepth = 64;

/// A pure function from row numbers to codes. Immutable; many threads may fill at once.
class CodeSource {
 public:
  virtual ~CodeSource() = default;

  /// Put the codes of rows [first_row, first_row + count) into `codes`.
  virtual void Fill(uint64_t first_row, int64_t count, CodeBuffer* codes) const = 0;

  /// Put the codes of `rows`, in any order and as often as they come, into `codes`, as
  /// wide as those of Fill; rows may carry a version. This one fills runs of rows that
  /// rise by 0 or 1; a source that can do better for scattered rows does.
  virtual void Gather(const uint64_t* rows, int64_t count, CodeBuffer* codes) const;

  /// n where each row draws one of the codes [0, n), all equally likely, whatever the
  /// other rows have; 0 where that is not known.
  virtual uint64_t uniform_codes() const { return 0; }
};

/// A source whose runs of rows are filled as scattered ones are.
class GatheringSource : public CodeSource {
 public:
  void Fill(uint64_t first_row, int64_t count, CodeBuffer* codes) const final;
  void Gather(const uint64_t* rows, int64_t count, CodeBuffer* codes) const override = 0;
};

}  // namespace rand_engine
