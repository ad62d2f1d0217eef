// Texts put together from words that several sources pick.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "rand_engine/generate/distributions/composed.h"
#include "rand_engine/methods/method.h"

namespace rand_engine {

/// Distinct words, each with a number in the order they come.
class WordList {
 public:
  /// Return the word's number; an equal word has been there before, or it is the next.
  uint32_t Add(std::string_view word);

  size_t size() const { return words_.size(); }
  const std::deque<std::string>& words() const { return words_; }
  std::vector<std::string_view> Views() const { return {words_.begin(), words_.end()}; }

 private:
  std::deque<std::string> words_;  ///< which never move
  std::unordered_map<std::string_view, uint32_t> numbers_;
};

/// A column that is one word after the other.
class TextBuilder {
 public:
  void AddLiteral(std::string text);
  /// `source` gives the words' numbers, 32 bits wide. A list of only the empty word adds
  /// nothing.
  void Add(WordList words, std::unique_ptr<CodeSource> source);

  /// `reachable` is how many texts can come up, 0 = every combination.
  ColumnRecipe Finish(uint64_t reachable = 0);

 private:
  std::shared_ptr<std::deque<WordList>> kept_ = std::make_shared<std::deque<WordList>>();
  ConcatenationDomain domain_;
  std::vector<std::unique_ptr<CodeSource>> sources_;
  std::vector<ComposedDigit> digits_;
};

/// A column of one of the words, as `source` gives their numbers.
ColumnRecipe MakeChoiceOfWords(const WordList& words, std::unique_ptr<CodeSource> source);

}  // namespace rand_engine
