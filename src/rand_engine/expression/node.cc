#include "rand_engine/expression/node.h"

#include <algorithm>
#include <utility>

namespace rand_engine::expression {
namespace {

template <typename T>
Kernel Repeat(T value) {
  return [value](const KernelInput& input, Vector* result) {
    std::fill_n(result->Prepare<T>(input.count), input.count, value);
  };
}

Kernel KernelOf(const Type& type, const Constant& constant) {
  switch (type.kind) {
    case Kind::kDouble:
      return Repeat(constant.number);
    case Kind::kBoolean:
      return Repeat(static_cast<uint8_t>(constant.boolean));
    case Kind::kText:
      return [text = constant.text](const KernelInput& input, Vector* result) {
        std::fill_n(result->Prepare<std::string_view>(input.count), input.count,
                    std::string_view(text));
      };
    default:
      return Repeat(constant.integer);
  }
}

}  // namespace

const Vector* Evaluate(const Node& node, const std::vector<const Vector*>& columns,
                       int64_t count, TextArena* arena, Vector* storage) {
  if (node.column >= 0) return columns[node.column];
  std::vector<Vector> storages(node.arguments.size());
  KernelInput input{{}, count, arena};
  input.arguments.reserve(storages.size());
  for (size_t i = 0; i < storages.size(); ++i) {
    input.arguments.push_back(
        Evaluate(node.arguments[i], columns, count, arena, &storages[i]));
  }
  node.kernel(input, storage);
  return storage;
}

Node MakeConstant(const Facts& facts, Constant constant, size_t position) {
  Node node{facts, KernelOf(facts.type, constant)};
  node.constant = std::move(constant);
  node.position = position;
  return node;
}

Node Wrap(Node node, const Facts& facts, Kernel kernel) {
  Node outer{facts, std::move(kernel)};
  outer.position = node.position;
  outer.arguments.push_back(std::move(node));
  return outer;
}

}  // namespace rand_engine::expression
