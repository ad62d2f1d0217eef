// Texts by characters (Unicode code points); utf8proc knows their cases and accents.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "rand_engine/expression/vector.h"

namespace rand_engine::expression {

size_t CountCharacters(std::string_view text);

/// The byte at which character `index` begins; the text's size where there are fewer.
size_t ByteOfCharacter(std::string_view text, size_t index);

/// No character grows by more than this factor in what follows.
inline constexpr size_t kCaseGrowth = 2;

/// One to one by the simple mappings of the Unicode Character Database.
std::string_view ToLower(std::string_view text, TextArena* arena);
std::string_view ToUpper(std::string_view text, TextArena* arena);

/// In ASCII: letters without their accents (é -> e, ß -> ss, ø -> o); others left out.
std::string_view ToAscii(std::string_view text, TextArena* arena);

std::string_view Reverse(std::string_view text, TextArena* arena);

}  // namespace rand_engine::expression
