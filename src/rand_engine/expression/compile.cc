#include "rand_engine/expression/compile.h"

#include <arrow/result.h>
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "rand_engine/domain/decimal.h"
#include "rand_engine/domain/domain.h"
#include "rand_engine/expression/function.h"
#include "rand_engine/expression/syntax.h"
#include "rand_engine/spec/nearest_name.h"
#include "rand_engine/spec/value.h"

namespace rand_engine::expression {
namespace {

/// Resolves a tree from its leaves.
class Resolver {
 public:
  explicit Resolver(Scope* scope) : scope_(scope) {}

  arrow::Result<Node> Resolve(const Syntax& syntax) {
    switch (syntax.kind) {
      case Syntax::Kind::kNumber:
        return Number(syntax);
      case Syntax::Kind::kText:
        return MakeConstant(TextFacts(syntax.text.size()), {.text = syntax.text},
                            syntax.position);
      case Syntax::Kind::kBoolean:
        return MakeConstant(BooleanFacts(),
                            {.boolean = syntax.text == "true", .text = {}},
                            syntax.position);
      case Syntax::Kind::kNull: {
        Node node{{{}, true}, {}};
        node.position = syntax.position;
        return node;
      }
      case Syntax::Kind::kColumn:
        return Column(syntax);
      case Syntax::Kind::kCall:
        return Function(syntax);
    }
    return arrow::Status::Invalid("");
  }

  std::vector<std::string> TakeColumns() { return std::move(columns_); }

 private:
  // Of a number, as JSON writes it.
  static std::string TextOf(const Syntax& syntax) {
    std::string text = syntax.text;
    if (text[0] == '.') text.insert(0, "0");
    const size_t first = std::min(text.find_first_not_of('0'), text.size() - 1);
    const bool bare = text[first] == '.' || text[first] == 'e';
    text.erase(0, bare ? first - 1 : first);
    return text;
  }

  // The sign belongs to it: the number alone is no int64.
  static bool IsLeastInteger(const Syntax& syntax) {
    return syntax.text == "negate" && syntax.arguments.size() == 1 &&
           syntax.arguments[0].kind == Syntax::Kind::kNumber &&
           TextOf(syntax.arguments[0]) == "9223372036854775808";
  }

  // "12" and "0.125" are exact; with an exponent, or more than 15 digits, a double.
  static arrow::Result<Node> Number(const Syntax& syntax) {
    const std::string text = TextOf(syntax);
    const Value value = Value::Number(text);
    if (const auto whole = value.ToInt64(); whole && value.is_integer()) {
      return MakeConstant(NumberFacts(0, *whole, *whole), {.integer = *whole, .text = {}},
                          syntax.position);
    }
    const size_t point = text.find('.');
    if (point != std::string::npos && text.find('e') == std::string::npos) {
      const int scale = static_cast<int>(std::min<size_t>(text.size() - point - 1, 16));
      const auto unscaled =
          scale <= 15 ? ScaleDecimal(text, scale, Rounding::kDown) : std::nullopt;
      if (unscaled && *unscaled <= kMostUnscaled) {
        return MakeConstant(NumberFacts(scale, *unscaled, *unscaled),
                            {.integer = *unscaled, .text = {}}, syntax.position);
      }
    }
    const auto number = value.ToDouble();
    if (!number) {
      return arrow::Status::Invalid("the number ", syntax.text, " is too great",
                                    AtCharacter(syntax.position));
    }
    return MakeConstant(DoubleFacts(*number, *number), {.number = *number, .text = {}},
                        syntax.position);
  }

  arrow::Result<Node> Column(const Syntax& syntax) {
    const auto facts = scope_->Find(syntax.text);
    if (facts.status().IsCancelled()) return facts.status();
    if (!facts.ok()) {
      return arrow::Status::Invalid(facts.status().message(),
                                    AtCharacter(syntax.position));
    }
    const auto found = std::find(columns_.begin(), columns_.end(), syntax.text);
    Node node{*facts, {}};
    node.column = static_cast<int>(found - columns_.begin());
    node.position = syntax.position;
    if (found == columns_.end()) columns_.push_back(syntax.text);
    return node;
  }

  arrow::Result<Node> Function(const Syntax& syntax) {
    if (IsLeastInteger(syntax)) {
      return MakeConstant(NumberFacts(0, INT64_MIN, INT64_MIN),
                          {.integer = INT64_MIN, .text = {}}, syntax.position);
    }
    const FunctionInfo* function = FindFunction(syntax.text);
    if (function == nullptr) return Unknown(syntax);
    const size_t count = syntax.arguments.size();
    if (count < function->least || (function->most != 0 && count > function->most)) {
      return arrow::Status::Invalid(fmt::format(
          "{} has {} argument{} here, but is {}{}", syntax.text, count,
          count == 1 ? "" : "s", function->usage, AtCharacter(syntax.position)));
    }
    Call call{syntax.text, syntax.position, {}};
    call.arguments.reserve(count);
    for (const Syntax& argument : syntax.arguments) {
      ARROW_ASSIGN_OR_RAISE(Node node, Resolve(argument));
      call.arguments.push_back(std::move(node));
    }
    return Folded(syntax, function->resolve(std::move(call)));
  }

