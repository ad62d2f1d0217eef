// Kernels from functions of single values.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>

#include "rand_engine/expression/node.h"

namespace rand_engine::expression {

// The result is missing where an argument is.
template <typename Out>
void TakeMissing(const KernelInput& input, Vector* result) {
  for (const Vector* argument : input.arguments) {
    result->AddMissing(*argument, input.count);
  }
  result->ClearMissing<Out>(input.count);
}

/// `op`(value) -> value.
template <typename Out, typename In, typename Op>
Kernel Map(Op op) {
  return [op](const KernelInput& input, Vector* result) {
    const In* in = input.values<In>(0);
    Out* out = result->Prepare<Out>(input.count);
    for (int64_t i = 0; i < input.count; ++i) out[i] = op(in[i]);
    TakeMissing<Out>(input, result);
  };
}

/// `op`(value, &result) -> false where there is none.
template <typename Out, typename In, typename Op>
Kernel MapPartial(Op op) {
  return [op](const KernelInput& input, Vector* result) {
    const In* in = input.values<In>(0);
    Out* out = result->Prepare<Out>(input.count);
    uint8_t* present = result->MutablePresent(input.count);
    for (int64_t i = 0; i < input.count; ++i) present[i] = op(in[i], &out[i]) ? 1 : 0;
    TakeMissing<Out>(input, result);
  };
}

/// `op`(first, second) -> value.
template <typename Out, typename A, typename B, typename Op>
Kernel Zip(Op op) {
  return [op](const KernelInput& input, Vector* result) {
    const A* a = input.values<A>(0);
    const B* b = input.values<B>(1);
    Out* out = result->Prepare<Out>(input.count);
    for (int64_t i = 0; i < input.count; ++i) out[i] = op(a[i], b[i]);
    TakeMissing<Out>(input, result);
  };
}

/// `op`(first, second, &result) -> false where there is none.
template <typename Out, typename A, typename B, typename Op>
Kernel ZipPartial(Op op) {
  return [op](const KernelInput& input, Vector* result) {
    const A* a = input.values<A>(0);
    const B* b = input.values<B>(1);
    Out* out = result->Prepare<Out>(input.count);
    uint8_t* present = result->MutablePresent(input.count);
    for (int64_t i = 0; i < input.count; ++i) {
      present[i] = op(a[i], b[i], &out[i]) ? 1 : 0;
    }
    TakeMissing<Out>(input, result);
  };
}

/// `op`(text, arena) -> text.
template <typename Op>
Kernel MapText(Op op) {
  return [op](const KernelInput& input, Vector* result) {
    const auto* in = input.values<std::string_view>(0);
    auto* out = result->Prepare<std::string_view>(input.count);
    for (int64_t i = 0; i < input.count; ++i) out[i] = op(in[i], input.arena);
    TakeMissing<std::string_view>(input, result);
  };
}

}  // namespace rand_engine::expression
