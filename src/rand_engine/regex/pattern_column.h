// A column of texts that match a pattern.
#pragma once

#include <memory>

#include "rand_engine/domain/domain.h"
#include "rand_engine/generate/code_source.h"
#include "rand_engine/random/stream_key.h"
#include "rand_engine/regex/regex.h"

namespace rand_engine::regex {

struct PatternColumn {
  Domain domain;
  std::unique_ptr<CodeSource> source;
};

/// Where a sequence of short lists of words makes the texts, a code numbers them (then
/// equal texts are one); else each text is made by itself. Either way each way to match
/// is as likely as any other while there are at most kMostCounted; beyond, the parts of a
/// sequence, the branches and the numbers of repetitions are drawn one by one.
PatternColumn MakePatternColumn(Node node, const StreamKey& high, const StreamKey& low);

}  // namespace rand_engine::regex
