#include "rand_engine/expression/syntax.h"

#include <arrow/result.h>
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <tao/pegtl.hpp>
#include <utility>

namespace rand_engine::expression {
namespace {

namespace pegtl = tao::pegtl;

// clang-format off
namespace grammar {
using pegtl::at;
using pegtl::digit;
using pegtl::eof;
using pegtl::if_must;
using pegtl::istring;
using pegtl::list_must;
using pegtl::must;
using pegtl::not_at;
using pegtl::one;
using pegtl::opt;
using pegtl::plus;
using pegtl::ranges;
using pegtl::seq;
using pegtl::sor;
using pegtl::star;
using pegtl::string;

struct spaces : star<pegtl::space> {};
struct name_first : ranges<'a', 'z', 'A', 'Z', '_', '_', '\x80', '\xff'> {};
struct name_other : sor<name_first, digit> {};
template <char... kLetters>
struct word : seq<istring<kLetters...>, not_at<name_other>, spaces> {};
template <char... kSigns>
struct sign : seq<string<kSigns...>, spaces> {};

struct fraction : seq<one<'.'>, plus<digit>> {};
struct exponent : seq<one<'e', 'E'>, opt<one<'+', '-'>>, plus<digit>> {};
struct number : seq<sor<seq<plus<digit>, opt<fraction>>, fraction>, opt<exponent>> {};
struct number_end : not_at<sor<name_other, one<'.'>>> {};
// A quote inside a text is written twice.
struct single_quoted : star<sor<string<'\'', '\''>, pegtl::not_one<'\''>>> {};
struct double_quoted : star<sor<string<'"', '"'>, pegtl::not_one<'"'>>> {};
struct single_end : one<'\''> {};
struct double_end : one<'"'> {};
struct text : sor<if_must<one<'\''>, single_quoted, single_end>,
                  if_must<one<'"'>, double_quoted, double_end>> {};
struct true_value : word<'t', 'r', 'u', 'e'> {};
struct false_value : word<'f', 'a', 'l', 's', 'e'> {};
struct null_value : word<'n', 'u', 'l', 'l'> {};
struct quoted_name : plus<pegtl::not_one<'`'>> {};
struct quoted_name_end : one<'`'> {};
struct quoted_column : if_must<one<'`'>, quoted_name, quoted_name_end> {};
struct plain_name : seq<name_first, star<name_other>> {};
struct reserved : seq<sor<istring<'a', 'n', 'd'>, istring<'o', 'r'>, istring<'n', 'o', 't'>,
                          istring<'i', 'n'>, istring<'i', 's'>>, not_at<name_other>> {};

struct value;
struct open : one<'('> {};
struct close : one<')'> {};
struct separator : seq<one<','>, spaces> {};
struct call_name : seq<plain_name, spaces, at<open>> {};
struct values : list_must<value, separator> {};
// Nothing below is tried twice, so that actions may build the tree at once.
struct call_end : sor<close, if_must<values, close>> {};
struct call : if_must<call_name, open, spaces, call_end> {};
struct column : plain_name {};
struct inner : if_must<open, spaces, value, close> {};
struct primary : seq<sor<seq<number, must<number_end>>, text, inner, true_value, false_value,
                         null_value, quoted_column, seq<not_at<reserved>, sor<call, column>>>,
                     spaces> {};

struct minuses : star<sign<'-'>> {};
struct signed_value : seq<minuses, primary> {};
struct factor_sign : sor<sign<'*'>, sign<'/', '/'>, sign<'/'>, sign<'%'>> {};
struct factor : if_must<factor_sign, signed_value> {};
struct product : seq<signed_value, star<factor>> {};
struct term_sign : sor<sign<'+'>, sign<'-'>> {};
struct term : if_must<term_sign, product> {};
struct sum : seq<product, star<term>> {};
struct join_sign : sign<'|', '|'> {};
struct joined : if_must<join_sign, sum> {};
struct concatenation : seq<sum, star<joined>> {};
struct comparison_sign : sor<sign<'=', '='>, sign<'='>, sign<'!', '='>, sign<'<', '>'>,
                             sign<'<', '='>, sign<'>', '='>, sign<'<'>, sign<'>'>> {};
struct compared : if_must<comparison_sign, concatenation> {};
struct in_word : seq<opt<word<'n', 'o', 't'>>, word<'i', 'n'>> {};
struct among : if_must<in_word, open, spaces, values, close, spaces> {};
struct is_word : seq<word<'i', 's'>, opt<word<'n', 'o', 't'>>> {};
struct null_word : word<'n', 'u', 'l', 'l'> {};
struct is_missing : if_must<is_word, null_word> {};
struct condition : seq<concatenation, opt<sor<compared, among, is_missing>>> {};
struct nots : star<word<'n', 'o', 't'>> {};
struct negation : seq<nots, condition> {};
struct and_word : word<'a', 'n', 'd'> {};
struct conjoined : if_must<and_word, negation> {};
struct conjunction : seq<negation, star<conjoined>> {};
struct or_word : word<'o', 'r'> {};
struct disjoined : if_must<or_word, conjunction> {};
struct value : seq<conjunction, star<disjoined>> {};
struct whole : must<spaces, value, eof> {};
}  // namespace grammar
// clang-format on

template <typename Rule>
constexpr const char* kExpected = nullptr;
template <>
constexpr const char* kExpected<grammar::number_end> =
    "a number such as 12, 0.5 or 1e6 ends before a letter or a point";
template <>
constexpr const char* kExpected<grammar::single_end> = "the text's closing quote ' lacks";
template <>
constexpr const char* kExpected<grammar::double_end> =
    "the text's closing quote \" lacks";
template <>
constexpr const char* kExpected<grammar::quoted_name> =
    "a column's name is expected after `";
template <>
constexpr const char* kExpected<grammar::quoted_name_end> =
    "the closing ` of a column's name lacks";
template <>
constexpr const char* kExpected<grammar::open> = "an opening parenthesis is expected";
template <>
constexpr const char* kExpected<grammar::close> =
    "an operator, a comma or a closing parenthesis is expected";
template <>
constexpr const char* kExpected<grammar::null_word> =
    "'null' or 'not null' is expected after 'is'";
template <>
constexpr const char* kExpected<pegtl::eof> = "an operator or the end is expected";

// What all other rules begin with.
constexpr const char* kValueExpected =
    "a value is expected: a column's name, a number, a 'text', a function or a "
    "parenthesis";

template <typename Rule>
struct Control : pegtl::normal<Rule> {
  template <typename Input, typename... States>
  [[noreturn]] static void raise(const Input& in, States&&...) {
    const char* expected = kExpected<Rule>;
    throw pegtl::parse_error(expected != nullptr ? expected : kValueExpected, in);
  }
};

/// What the actions build the tree with.
struct Builder {
  struct Open {
    std::string function;
    size_t position;
    size_t arguments;  ///< operands before it
  };
  std::vector<Syntax> operands;
  std::vector<Open> calls;       ///< of which not all arguments are read
  std::vector<size_t> prefixes;  ///< how many `-` or `not` stand before each value
  int deepest = 0;

