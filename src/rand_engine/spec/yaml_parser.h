// yaml-cpp behind arrow::Status: runs its parser over a text and words its errors.
#pragma once

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>

#include <cstddef>
#include <string>
#include <string_view>

#include "rand_engine/spec/value.h"

namespace arrow {
class Status;
}

namespace rand_engine {

inline SourcePosition PositionOf(const YAML::Mark& mark) {
  return {mark.line + 1, mark.column + 1};
}

/// Events of one YAML document. A subclass adds the events of nodes and calls Require to
/// end the parse with an error.
class YamlEvents : public YAML::EventHandler {
 public:
  YamlEvents(std::string_view text, const std::string& source)
      : text_(text), source_(source) {}

  void OnDocumentStart(const YAML::Mark& mark) final;
  void OnDocumentEnd() final {}

  /// Parse the text and tell the events. Not OK: what yaml-cpp refuses, what Require was
  /// given, a second document, a quoted text that the end of the text cuts off.
  arrow::Status Parse();

 protected:
  /// End the parse with `status` unless it is OK.
  void Require(arrow::Status status);

  /// To be called for each scalar, in order.
  void NoteScalar(const YAML::Mark& mark) { last_scalar_ = mark.pos; }

  /// The text from `mark` on.
  std::string_view TextAt(const YAML::Mark& mark) const;

  std::string_view text() const { return text_; }
  const std::string& source() const { return source_; }
  bool has_document() const { return documents_ > 0; }

 private:
  arrow::Status Run();
  arrow::Status Translate(const YAML::Exception& error) const;
  arrow::Status CheckLastQuote() const;
  arrow::Status CheckDocumentStart(const YAML::Mark& mark) const;

  std::string_view text_;
  const std::string& source_;
  int documents_ = 0;
  size_t last_scalar_ = 0;
};

/// Refuse what yaml-cpp would take for something else without a word: control characters
/// and a carriage return that ends a line alone. `text` is UTF-8 without byte-order mark.
arrow::Status CheckYamlCharacters(std::string_view text, const std::string& source);

/// Refuse lines that begin with `%`, but for %YAML and %TAG before the document: yaml-cpp
/// drops them silently, wherever they stand.
arrow::Status CheckYamlDirectives(std::string_view text, const std::string& source);

}  // namespace rand_engine
