// Points in time read and written by a pattern of strptime's directives, whole seconds,
// UTC. A table of our own: no locale, no time zone, the same on every machine.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rand_engine {

/// Immutable.
class TimePattern {
 public:
  /// Return nullopt if `pattern` holds a directive that is not supported, a lone `%`, or
  /// none at all.
  static std::optional<TimePattern> Make(std::string_view pattern);

  /// "%Y %m %d ...": for messages.
  static std::string SupportedDirectives();

  /// Return the seconds since 1970-01-01T00:00:00Z; nullopt if `text` is not of the
  /// pattern or no such time exists. What the pattern leaves out is that of 1900-01-01
  /// 00:00:00, as in Python. Fractions are read and dropped.
  std::optional<int64_t> Parse(std::string_view text) const;

  /// Put the text of `seconds` at `out`, which has room for longest() bytes; return its
  /// end. REQUIRES: years 0001 to 9999.
  char* Render(int64_t seconds, char* out) const;

  size_t longest() const { return longest_; }
  /// Seconds of the finest thing that the pattern shows: 1, 60, 3600 or 86400 (a day also
  /// where it shows months or years only).
  int64_t unit() const { return unit_; }
  /// What stands between the directives, one after the other.
  std::string literals() const;

 private:
  struct Token {
    char directive = 0;  ///< 0 = `literal`
    std::string literal;
  };
  std::vector<Token> tokens_;
  size_t longest_ = 0;
  int64_t unit_ = 86'400;
};

}  // namespace rand_engine
