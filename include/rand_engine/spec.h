// What to generate: columns, each with a method and its parameters.
#pragma once

#include <arrow/result.h>

#include <memory>
#include <string>
#include <string_view>

namespace rand_engine {

class Value;

/// A parsed spec: an object of columns, `{"age": {"method": "gen_ints", "parms": {"min":
/// 18, "max": 65}}, ...}`. The order of columns is the text's. Methods and parameters are
/// checked by whoever uses it (data_generator.h).
///
/// Immutable, cheap to copy, thread-safe.
class Spec {
 public:
  /// Parse JSON. `source` names the text in messages. Errors have the kind kSpec.
  static arrow::Result<Spec> FromJson(std::string_view text,
                                      const std::string& source = "spec");

  /// Parse YAML (1.2 core schema).
  static arrow::Result<Spec> FromYaml(std::string_view text,
                                      const std::string& source = "spec");

  /// Parse JSON or YAML, whichever the text is (a source ending in .json, .yaml or .yml
  /// decides).
  static arrow::Result<Spec> FromText(std::string_view text,
                                      const std::string& source = "spec");

  /// Read a file of JSON or YAML.
  static arrow::Result<Spec> FromFile(const std::string& path);

  /// Take a tree made elsewhere (the Python package's dicts).
  static Spec FromValue(Value root, const std::string& source = "spec");

  /// Compact JSON text, columns and parameters in the spec's order.
  const std::string& json() const;

  /// SHA-256 of json(), 64 hex digits.
  const std::string& sha256() const;

  /// How messages call the spec: "spec.json".
  const std::string& source() const;

  const Value& root() const;

 private:
  struct Content;
  explicit Spec(std::shared_ptr<const Content> content);
  std::shared_ptr<const Content> content_;
};

}  // namespace rand_engine
