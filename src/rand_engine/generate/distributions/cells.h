// Codes drawn by cells: runs of codes that are equally likely among themselves.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "rand_engine/generate/code_source.h"
#include "rand_engine/generate/distributions/density.h"
#include "rand_engine/random/stream_key.h"

namespace rand_engine {

/// Codes first to last, both included, fewer than 2^64, of a weight together.
struct Cell {
  uint64_t first;
  uint64_t last;
  double weight;
};

/// Cut the codes [0, last_code] into cells over which the density is nearly flat, in
/// order; those with a share below 2^-62 of all are left out. Up to 4096 codes have a
/// cell each; of more, the distribution function is exact to 10 digits at the ends of
/// cells, and off by less than 2^-26 within one. Some ten thousand cells at most, however
/// many codes. Empty if no code can come up.
std::vector<Cell> CutIntoCells(const Density& density, uint64_t last_code);

/// Draw a cell by an alias table and a code in it by a hash of the same draw; 32 bits
/// wide where all codes up to last_code fit, else 64. A weight above zero stays possible
/// if `keep_small`, else those below 2^-62 of the sum vanish. REQUIRES: 1 to 2^31 cells,
/// weights finite and >= 0, not all 0.
std::unique_ptr<CodeSource> MakeCellSource(const StreamKey& key,
                                           const std::vector<Cell>& cells,
                                           uint64_t last_code, bool keep_small);

}  // namespace rand_engine
