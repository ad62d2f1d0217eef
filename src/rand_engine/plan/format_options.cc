#include "rand_engine/plan/format_options.h"

namespace rand_engine {

const char* FormatName(Format format) {
  switch (format) {
    case Format::kCsv:
      return "csv";
    case Format::kJson:
      return "json";
    case Format::kParquet:
      return "parquet";
  }
  return "unknown";
}

}  // namespace rand_engine