  // The sign of a constant belongs to it, so that -1 can stand where constants must.
  static arrow::Result<Node> Folded(const Syntax& syntax, arrow::Result<Node> node) {
    if (!node.ok() || syntax.text != "negate") return node;
    const Syntax& value = syntax.arguments[0];
    if (value.kind != Syntax::Kind::kNumber) return node;
    const Facts& facts = node->facts;
    return MakeConstant(facts, {.integer = facts.low, .number = facts.least, .text = {}},
                        syntax.position);
  }

  static arrow::Status Unknown(const Syntax& syntax) {
    const std::string why = WhyNoFunction(syntax.text);
    std::vector<std::string> names;
    for (const FunctionInfo& function : Functions()) {
      const char first = function.name[0];
      const bool is_name = first >= 'a' && first <= 'z';
      if (is_name && function.usage.starts_with(function.name + "(")) {
        names.push_back(function.name);
      }
    }
    return arrow::Status::Invalid(
        fmt::format("there is no function '{}'{}{}; there are: {}", syntax.text,
                    why.empty() ? DidYouMean(syntax.text, names) : ": " + why,
                    AtCharacter(syntax.position), JoinNames(names)));
  }

  Scope* scope_;
  std::vector<std::string> columns_;
};

arrow::Result<Compiled> CompileTree(const Syntax& tree, Scope* scope) {
  Resolver resolver(scope);
  ARROW_ASSIGN_OR_RAISE(Node root, resolver.Resolve(tree));
  if (root.facts.type.kind == Kind::kNull) {
    return arrow::Status::Invalid(
        "is null in every row; for such a column give a method "
        "and \"null_rate\": 1");
  }
  return Compiled{std::move(root), resolver.TakeColumns()};
}

/// Cuts a template into calls of ||, one after the other.
class TemplateReader {
 public:
  explicit TemplateReader(std::string_view text) : text_(text) {}

  arrow::Result<Syntax> Read() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      const bool doubled = at_ + 1 < text_.size() && text_[at_ + 1] == c;
      if ((c == '{' || c == '}') && doubled) {
        literal_ += c;
        at_ += 2;
      } else if (c == '{') {
        ARROW_RETURN_NOT_OK(ReadPlace());
      } else if (c == '}') {
        return arrow::Status::Invalid("a '}' without '{' (for a brace write }})",
                                      AtCharacter(at_));
      } else {
        literal_ += c;
        ++at_;
      }
    }
    AddLiteral();
    if (!reads_) {
      return arrow::Status::Invalid("needs a place such as {name} for a value");
    }
    return Syntax{Syntax::Kind::kCall, "||", std::move(pieces_)};
  }

 private:
  arrow::Status ReadPlace() {
    const size_t begin = at_ + 1;
    const size_t end = EndOfPlace(begin);
    if (end == std::string_view::npos) {
      return arrow::Status::Invalid("the '{' has no '}' (for a brace write {{)",
                                    AtCharacter(at_));
    }
    AddLiteral();
    auto inner = Parse(text_.substr(begin, end - begin));
    if (!inner.ok()) {
      return arrow::Status::Invalid("in {", text_.substr(begin, end - begin),
                                    "}: ", inner.status().message());
    }
    Shift(begin, &*inner);
    pieces_.push_back(*std::move(inner));
    reads_ = true;
    at_ = end + 1;
    return arrow::Status::OK();
  }

  // Braces inside quotes belong to texts.
  size_t EndOfPlace(size_t begin) const {
    char quote = 0;
    for (size_t i = begin; i < text_.size(); ++i) {
      const char c = text_[i];
      if (quote != 0) {
        if (c == quote) quote = 0;
      } else if (c == '\'' || c == '"' || c == '`') {
        quote = c;
      } else if (c == '}') {
        return i;
      }
    }
    return std::string_view::npos;
  }

  static void Shift(size_t by, Syntax* syntax) {
    syntax->position += by;
    for (Syntax& argument : syntax->arguments) Shift(by, &argument);
  }

  void AddLiteral() {
    if (literal_.empty()) return;
    pieces_.push_back({Syntax::Kind::kText, std::exchange(literal_, ""), {}, at_});
  }

  std::string_view text_;
  size_t at_ = 0;
  bool reads_ = false;
  std::string literal_;
  std::vector<Syntax> pieces_;
};

}  // namespace

arrow::Result<Compiled> Compile(std::string_view text, Scope* scope) {
  ARROW_ASSIGN_OR_RAISE(const Syntax tree, Parse(text));
  return CompileTree(tree, scope);
}

arrow::Result<Compiled> CompileTemplate(std::string_view text, Scope* scope) {
  if (text.size() > kMostBytes) {
    return arrow::Status::Invalid(
        fmt::format("has {} bytes; at most {} are allowed", text.size(), kMostBytes));
  }
  ARROW_ASSIGN_OR_RAISE(Syntax tree, TemplateReader(text).Read());
  // One value alone is made a text too.
  if (tree.arguments.size() == 1) tree.text = "text";
  return CompileTree(tree, scope);
}

arrow::Result<Compiled> CompileColumn(std::string_view name, Scope* scope) {
  Syntax column{Syntax::Kind::kColumn, std::string(name)};
  Syntax text{Syntax::Kind::kCall, "text"};
  text.arguments.push_back(std::move(column));
  return CompileTree(text, scope);
}

}  // namespace rand_engine::expression
