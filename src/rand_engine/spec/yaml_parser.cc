#include "rand_engine/spec/yaml_parser.h"

#include <arrow/status.h>
#include <fmt/format.h>
#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <array>
#include <exception>
#include <istream>
#include <streambuf>
#include <utility>

#include "rand_engine/spec/json_text.h"
#include "rand_engine/spec/source_text.h"

namespace rand_engine {
namespace {

/// Leaves yaml-cpp's parser, which has no other way to be stopped; caught in Parse.
struct StopParsing {
  arrow::Status status;
};

/// Reads a text in place: a string stream would copy it.
class TextBuffer : public std::streambuf {
 public:
  explicit TextBuffer(std::string_view text) {
    char* begin = const_cast<char*>(text.data());  // never written to
    setg(begin, begin, begin + text.size());
  }
};

struct Hint {
  std::string_view message;  ///< of yaml-cpp, or its beginning
  std::string_view hint;
};

constexpr std::array<Hint, 9> kHints = {{
    {"illegal map value",
     "is the line's indentation right? Text that holds ': ' needs quotes"},
    {"end of map not found",
     "is the line's indentation right? After a quoted text nothing may follow"},
    {"end of sequence not found", "is the line's indentation right?"},
    {"end of map flow not found", "a '{' has no '}'"},
    {"end of sequence flow not found", "a '[' has no ']'"},
    {"illegal flow end",
     "there is no '[' or '{' for it; text with brackets needs quotes"},
    {"illegal block entry", "a list of '- ' items begins on a line of its own"},
    {"invalid unicode", "write the character itself, or \\U and its 8 hex digits"},
    {"unknown token", "text that begins with %, @ or ` needs quotes"},
}};

std::string_view LineAt(std::string_view text, int line) {
  for (; line > 0; --line) {
    const size_t end = text.find('\n');
    if (end == std::string_view::npos) return "";
    text.remove_prefix(end + 1);
  }
  return text.substr(0, text.find_first_of("\r\n"));
}

/// Whether the document has not begun in or before `line`: space, comments, directives.
bool IsBeforeDocument(std::string_view line) {
  const size_t first = line.find_first_not_of(" \t\r");
  return first == std::string_view::npos || line[first] == '#' || line[0] == '%';
}

bool IsKnownDirective(std::string_view line) {
  return line.starts_with("%YAML ") || line.starts_with("%TAG ");
}

bool IsIndentedByTab(std::string_view line) {
  const size_t content = std::min(line.find_first_not_of(" \t"), line.size());
  return line.substr(0, content).find('\t') != std::string_view::npos;
}

std::string_view HintFor(std::string_view message, std::string_view line) {
  if (IsIndentedByTab(line)) return "YAML is indented by spaces, never by tabs";
  for (const Hint& hint : kHints) {
    if (message.starts_with(hint.message)) return hint.hint;
  }
  return "";
}

/// Go past a node's tag, anchor, white space and comments.
size_t SkipProperties(std::string_view text, size_t offset) {
  while (offset < text.size()) {
    const char byte = text[offset];
    if (byte == '!' || byte == '&') {
      // A quote may follow a tag at once, but an anchor's name may hold quotes.
      const std::string_view ends = byte == '!' ? " \t\r\n\"'" : " \t\r\n";
      offset = std::min(text.find_first_of(ends, offset), text.size());
    } else if (byte == '#') {
      offset = std::min(text.find('\n', offset), text.size());
    } else if (byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n') {
      ++offset;
    } else {
      return offset;
    }
  }
  return offset;
}

/// The offset of the partner of the quote at `offset`, or npos.
size_t FindClosingQuote(std::string_view text, size_t offset) {
  const char quote = text[offset];
  for (size_t i = offset + 1; i < text.size(); ++i) {
    if (quote == '"' && text[i] == '\\') {
      ++i;
      continue;
    }
    if (text[i] != quote) continue;
    const bool is_escaped = quote == '\'' && i + 1 < text.size() && text[i + 1] == '\'';
    if (!is_escaped) return i;
    ++i;
  }
  return std::string_view::npos;
}

bool IsQuote(char byte) { return byte == '"' || byte == '\''; }

/// The offset of the first quote from `offset` on that begins a text and has no partner,
/// or npos. A guess, which comments can mislead: for texts known to hold one.
size_t GuessOpenQuote(std::string_view text, size_t offset) {
  constexpr std::string_view kBeforeText = " \t\n[{,:";
  for (size_t i = offset; i < text.size(); ++i) {
    const bool may_begin =
        i == 0 || kBeforeText.find(text[i - 1]) != std::string_view::npos;
    if (!IsQuote(text[i]) || !may_begin) continue;
    const size_t closing = FindClosingQuote(text, i);
    if (closing == std::string_view::npos) return i;
    i = closing;
  }
  return std::string_view::npos;
}

arrow::Status OpenQuote(std::string_view text, size_t offset, const std::string& source) {
  return ErrorAt(source, PositionOf(text, offset),
                 fmt::format("the text that begins here has no closing quote: {}",
                             TextForMessage(text.substr(offset), 30)));
}

}  // namespace

arrow::Status YamlEvents::CheckDocumentStart(const YAML::Mark& mark) const {
  if (documents_ == 1) return arrow::Status::OK();
  const std::string_view found = TextAt(mark);
  if (found.starts_with("---")) {
    return ErrorAt(source_, PositionOf(mark),
                   "a second document begins; a spec is one YAML document");
  }
  return ErrorAt(
      source_, PositionOf(mark),
      fmt::format("the document is complete before '{}'; is the indentation right?",
                  TextForMessage(found.substr(0, found.find_first_of("\r\n")), 30)));
}

void YamlEvents::OnDocumentStart(const YAML::Mark& mark) {
  ++documents_;
  Require(CheckDocumentStart(mark));
}

void YamlEvents::Require(arrow::Status status) {
  if (!status.ok()) throw StopParsing{std::move(status)};
}

std::string_view YamlEvents::TextAt(const YAML::Mark& mark) const {
  return text_.substr(std::min<size_t>(mark.pos, text_.size()));
}

arrow::Status YamlEvents::Parse() {
  const arrow::Status parsed = Run();
  // An unclosed quote swallows all that follows: what else is missing is its doing.
  ARROW_RETURN_NOT_OK(CheckLastQuote());
  return parsed;
}

arrow::Status YamlEvents::Run() {
  try {
    TextBuffer buffer(text_);
    std::istream stream(&buffer);
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(*this)) {
    }
    return arrow::Status::OK();
  } catch (const StopParsing& stop) {
    return stop.status;
  } catch (const YAML::DeepRecursion& error) {
    return ErrorAt(source_, PositionOf(error.mark),
                   "lists and objects are nested too deeply, or a bracket is not closed");
  } catch (const YAML::Exception& error) {
    return Translate(error);
  } catch (const std::exception& error) {
    return ErrorAt(source_, {1, 1}, fmt::format("cannot be read: {}", error.what()));
  }
}

