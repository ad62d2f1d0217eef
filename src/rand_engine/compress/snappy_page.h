// Single pages in Snappy's format, where what repeats is known.
#pragma once

#include <span>

#include "rand_engine/compress/match.h"
#include "rand_engine/memory/byte_buffer.h"

namespace rand_engine {

/// Replace `compressed` by the page as literals and copies (Snappy's
/// format_description.txt, sections 1 and 2): the `matches` up to 64 KiB back, as
/// Snappy's own search finds them, and none besides. REQUIRES: the matches are true, in
/// order and apart.
void CompressSnappyMatches(const ByteBuffer& page, std::span<const Match> matches,
                           ByteBuffer* compressed);

}  // namespace rand_engine
