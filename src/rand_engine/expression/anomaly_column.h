// Columns some of whose values are others than the column's own: edge values, mistakes.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "rand_engine/domain/domain.h"
#include "rand_engine/expression/input_column.h"
#include "rand_engine/generate/code_source.h"
#include "rand_engine/generate/missing_codes.h"
#include "rand_engine/random/stream_key.h"

namespace rand_engine {

/// What stands in the place of a column's own values, each as likely; the list of the
/// column's type alone is filled.
struct AnomalyValues {
  std::vector<int64_t> integers;  ///< also days, microseconds since 1970-01-01
  std::vector<double> floats;
  std::vector<std::string> texts;
};

/// Of so many of 2^64 draws the value is one of `values`; none if 0.
struct Anomalies {
  NullDraws draws = 0;
  AnomalyValues values;
  size_t place = 0;  ///< of the column among those of its member
};

/// Which random numbers they take.
struct AnomalyKeys {
  StreamKey rows;    ///< whether a row has one
  StreamKey values;  ///< which one
};

struct AnomalyColumn {
  Domain domain;
  std::unique_ptr<CodeSource> source;
  std::optional<uint64_t> missing_code;
};

/// The column with anomalies among its values. The domain is one of the same type that
/// holds both: a span of numbers or times, any doubles, any texts; so every encoder takes
/// it. Rows without a value stay so, and all others keep theirs. REQUIRES: the column's
/// type is not kBool; anomalies.draws > 0 and there is a value.
AnomalyColumn MakeAnomalyColumn(const InputColumn& column, const Anomalies& anomalies,
                                const AnomalyKeys& keys);

}  // namespace rand_engine
