// What is fuzzed. A target takes any bytes and throws where the engine breaks a promise;
// crashes, leaks, undefined behaviour, time and memory are for whoever runs it:
// libFuzzer (libfuzzer_main.cc), or `make test` over what was found once
// (findings_test.cc).
#pragma once

#include <array>
#include <stdexcept>
#include <string>
#include <string_view>

namespace rand_engine::fuzz {

class BrokenPromise : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

inline void Require(bool holds, const std::string& promise) {
  if (!holds) throw BrokenPromise(promise);
}

/// Text -> tree -> plan, of one table or of a dataset. What is read reads again, from the
/// JSON text that it is written as, as the same tree.
void FuzzJsonSpec(std::string_view text);
void FuzzYamlSpec(std::string_view text);

/// The languages inside of specs: a formula, a pattern, a template. Row by row the same
/// values as all rows at once.
void FuzzFormula(std::string_view text);
void FuzzPattern(std::string_view text);
void FuzzTemplate(std::string_view text);

/// Bytes choose columns out of the table of methods, rows and options; all encoders write
/// them, readers that are not ours read them, and all rows are equal; so is a slice that
/// was made alone.
void FuzzRoundTrip(std::string_view bytes);

/// The same with rows enough for what Parquet does with large columns alone; Arrow's
/// batches and Parquet's rows are equal.
void FuzzLargeParquet(std::string_view bytes);

/// Words and prose in columns of texts -> pages: what is said to repeat does, and zstd
/// and Snappy, who trust it, give the page back.
void FuzzPageMatches(std::string_view bytes);

/// Path, format, mode and options -> an output plan, on a disk on which nothing is.
void FuzzOptions(std::string_view bytes);

/// A checkpoint's file. What is read is written as the same state.
void FuzzCheckpoint(std::string_view text);

/// A part of an existing dataset, of any codec, to which an append would go.
void FuzzCsvPart(std::string_view bytes);
void FuzzJsonPart(std::string_view bytes);

struct Target {
  const char* name;  ///< of the program and of its folders in corpus/ and findings/
  void (*run)(std::string_view input);
};

inline constexpr std::array<Target, 12> kTargets = {{
    {"json_spec", FuzzJsonSpec},
    {"yaml_spec", FuzzYamlSpec},
    {"formula", FuzzFormula},
    {"pattern", FuzzPattern},
    {"template", FuzzTemplate},
    {"round_trip", FuzzRoundTrip},
    {"large_parquet", FuzzLargeParquet},
    {"page_matches", FuzzPageMatches},
    {"options", FuzzOptions},
    {"checkpoint", FuzzCheckpoint},
    {"csv_part", FuzzCsvPart},
    {"json_part", FuzzJsonPart},
}};

}  // namespace rand_engine::fuzz