  void Push(Syntax::Kind kind, std::string text, size_t position) {
    operands.push_back({kind, std::move(text), {}, position});
  }
  void Begin(std::string function, size_t position) {
    calls.push_back({std::move(function), position, operands.size()});
  }
  /// `before` operands that stand before the call belong to it too.
  void End(size_t before = 0) {
    Open call = std::move(calls.back());
    calls.pop_back();
    Syntax made{Syntax::Kind::kCall, std::move(call.function), {}, call.position};
    const auto first = operands.begin() + (call.arguments - before);
    made.arguments.assign(std::make_move_iterator(first),
                          std::make_move_iterator(operands.end()));
    operands.erase(first, operands.end());
    for (const Syntax& argument : made.arguments) {
      made.depth = std::max(made.depth, argument.depth + 1);
    }
    deepest = std::max(deepest, made.depth);
    operands.push_back(std::move(made));
  }
  void Wrap(const std::string& function) {
    Begin(function, operands.back().position);
    End(1);
  }
  void EndPrefixes(const std::string& function) {
    // An even number of signs does nothing, but "not 1" must stay wrong.
    size_t times = prefixes.back();
    prefixes.pop_back();
    if (times > 2) times = 2 - times % 2;
    for (; times > 0; --times) Wrap(function);
  }
};

std::string Lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

// Without spaces around it.
std::string Word(std::string text) {
  text.erase(text.find_last_not_of(" \t\r\n\v\f") + 1);
  return Lower(std::move(text));
}

std::string Unquote(const std::string& text, char quote) {
  std::string plain;
  for (size_t i = 0; i < text.size(); ++i) {
    plain += text[i];
    if (text[i] == quote) ++i;
  }
  return plain;
}

size_t Count(const std::string& text, char first) {
  return static_cast<size_t>(std::count(text.begin(), text.end(), first));
}

template <typename Rule>
struct Action {};

template <Syntax::Kind kKind>
struct PushWord {
  template <typename Input>
  static void apply(const Input& in, Builder& builder) {
    builder.Push(kKind, Word(in.string()), in.position().byte);
  }
};
struct PushName {
  template <typename Input>
  static void apply(const Input& in, Builder& builder) {
    builder.Push(Syntax::Kind::kColumn, in.string(), in.position().byte);
  }
};
// The text stands where its quote does.
template <char kQuote>
struct PushText {
  template <typename Input>
  static void apply(const Input& in, Builder& builder) {
    builder.Push(Syntax::Kind::kText, Unquote(in.string(), kQuote),
                 in.position().byte - 1);
  }
};
struct BeginCall {
  template <typename Input>
  static void apply(const Input& in, Builder& builder) {
    builder.Begin(Word(in.string()), in.position().byte);
  }
};
template <size_t kBefore>
struct EndCall {
  static void apply0(Builder& builder) { builder.End(kBefore); }
};
template <char kFirst>
struct CountPrefixes {
  template <typename Input>
  static void apply(const Input& in, Builder& builder) {
    builder.prefixes.push_back(Count(Lower(in.string()), kFirst));
  }
};
// "not in" and "is not null" are the others turned round.
struct EndTurned {
  static void apply0(Builder& builder) {
    std::string& function = builder.calls.back().function;
    const bool turned = function.find("not") != std::string::npos;
    function = function.substr(0, 2) == "is" ? "is null" : "in";
    builder.End(1);
    if (turned) builder.Wrap("not");
  }
};

template <>
struct Action<grammar::number> : PushWord<Syntax::Kind::kNumber> {};
template <>
struct Action<grammar::true_value> : PushWord<Syntax::Kind::kBoolean> {};
template <>
struct Action<grammar::false_value> : PushWord<Syntax::Kind::kBoolean> {};
template <>
struct Action<grammar::null_value> : PushWord<Syntax::Kind::kNull> {};
template <>
struct Action<grammar::quoted_name> : PushName {};
template <>
struct Action<grammar::column> : PushName {};
template <>
struct Action<grammar::single_quoted> : PushText<'\''> {};
template <>
struct Action<grammar::double_quoted> : PushText<'"'> {};
template <>
struct Action<grammar::call_name> : BeginCall {};
template <>
struct Action<grammar::call> : EndCall<0> {};
template <>
struct Action<grammar::minuses> : CountPrefixes<'-'> {};
template <>
struct Action<grammar::nots> : CountPrefixes<'n'> {};
template <>
struct Action<grammar::signed_value> {
  static void apply0(Builder& builder) { builder.EndPrefixes("negate"); }
};
template <>
struct Action<grammar::negation> {
  static void apply0(Builder& builder) { builder.EndPrefixes("not"); }
};
template <>
struct Action<grammar::factor_sign> : BeginCall {};
template <>
struct Action<grammar::factor> : EndCall<1> {};
template <>
struct Action<grammar::term_sign> : BeginCall {};
template <>
struct Action<grammar::term> : EndCall<1> {};
template <>
struct Action<grammar::join_sign> : BeginCall {};
template <>
struct Action<grammar::joined> : EndCall<1> {};
template <>
struct Action<grammar::comparison_sign> : BeginCall {};
template <>
struct Action<grammar::compared> : EndCall<1> {};
template <>
struct Action<grammar::in_word> : BeginCall {};
template <>
struct Action<grammar::among> : EndTurned {};
template <>
struct Action<grammar::is_word> : BeginCall {};
template <>
struct Action<grammar::is_missing> : EndTurned {};
template <>
struct Action<grammar::and_word> : BeginCall {};
template <>
struct Action<grammar::conjoined> : EndCall<1> {};
template <>
struct Action<grammar::or_word> : BeginCall {};
template <>
struct Action<grammar::disjoined> : EndCall<1> {};

// Before the parser recurses over it. Those inside texts count too, which harms nobody.
arrow::Status CheckSize(std::string_view text) {
  if (text.size() > kMostBytes) {
    return arrow::Status::Invalid(
        fmt::format("has {} bytes; at most {} are allowed", text.size(), kMostBytes));
  }
  int open = 0;
  for (const char c : text) {
    open += c == '(' ? 1 : c == ')' ? -1 : 0;
    if (open <= kMostParentheses) continue;
    return arrow::Status::Invalid(
        fmt::format("has more than {} parentheses inside each other", kMostParentheses));
  }
  return arrow::Status::OK();
}

}  // namespace

std::string AtCharacter(size_t position) {
  return fmt::format(" (character {})", position + 1);
}

arrow::Result<Syntax> Parse(std::string_view text) {
  ARROW_RETURN_NOT_OK(CheckSize(text));
  Builder builder;
  pegtl::memory_input in(text.data(), text.size(), "expression");
  try {
    pegtl::parse<grammar::whole, Action, Control>(in, builder);
  } catch (const pegtl::parse_error& error) {
    return arrow::Status::Invalid(error.message(),
                                  AtCharacter(error.positions().front().byte));
  }
  if (builder.deepest > kMostDepth) {
    return arrow::Status::Invalid(
        fmt::format("is nested deeper than {} operations; split it over several columns "
                    "(\"hidden\": true)",
                    kMostDepth));
  }
  return std::move(builder.operands.front());
}

}  // namespace rand_engine::expression
