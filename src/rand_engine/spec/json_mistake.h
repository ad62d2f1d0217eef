// What is wrong with a malformed JSON text, in words for the person who wrote it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "rand_engine/spec/value.h"

namespace rand_engine {

/// A place where a JSON parser gave up, and what it knew there.
struct JsonMistake {
  enum class Where {
    kBeforeRoot,   ///< the text's one value has not begun
    kAfterRoot,    ///< it is complete
    kFirstItem,    ///< after `[`
    kNextItem,     ///< in a list after `,`
    kAfterItem,    ///< in a list after a value
    kFirstKey,     ///< after `{`
    kNextKey,      ///< in an object after `,`
    kAfterKey,     ///< in an object after a key
    kMemberValue,  ///< in an object after `:`
    kAfterMember,  ///< in an object after a member's value
  };

  std::string_view text;   ///< the whole text
  size_t token_start = 0;  ///< first byte of what was found; text.size() at the end
  size_t token_end = 0;    ///< one past the last byte that the parser read
  Where where = Where::kBeforeRoot;
  SourcePosition opened;    ///< the innermost list or object, if inside one
  std::string key;          ///< the last key there, if any
  std::string parser_text;  ///< the parser's own message
};

/// A message and the byte that it is about.
struct JsonExplanation {
  size_t offset = 0;
  std::string message;
};

/// Say what was found, what was expected, and for well-known slips how to mend them.
JsonExplanation ExplainJsonMistake(const JsonMistake& mistake);

}  // namespace rand_engine
