// What a column's codes are in Parquet: physical values, their order, their PLAIN bytes.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "rand_engine/domain/domain.h"
#include "rand_engine/generate/code_source.h"
#include "rand_engine/memory/byte_buffer.h"

namespace rand_engine {

class KnownMatches;

/// Physical types of the Parquet format that columns here take; the unsigned ones are
/// INT32 and INT64 there, and differ in how their values are ordered.
enum class PhysicalType {
  kBoolean,
  kInt32,
  kInt64,
  kUint32,
  kUint64,
  kFloat,
  kDouble,
  kByteArray,
};

/// A run of codes, none of them missing: `words` points at uint32_t or at uint64_t (two a
/// code where the width is k128).
struct CodeSpan {
  CodeWidth width = CodeWidth::k32;
  const void* words = nullptr;
  int64_t count = 0;

  const uint32_t* codes32() const { return static_cast<const uint32_t*>(words); }
  const uint64_t* codes64() const { return static_cast<const uint64_t*>(words); }
  CodeSpan Slice(int64_t begin, int64_t length) const;
};

/// The first `count` codes of a buffer.
CodeSpan SpanOf(const CodeBuffer& codes, int64_t count);

/// Call `visit` with the words of codes of one word.
template <typename Visit>
auto VisitCodes(const CodeSpan& codes, Visit visit) {
  return codes.width == CodeWidth::k32 ? visit(codes.codes32()) : visit(codes.codes64());
}

/// Call `visit` with the high and the low word of each code, one after the other.
template <typename Visit>
void VisitWords(const CodeSpan& codes, Visit visit) {
  if (codes.width == CodeWidth::k128) {
    const uint64_t* words = codes.codes64();
    for (int64_t i = 0; i < codes.count; ++i) visit(words[2 * i], words[2 * i + 1]);
    return;
  }
  VisitCodes(codes, [&](const auto* words) {
    for (int64_t i = 0; i < codes.count; ++i) visit(uint64_t{0}, uint64_t{words[i]});
  });
}

/// Smallest and largest value of a run as PLAIN bytes without a length prefix, in the
/// order that the format defines for the type (parquet.thrift, ColumnOrder TYPE_ORDER).
struct Extremes {
  std::string min;
  std::string max;
};

/// Immutable; shared by all threads. Called once a page, never once a row.
class ParquetValues {
 public:
  virtual ~ParquetValues() = default;

  virtual PhysicalType physical_type() const = 0;

  /// Append the PLAIN encoding of the values (booleans: one byte each, for the encoder).
  virtual void AppendPlain(const CodeSpan& codes, ByteBuffer* out) const = 0;
  /// The same, and tell `matches` what the bytes repeat of others in `out`, which is a
  /// page that nothing was told of. The usual one says nothing.
  virtual void AppendPlainWithMatches(const CodeSpan& codes, ByteBuffer* out,
                                      KnownMatches* /*matches*/) const {
    AppendPlain(codes, out);
  }

  /// True if AppendPlainWithMatches has something to say.
  virtual bool knows_matches() const { return false; }

  /// The domain where it is UUIDs, whose codes have two words; else null.
  virtual const UuidDomain* uuids() const { return nullptr; }

  /// Append the DELTA_BINARY_PACKED encoding. REQUIRES: the values are whole numbers.
  virtual void AppendDelta(const CodeSpan& codes, ByteBuffer* out) const;

  /// Nothing where no value has a place in the order (NaN). REQUIRES: codes.count > 0.
  virtual std::optional<Extremes> FindExtremes(const CodeSpan& codes) const = 0;

  /// The same where `plain` is what AppendPlain has put for the codes.
  virtual std::optional<Extremes> FindExtremesOfPlain(const CodeSpan& codes,
                                                      std::string_view /*plain*/) const {
    return FindExtremes(codes);
  }

  /// PLAIN bytes of a typical value, from the domain alone.
  virtual double plain_bytes() const = 0;

  /// Number of codes, 0 where there are too many to enumerate (or 2^64).
  virtual uint64_t domain_size() const = 0;

  /// How many of the codes can come up (those of a pair list may be far fewer).
  virtual uint64_t reachable_size() const { return domain_size(); }
};

/// `storage` says in what numbers are held.
std::unique_ptr<ParquetValues> MakeParquetValues(
    const Domain& domain, StorageType storage = StorageType::kNative);

}  // namespace rand_engine
