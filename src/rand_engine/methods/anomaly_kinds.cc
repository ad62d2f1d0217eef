#include "rand_engine/methods/anomaly_kinds.h"

#include <cfloat>
#include <limits>

namespace rand_engine {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr size_t kLongText = 4096;

std::vector<AnomalyKind> MakeTextKinds() {
  return {
      {"empty", {""}},
      {"spaces", {" ", "   ", "\t", " x", "x "}},
      {"long", {std::string(kLongText, 'x')}},
      // Combining and precomposed, right to left, an override of the direction, a family
      // joined of emoji, a flag, zero width, a byte-order mark, beyond the first plane.
      {"unicode",
       {"e\u0301\u00e9", "Z\u0351\u036b\u0343\u036a\u0302a\u0300\u0316lgo",
        "\u0645\u0631\u062d\u0628\u0627 \u05e9\u05dc\u05d5\u05dd", "\u202etxt.exe",
        "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U0001f1e7\U0001f1f7",
        "zero\u200bwidth", "\ufeffmark", "\u00a0", "\u65e5\u672c\u8a9e",
        "\U0001d4b3\U0002070e", "\u0130\u0131\u00df"}},
      {"control", {"two\nlines", "two\r\nlines", "tab\there", "\x01\x1b[31m\x7f"}},
      {"quotes", {"\"", "'", "\"quoted\"", "a,b;c|d", "back\\slash\\", "`"}},
      {"injection",
       {"'; DROP TABLE users; --", "\" OR \"\"=\"", "' OR 1=1 --",
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "%s%n%x%d", "{0}",
        "${7*7}", "{{7*7}}", "$(id)", "../../etc/passwd"}},
      {"formula", {"=1+1", "+1+1", "-1+1", "@SUM(1,1)"}},
      {"null_words", {"null", "NULL", "None", "N/A", "nan", "undefined", "-"}},
  };
}

std::vector<AnomalyKind> MakeOtherKinds() {
  std::vector<AnomalyKind> kinds(8);
  kinds[0] = {.name = "zero", .integers = {0}, .floats = {0}};
  kinds[1] = {.name = "negative", .integers = {-1}, .floats = {-1}};
  kinds[2] = {.name = "extremes",
              .integers = {INT64_MIN, INT64_MAX},
              .floats = {-DBL_MAX, DBL_MAX},
              .days = {"0001-01-01", "9999-12-31"},
              .times = {"0001-01-01T00:00:00", "9999-12-31T23:59:59"}};
  kinds[3] = {.name = "tiny", .floats = {DBL_MIN, -DBL_MIN}};
  kinds[4] = {.name = "nan", .floats = {std::numeric_limits<double>::quiet_NaN()}};
  kinds[5] = {.name = "infinity", .floats = {-kInfinity, kInfinity}};
  kinds[6] = {.name = "epoch",
              .days = {"1970-01-01", "1969-12-31", "1900-01-01"},
              .times = {"1970-01-01T00:00:00", "1969-12-31T23:59:59"}};
  // A day that some years lack; the second after which 32 bits do not reach.
  kinds[7] = {.name = "calendar",
              .days = {"2000-02-29", "2038-01-19"},
              .times = {"2000-02-29T12:00:00", "2038-01-19T03:14:08"}};
  return kinds;
}

}  // namespace

const std::vector<AnomalyKind>& AnomalyKinds() {
  static const auto& kinds = *[] {
    auto* all = new std::vector<AnomalyKind>(MakeTextKinds());
    for (AnomalyKind& kind : MakeOtherKinds()) all->push_back(std::move(kind));
    return all;
  }();
  return kinds;
}

}  // namespace rand_engine