arrow::Status YamlEvents::Translate(const YAML::Exception& error) const {
  const YAML::Mark mark = error.mark.is_null() ? YAML::Mark() : error.mark;
  if (error.msg == "illegal EOF in scalar") {
    const size_t quote = GuessOpenQuote(text_, last_scalar_);
    if (quote != std::string_view::npos) return OpenQuote(text_, quote, source_);
  }
  const std::string_view line = LineAt(text_, mark.line);
  const std::string_view rest = line.substr(std::min<size_t>(mark.column, line.size()));
  const std::string near =
      rest.empty() ? "" : fmt::format(", near '{}'", TextForMessage(rest, 30));
  const std::string_view hint = HintFor(error.msg, line);
  return ErrorAt(
      source_, PositionOf(mark),
      fmt::format("{}{}{}{}", error.msg, near, hint.empty() ? "" : "; ", hint));
}

/// yaml-cpp takes the end of the text for the end of a quoted scalar. That scalar is the
/// last one then: it has swallowed all that follows.
arrow::Status YamlEvents::CheckLastQuote() const {
  const size_t offset = SkipProperties(text_, last_scalar_);
  const bool is_open = offset < text_.size() && IsQuote(text_[offset]) &&
                       FindClosingQuote(text_, offset) == std::string_view::npos;
  return is_open ? OpenQuote(text_, offset, source_) : arrow::Status::OK();
}

arrow::Status CheckYamlCharacters(std::string_view text, const std::string& source) {
  for (size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool is_control = byte < 0x20 || byte == 0x7F;
    if (!is_control || byte == '\n' || byte == '\t') continue;
    if (byte != '\r') {
      return ErrorAt(
          source, PositionOf(text, i),
          fmt::format("the control character U+{:04X} cannot stand in YAML; "
                      "write it as \"\\x{:02x}\" in double quotes",
                      static_cast<unsigned>(byte), static_cast<unsigned>(byte)));
    }
    const bool ends_line = i + 1 < text.size() && text[i + 1] == '\n';
    if (ends_line || i + 1 == text.size()) continue;
    return ErrorAt(source, PositionOf(text, i),
                   "a carriage return without a line feed; end lines by \\n or \\r\\n");
  }
  return arrow::Status::OK();
}

arrow::Status CheckYamlDirectives(std::string_view text, const std::string& source) {
  if (text.find('%') == std::string_view::npos) return arrow::Status::OK();
  bool may_stand = true;
  for (size_t start = 0; start < text.size();) {
    const size_t end = std::min(text.find('\n', start), text.size());
    const std::string_view line = text.substr(start, end - start);
    may_stand = may_stand && IsBeforeDocument(line);
    const bool is_allowed = may_stand && IsKnownDirective(line);
    if (line.starts_with('%') && !is_allowed) {
      return ErrorAt(source, PositionOf(text, start),
                     fmt::format("'{}' begins with '%', like a directive of YAML; only "
                                 "%YAML and %TAG are known, before the document. Text "
                                 "that begins with '%' needs quotes; comments begin "
                                 "with '#'",
                                 TextForMessage(line, 30)));
    }
    start = end + 1;
  }
  return arrow::Status::OK();
}

}  // namespace rand_engine
