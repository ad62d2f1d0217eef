#include "rand_engine/methods/text_builder.h"

#include <utility>

namespace rand_engine {

uint32_t WordList::Add(std::string_view word) {
  if (const auto known = numbers_.find(word); known != numbers_.end()) {
    return known->second;
  }
  const auto number = static_cast<uint32_t>(words_.size());
  words_.emplace_back(word);
  numbers_.emplace(words_.back(), number);
  return number;
}

void TextBuilder::AddLiteral(std::string text) {
  WordList& list = kept_->emplace_back();
  list.Add(text);
  domain_.AddPart(list.Views());
}

void TextBuilder::Add(WordList words, std::unique_ptr<CodeSource> source) {
  if (words.size() == 1) {
    if (!words.words().front().empty()) AddLiteral(words.words().front());
    return;
  }
  digits_.push_back({sources_.size(), false, words.size(), false});
  sources_.push_back(std::move(source));
  domain_.AddPart(kept_->emplace_back(std::move(words)).Views());
}

ColumnRecipe TextBuilder::Finish(uint64_t reachable) {
  domain_.storage = kept_;
  domain_.reachable = reachable;
  return {std::move(domain_),
          MakeComposedSource(std::move(sources_), std::move(digits_))};
}

ColumnRecipe MakeChoiceOfWords(const WordList& words,
                               std::unique_ptr<CodeSource> source) {
  ChoiceDomain domain;
  domain.strings.assign(words.words().begin(), words.words().end());
  return {std::move(domain), std::move(source)};
}

}  // namespace rand_engine
