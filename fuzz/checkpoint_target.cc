#include <arrow/result.h>

#include "fuzz/targets.h"
#include "rand_engine/error.h"
#include "rand_engine/run/checkpoint.h"

namespace rand_engine::fuzz {

void FuzzCheckpoint(std::string_view text) {
  const auto state = CheckpointState::FromJson(std::string(text), "stream.json");
  if (!state.ok()) {
    Require(GetErrorKind(state.status()) == ErrorKind::kOption, state.status().message());
    return;
  }
  const std::string written = state->ToJson();
  const auto again = CheckpointState::FromJson(written, "stream.json");
  Require(again.ok(), again.status().message());
  Require(again->ToJson() == written, "a state reads as another one");
}

}  // namespace rand_engine::fuzz
