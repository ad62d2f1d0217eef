// Functions of texts.
#include <arrow/result.h>
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "rand_engine/domain/digits.h"
#include "rand_engine/domain/domain.h"
#include "rand_engine/domain/number_text.h"
#include "rand_engine/expression/convert.h"
#include "rand_engine/expression/kernels.h"
#include "rand_engine/expression/unicode.h"

namespace rand_engine::expression {
namespace {

using Text = std::string_view;

// ' ' and what ASCII counts as space.
constexpr Text kSpaces = " \t\r\n\v\f";

arrow::Status CheckTexts(const Call& call, size_t first, size_t last) {
  for (size_t i = first; i <= last && i < call.arguments.size(); ++i) {
    if (call.type(i).kind == Kind::kText) continue;
    return call.Wrong(i, "needs texts (text(x) makes one of any value)");
  }
  return arrow::Status::OK();
}

arrow::Status CheckWhole(const Call& call, size_t argument) {
  return call.type(argument).is_whole() ? arrow::Status::OK()
                                        : call.Wrong(argument, "needs a whole number");
}

// A result of at most `longest` bytes, computed without overflow by the caller.
arrow::Result<Node> FinishText(Call call, size_t longest, Kernel kernel) {
  if (longest > kLongestText) {
    return call.Error(fmt::format("its texts could have {} bytes; at most {} are allowed",
                                  longest, kLongestText));
  }
  const Facts facts = TextFacts(longest, call.any_nullable());
  return call.Finish(facts, std::move(kernel));
}

size_t LongestOf(const Call& call, size_t argument) {
  return call.arguments[argument].facts.longest;
}

// --- Joining ---------------------------------------------------------------------------

// All texts after one another; where `kSkips`, what is missing counts as empty.
template <bool kSkips>
Kernel JoinKernel() {
  return [](const KernelInput& input, Vector* result) {
    auto* out = result->Prepare<Text>(input.count);
    for (int64_t i = 0; i < input.count; ++i) {
      size_t size = 0;
      for (const Vector* argument : input.arguments)
        size += argument->values<Text>()[i].size();
      char* place = input.arena->Allocate(size);
      out[i] = {place, size};
      for (const Vector* argument : input.arguments) {
        const Text text = argument->values<Text>()[i];
        place = std::copy(text.begin(), text.end(), place);
      }
    }
    if (!kSkips) TakeMissing<Text>(input, result);
  };
}

arrow::Status MakeTexts(Call* call) {
  for (size_t i = 0; i < call->arguments.size(); ++i) {
    if (call->type(i).kind == Kind::kNull) return call->Wrong(i, "needs values");
    call->arguments[i] = ToText(std::move(call->arguments[i]));
  }
  return arrow::Status::OK();
}

size_t SumOfLongest(const Call& call) {
  size_t sum = 0;
  for (const Node& argument : call.arguments) sum += argument.facts.longest;
  return sum;
}

arrow::Result<Node> Join(Call call) {
  ARROW_RETURN_NOT_OK(MakeTexts(&call));
  const size_t longest = SumOfLongest(call);
  return FinishText(std::move(call), longest, JoinKernel<false>());
}

arrow::Result<Node> Concat(Call call) {
  ARROW_RETURN_NOT_OK(MakeTexts(&call));
  const size_t longest = SumOfLongest(call);
  ARROW_ASSIGN_OR_RAISE(Node node,
                        FinishText(std::move(call), longest, JoinKernel<true>()));
  node.facts.nullable = false;
  return node;
}

arrow::Result<Node> TextOf(Call call) {
  ARROW_RETURN_NOT_OK(MakeTexts(&call));
  return std::move(call.arguments[0]);
}

// --- One text to another ---------------------------------------------------------------

template <Text (*kMap)(Text, TextArena*), size_t kGrowth>
arrow::Result<Node> MapOne(Call call) {
  ARROW_RETURN_NOT_OK(CheckTexts(call, 0, 0));
  const size_t longest = LongestOf(call, 0) * kGrowth;
  return FinishText(std::move(call), longest, MapText(kMap));
}

Text TrimLeft(Text text, TextArena*) {
  return text.substr(std::min(text.find_first_not_of(kSpaces), text.size()));
}
Text TrimRight(Text text, TextArena*) {
  return text.substr(0, text.find_last_not_of(kSpaces) + 1);
}
Text Trim(Text text, TextArena* arena) { return TrimRight(TrimLeft(text, arena), arena); }

arrow::Result<Node> Length(Call call) {
  ARROW_RETURN_NOT_OK(CheckTexts(call, 0, 0));
  const Facts facts =
      NumberFacts(0, 0, static_cast<int64_t>(LongestOf(call, 0)), call.any_nullable());
  return call.Finish(facts, Map<int64_t, Text>([](Text text) {
                       return static_cast<int64_t>(CountCharacters(text));
                     }));
}

// --- Pieces ----------------------------------------------------------------------------

// Characters [from, to) counted from 0; what lies outside the text is not there.
Text Slice(Text text, int64_t from, int64_t to) {
  from = std::max<int64_t>(from, 0);
  if (to <= from) return {};
  const size_t begin = ByteOfCharacter(text, static_cast<size_t>(from));
  text.remove_prefix(begin);
  return text.substr(0, ByteOfCharacter(text, static_cast<size_t>(to - from)));
}

// Far beyond any text, so that sums stay within int64.
int64_t Near(int64_t value) {
  constexpr int64_t kFar = int64_t{1} << 40;
  return std::clamp(value, -kFar, kFar);
}

Text Left(Text text, int64_t count) {
  count = Near(count);
  if (count < 0) count += static_cast<int64_t>(CountCharacters(text));
  return Slice(text, 0, count);
}

Text Right(Text text, int64_t count) {
  const auto length = static_cast<int64_t>(CountCharacters(text));
  count = Near(count);
  return Slice(text, count < 0 ? -count : length - count, length);
}

template <Text (*kPiece)(Text, int64_t)>
arrow::Result<Node> Piece(Call call) {
  ARROW_RETURN_NOT_OK(CheckTexts(call, 0, 0));
  ARROW_RETURN_NOT_OK(CheckWhole(call, 1));
  const size_t longest = LongestOf(call, 0);
  return FinishText(std::move(call), longest, Zip<Text, Text, int64_t>(kPiece));
}

arrow::Result<Node> Substring(Call call) {
  ARROW_RETURN_NOT_OK(CheckTexts(call, 0, 0));
  ARROW_RETURN_NOT_OK(CheckWhole(call, 1));
  if (call.arguments.size() > 2) ARROW_RETURN_NOT_OK(CheckWhole(call, 2));
  const size_t longest = LongestOf(call, 0);
  const auto kernel = [](const KernelInput& input, Vector* result) {
    const auto* text = input.values<Text>(0);
    const auto* start = input.values<int64_t>(1);
    const auto* length = input.arguments.size() > 2 ? input.values<int64_t>(2) : nullptr;
    auto* out = result->Prepare<Text>(input.count);
    for (int64_t i = 0; i < input.count; ++i) {
      const int64_t from = Near(start[i]) - 1;
      const int64_t to = length == nullptr ? Near(INT64_MAX)
                                           : from + std::max<int64_t>(Near(length[i]), 0);
      out[i] = Slice(text[i], from, to);
    }
    TakeMissing<Text>(input, result);
  };
  return FinishText(std::move(call), longest, kernel);
}

// Piece number `number`, counted from 1, between separators; "" where there are fewer.
Text PieceOf(Text text, Text separator, int64_t number) {
  if (number < 1) return {};
  while (true) {
    const size_t end = separator.empty() ? Text::npos : text.find(separator);
    if (number == 1) return text.substr(0, end);
    if (end == Text::npos) return {};
    text.remove_prefix(end + separator.size());
    --number;
  }
}

arrow::Result<Node> Split(Call call) {
  ARROW_RETURN_NOT_OK(CheckTexts(call, 0, 1));
  ARROW_RETURN_NOT_OK(CheckWhole(call, 2));
  const size_t longest = LongestOf(call, 0);
  const auto kernel = [](const KernelInput& input, Vector* result) {
    auto* out = result->Prepare<Text>(input.count);
    for (int64_t i = 0; i < input.count; ++i) {
      out[i] = PieceOf(input.values<Text>(0)[i], input.values<Text>(1)[i],
                       input.values<int64_t>(2)[i]);
    }
    TakeMissing<Text>(input, result);
  };
  return FinishText(std::move(call), longest, kernel);
}

// --- Longer texts ----------------------------------------------------------------------

Text ReplaceAll(Text text, Text old_text, Text new_text, TextArena* arena) {
  if (old_text.empty() || text.find(old_text) == Text::npos) return text;
  const size_t most = text.size() / old_text.size();
  const size_t room = text.size() + most * new_text.size();
  char* const begin = arena->Allocate(room);
  char* out = begin;
  while (true) {
    const size_t at = text.find(old_text);
    const Text before = text.substr(0, at);
    out = std::copy(before.begin(), before.end(), out);
    if (at == Text::npos) break;
    out = std::copy(new_text.begin(), new_text.end(), out);
    text.remove_prefix(at + old_text.size());
  }
  const auto size = static_cast<size_t>(out - begin);
  arena->Shrink(room - size);
  return {begin, size};
}

arrow::Result<Node> Replace(Call call) {
  ARROW_RETURN_NOT_OK(CheckTexts(call, 0, 2));
  const size_t longest = LongestOf(call, 0) * std::max<size_t>(LongestOf(call, 2), 1);
  const auto kernel = [](const KernelInput& input, Vector* result) {
    auto* out = result->Prepare<Text>(input.count);
    for (int64_t i = 0; i < input.count; ++i) {
      out[i] = ReplaceAll(input.values<Text>(0)[i], input.values<Text>(1)[i],
                          input.values<Text>(2)[i], input.arena);
    }
    TakeMissing<Text>(input, result);
  };
  return FinishText(std::move(call), longest, kernel);
}

constexpr int64_t kMostRepeats = 10'000;

arrow::Result<Node> Repeat(Call call) {
  ARROW_RETURN_NOT_OK(CheckTexts(call, 0, 0));
  ARROW_ASSIGN_OR_RAISE(const int64_t times, call.ConstantWhole(1, 0, kMostRepeats));
  const size_t longest = LongestOf(call, 0) * static_cast<size_t>(times);
  call.arguments.resize(1);
  return FinishText(std::move(call), longest,
                    MapText([times](Text text, TextArena* arena) {
                      char* const begin = arena->Allocate(text.size() * times);
                      char* out = begin;
                      for (int64_t i = 0; i < times; ++i) {
                        out = std::copy(text.begin(), text.end(), out);
                      }
                      return Text(begin, static_cast<size_t>(out - begin));
                    }));
}

// To `width` characters by one character; longer texts are left as they are.
template <bool kLeft>
arrow::Result<Node> Pad(Call call) {
  ARROW_RETURN_NOT_OK(CheckTexts(call, 0, 0));
  ARROW_ASSIGN_OR_RAISE(const int64_t width, call.ConstantWhole(1, 0, kMostRepeats));
  std::string fill = " ";
  if (call.arguments.size() > 2) {
    ARROW_ASSIGN_OR_RAISE(fill, call.ConstantText(2));
    if (CountCharacters(fill) != 1) return call.Wrong(2, "needs one character");
  }
  const size_t longest = LongestOf(call, 0) + fill.size() * static_cast<size_t>(width);
  call.arguments.resize(1);
  return FinishText(std::move(call), longest,
                    MapText([width, fill](Text text, TextArena* arena) {
                      const auto length = static_cast<int64_t>(CountCharacters(text));
                      if (length >= width) return text;
                      const auto times = static_cast<size_t>(width - length);
                      const size_t size = text.size() + times * fill.size();
                      char* const begin = arena->Allocate(size);
                      char* out = begin;
                      if (!kLeft) out = std::copy(text.begin(), text.end(), out);
                      for (size_t i = 0; i < times; ++i)
                        out = std::copy(fill.begin(), fill.end(), out);
                      if (kLeft) std::copy(text.begin(), text.end(), out);
                      return Text(begin, size);
                    }));
}

// --- Questions -------------------------------------------------------------------------

bool Contains(Text text, Text piece) { return text.find(piece) != Text::npos; }
bool StartsWith(Text text, Text piece) { return text.starts_with(piece); }
bool EndsWith(Text text, Text piece) { return text.ends_with(piece); }

template <bool (*kHolds)(Text, Text)>
arrow::Result<Node> Question(Call call) {
  ARROW_RETURN_NOT_OK(CheckTexts(call, 0, 1));
  const Facts facts = BooleanFacts(call.any_nullable());
  return call.Finish(facts, Zip<uint8_t, Text, Text>([](Text text, Text piece) {
                       return static_cast<uint8_t>(kHolds(text, piece));
                     }));
}

arrow::Result<Node> Position(Call call) {
  ARROW_RETURN_NOT_OK(CheckTexts(call, 0, 1));
  const Facts facts = NumberFacts(0, 0, static_cast<int64_t>(LongestOf(call, 0)) + 1,
                                  call.any_nullable());
  return call.Finish(
      facts, Zip<int64_t, Text, Text>([](Text text, Text piece) {
        const size_t at = text.find(piece);
        return at == Text::npos
                   ? int64_t{0}
                   : static_cast<int64_t>(CountCharacters(text.substr(0, at))) + 1;
      }));
}

// --- Numbers with a fixed number of decimals -------------------------------------------

// "-12.50". Room for 24 bytes.
Text PutFixed(int64_t unscaled, int digits, TextArena* arena) {
  constexpr size_t kRoom = 32;
  char* const begin = arena->Allocate(kRoom);
  char* out = begin;
  auto magnitude = static_cast<uint64_t>(unscaled);
  if (unscaled < 0) {
    *out++ = '-';
    magnitude = 0 - magnitude;
  }
  const auto unit = static_cast<uint64_t>(PowerOfTen(digits));
  out = PutUnsigned(DigitTables::Get(), magnitude / unit, out);
  if (digits > 0) {
    *out++ = '.';
    out = PutPadded(DigitTables::Get(), magnitude % unit, digits, out);
  }
  const auto size = static_cast<size_t>(out - begin);
  arena->Shrink(kRoom - size);
  return {begin, size};
}

arrow::Result<Node> Fixed(Call call) {
  ARROW_ASSIGN_OR_RAISE(const int64_t digits, call.ConstantWhole(1, 0, 15));
  const size_t position = call.position;
  const FunctionInfo* round = FindFunction("round");
  ARROW_ASSIGN_OR_RAISE(Node rounded,
                        round->resolve({"fixed", position, std::move(call.arguments)}));
  const int scale = static_cast<int>(digits);
  if (rounded.facts.type.kind != Kind::kNumber || !FitsScale(rounded.facts, scale)) {
    return call.Error(
        fmt::format("needs a number whose bounds are known and of which 15 "
                    "digits hold all values with {} decimals",
                    digits));
  }
  rounded = ToScale(std::move(rounded), scale);
  const Facts facts = TextFacts(24, rounded.facts.nullable);
  return Wrap(std::move(rounded), facts,
              [scale](const KernelInput& input, Vector* result) {
                const auto* in = input.values<int64_t>(0);
                auto* out = result->Prepare<Text>(input.count);
                for (int64_t i = 0; i < input.count; ++i) {
                  out[i] = PutFixed(in[i], scale, input.arena);
                }
                TakeMissing<Text>(input, result);
              });
}

}  // namespace

std::vector<FunctionInfo> TextFunctions() {
  return {
      {"||", "a || b", "Both as texts, joined; missing where one is.", 2, 0, Join},
      {"concat", "concat(a, b, ...)",
       "All as texts, joined; what is missing is left out.", 1, 0, Concat},
      {"text", "text(x)", "x as CSV writes it.", 1, 1, TextOf},
      {"fixed", "fixed(x, digits)",
       "The number rounded, as a text with just so many digits after the point.", 2, 2,
       Fixed},
      {"lower", "lower(s)", "In small letters.", 1, 1, MapOne<ToLower, kCaseGrowth>},
      {"upper", "upper(s)", "In capital letters.", 1, 1, MapOne<ToUpper, kCaseGrowth>},
      {"ascii", "ascii(s)",
       "In ASCII: letters without their accents, other characters left out.", 1, 1,
       MapOne<ToAscii, kCaseGrowth>},
      {"trim", "trim(s)", "Without white space at both ends.", 1, 1, MapOne<Trim, 1>},
      {"ltrim", "ltrim(s)", "Without white space at the start.", 1, 1,
       MapOne<TrimLeft, 1>},
      {"rtrim", "rtrim(s)", "Without white space at the end.", 1, 1,
       MapOne<TrimRight, 1>},
      {"reverse", "reverse(s)", "From the last character to the first.", 1, 1,
       MapOne<Reverse, 1>},
      {"length", "length(s)", "How many characters it has.", 1, 1, Length},
      {"left", "left(s, n)",
       "The first n characters; of a negative n all but the last -n.", 2, 2, Piece<Left>},
      {"right", "right(s, n)",
       "The last n characters; of a negative n all but the first -n.", 2, 2,
       Piece<Right>},
      {"substr", "substr(s, start, length)",
       "From character `start`, the first being 1, so many or all that follow.", 2, 3,
       Substring},
      {"split_part", "split_part(s, separator, n)",
       "The n-th piece between separators, the first being 1; \"\" if there is none.", 3,
       3, Split},
      {"replace", "replace(s, old, new)", "With each `old` replaced by `new`.", 3, 3,
       Replace},
      {"repeat", "repeat(s, n)", "So many times after itself; n is constant.", 2, 2,
       Repeat},
      {"lpad", "lpad(s, width, fill = ' ')",
       "Filled up at the left to so many characters; longer texts stay as they are.", 2,
       3, Pad<true>},
      {"rpad", "rpad(s, width, fill = ' ')",
       "Filled up at the right to so many characters; longer texts stay as they are.", 2,
       3, Pad<false>},
      {"contains", "contains(s, piece)", "Whether `piece` is in it.", 2, 2,
       Question<Contains>},
      {"starts_with", "starts_with(s, piece)", "Whether it begins with `piece`.", 2, 2,
       Question<StartsWith>},
      {"ends_with", "ends_with(s, piece)", "Whether it ends with `piece`.", 2, 2,
       Question<EndsWith>},
      {"position", "position(s, piece)",
       "At which character `piece` first begins, the first being 1; 0 if nowhere.", 2, 2,
       Position},
  };
}

}  // namespace rand_engine::expression
