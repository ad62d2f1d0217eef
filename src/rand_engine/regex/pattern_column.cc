#include "rand_engine/regex/pattern_column.h"

#include <algorithm>
#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "rand_engine/generate/distributions/composed.h"
#include "rand_engine/generate/distributions/uniform.h"

namespace rand_engine::regex {
namespace {

// Of a part of a composed text; more are made text by text.
constexpr uint64_t kMostWords = 4096;
constexpr int64_t kMostDigits = 18;

bool IsDigits(const Node& node) {
  return node.kind == Node::Kind::kSet && node.ranges.size() == 1 &&
         node.ranges[0] == Node::Range{'0', '9'};
}

/// Puts a domain together from the parts of a sequence, where they are small enough.
class Composer {
 public:
  bool Add(const Node& node) {
    if (node.kind == Node::Kind::kSequence) {
      return std::all_of(node.children.begin(), node.children.end(),
                         [this](const Node& child) { return Add(child); });
    }
    const bool fixed = node.kind == Node::Kind::kRepeat && node.least == node.most;
    if (fixed && IsDigits(node.children[0]) && node.most >= 1 &&
        node.most <= kMostDigits) {
      FlushLiteral();
      const auto width = static_cast<int>(node.most);
      domain_.AddNumber(0, 1, static_cast<uint64_t>(PowerOfTen(width)), width);
      return HasRoom();
    }
    if (node.count != 0 && node.count <= kMostWords) return AddWords(TextsOf(node));
    return fixed && AddRepeats(node);
  }

  /// Nothing if two words of a code do not number all texts.
  std::optional<ConcatenationDomain> Finish() {
    FlushLiteral();
    if (domain_.parts.empty()) domain_.AddPart({Keep("")});
    if (!HasRoom() || !Divide()) return std::nullopt;
    domain_.storage = words_;
    return std::move(domain_);
  }

 private:
  bool HasRoom() const { return domain_.parts.size() < ConcatenationDomain::kMostParts; }

  std::string_view Keep(std::string word) {
    words_->push_back(std::move(word));
    return words_->back();
  }

  void FlushLiteral() {
    if (!literal_.empty()) domain_.AddPart({Keep(std::exchange(literal_, ""))});
  }

  bool AddWords(std::vector<std::string> texts) {
    if (texts.size() == 1) {
      literal_ += texts[0];
      return true;
    }
    FlushLiteral();
    std::vector<std::string_view> words;
    for (std::string& text : texts) words.push_back(Keep(std::move(text)));
    domain_.AddPart(std::move(words));
    return HasRoom();
  }

  // [A-Z]{10} as [A-Z]{2} five times.
  bool AddRepeats(const Node& node) {
    const Node& child = node.children[0];
    for (int64_t left = node.most; left > 0;) {
      Node some;
      uint64_t count = 1;
      while (left > 0 && child.count != 0 && count <= kMostWords / child.count) {
        some.children.push_back(child);
        count *= child.count;
        --left;
      }
      some.count = count;
      if (some.children.empty() || !AddWords(TextsOf(some))) return false;
    }
    return true;
  }

  // Divide the parts between the words of the code.
  bool Divide() {
    size_t first_low = domain_.parts.size();
    uint64_t low = 1;
    while (first_low > 0 && domain_.parts[first_low - 1].size <= kMostCounted / low) {
      low *= domain_.parts[--first_low].size;
    }
    domain_.low_begin = first_low;
    uint64_t high = 1;
    for (size_t i = 0; i < first_low; ++i) {
      if (domain_.parts[i].size > kMostCounted / high) return false;
      high *= domain_.parts[i].size;
    }
    return true;
  }

  ConcatenationDomain domain_;
  std::string literal_;
  std::shared_ptr<std::deque<std::string>> words_ =
      std::make_shared<std::deque<std::string>>();
};

/// 64 random bits after the other, of one row.
class Draws {
 public:
  explicit Draws(uint64_t bits) : position_(bits) {}
  /// Below n.
  uint64_t Next(uint64_t n) {
    position_ += 0x9e3779b97f4a7c15u;  // SplitMix64
    return ScaleBits(Mix(position_), n);
  }

 private:
  uint64_t position_;
};

void AppendDrawn(const Node& node, Draws* draws, std::string* text) {
  if (node.count != 0) return AppendText(node, draws->Next(node.count), text);
  switch (node.kind) {
    case Node::Kind::kSequence:
      for (const Node& child : node.children) AppendDrawn(child, draws, text);
      return;
    case Node::Kind::kAlternation:
      return AppendDrawn(node.children[draws->Next(node.children.size())], draws, text);
    default: {
      const auto span = static_cast<uint64_t>(node.most - node.least) + 1;
      const int64_t times = node.least + static_cast<int64_t>(draws->Next(span));
      for (int64_t i = 0; i < times; ++i) AppendDrawn(node.children[0], draws, text);
    }
  }
}

class PatternSource : public CodeSource {
 public:
  PatternSource(Node node, const StreamKey& key) : node_(std::move(node)), key_(key) {}

  void Fill(uint64_t first_row, int64_t count, CodeBuffer* codes) const override {
    Draw(count, codes, [&](int64_t i) { return first_row + static_cast<uint64_t>(i); });
  }

  void Gather(const uint64_t* rows, int64_t count, CodeBuffer* codes) const override {
    Draw(count, codes, [&](int64_t i) { return rows[i]; });
  }

 private:
  template <typename RowAt>
  void Draw(int64_t count, CodeBuffer* codes, RowAt row_at) const {
    auto texts = std::make_shared<std::string>();
    std::vector<size_t> ends;
    ends.reserve(static_cast<size_t>(count));
    for (int64_t i = 0; i < count; ++i) {
      Draws draws(DrawBits(key_, row_at(i)));
      AppendDrawn(node_, &draws, texts.get());
      ends.push_back(texts->size());
    }
    uint64_t* out = codes->Prepare128(count);
    size_t begin = 0;
    for (int64_t i = 0; i < count; ++i) {
      TextDomain::PutCode({texts->data() + begin, ends[i] - begin}, out + 2 * i);
      begin = ends[i];
    }
    codes->KeepTexts(std::move(texts));
  }

  Node node_;
  StreamKey key_;
};

PatternColumn MakeComposed(ConcatenationDomain domain, const StreamKey& high,
                           const StreamKey& low) {
  if (!domain.has_two_words()) {
    auto source = MakeUniformSource(low, domain.size());
    return {std::move(domain), std::move(source)};
  }
  std::vector<std::unique_ptr<CodeSource>> sources;
  sources.push_back(MakeUniformSource(high, domain.high_size()));
  sources.push_back(MakeUniformSource(low, domain.low_size()));
  std::vector<ComposedDigit> digits = {{0, false, domain.high_size(), true},
                                       {1, false, domain.low_size(), false}};
  return {std::move(domain), MakeComposedSource(std::move(sources), std::move(digits))};
}

}  // namespace

PatternColumn MakePatternColumn(Node node, const StreamKey& high, const StreamKey& low) {
  Composer composer;
  if (composer.Add(node)) {
    if (auto domain = composer.Finish()) {
      return MakeComposed(*std::move(domain), high, low);
    }
  }
  const TextDomain domain{node.longest / 2 + 1, std::max<size_t>(node.longest, 1)};
  return {domain, std::make_unique<PatternSource>(std::move(node), low)};
}

}  // namespace rand_engine::regex
