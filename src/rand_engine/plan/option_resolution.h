// What the options say -> the options of a format, with the rules that tie them together.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rand_engine/compress/codec.h"
#include "rand_engine/domain/value_type.h"
#include "rand_engine/plan/format_options.h"
#include "rand_engine/plan/option_parser.h"
#include "rand_engine/plan/path_resolution.h"

namespace rand_engine {

/// Give `said` what the path says (`.tsv`, `.jsonl`, `.gz`); where both say something
/// else, add a line to `problems`.
void TakePathsWord(const PathParts& path, Format format, SaidOptions* said,
                   OptionProblems* problems);

/// The codec: as said, else none (Parquet: snappy).
Codec ResolveCodec(Format format, const SaidOptions& said);

/// The compression level, checked against what the codec takes in this format.
std::optional<int> ResolveLevel(Format format, Codec codec, const SaidOptions& said,
                                OptionProblems* problems);

CsvOptions ResolveCsv(const SaidOptions& said, const Schema& schema,
                      OptionProblems* problems);
JsonOptions ResolveJson(const SaidOptions& said, const Schema& schema,
                        OptionProblems* problems, std::vector<std::string>* warnings);
ParquetOptions ResolveParquet(const SaidOptions& said);

}  // namespace rand_engine
