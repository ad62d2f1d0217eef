// Comparisons, and, or, not, in, is null, if, coalesce, nullif.
#include <arrow/result.h>

#include <algorithm>
#include <utility>

#include "rand_engine/expression/convert.h"
#include "rand_engine/expression/kernels.h"

namespace rand_engine::expression {
namespace {

// --- Comparisons -----------------------------------------------------------------------

struct Equal {
  template <typename T>
  static uint8_t Apply(const T& a, const T& b) {
    return a == b;
  }
};
struct Unequal {
  template <typename T>
  static uint8_t Apply(const T& a, const T& b) {
    return a != b;
  }
};
struct Less {
  template <typename T>
  static uint8_t Apply(const T& a, const T& b) {
    return a < b;
  }
};
struct LessOrEqual {
  template <typename T>
  static uint8_t Apply(const T& a, const T& b) {
    return a <= b;
  }
};
struct Greater {
  template <typename T>
  static uint8_t Apply(const T& a, const T& b) {
    return a > b;
  }
};
struct GreaterOrEqual {
  template <typename T>
  static uint8_t Apply(const T& a, const T& b) {
    return a >= b;
  }
};

template <typename Op, typename T>
Kernel CompareKernel() {
  return Zip<uint8_t, T, T>([](const T& a, const T& b) { return Op::Apply(a, b); });
}

template <typename Op>
Kernel CompareKernelOf(Kind kind) {
  switch (kind) {
    case Kind::kDouble:
      return CompareKernel<Op, double>();
    case Kind::kText:
      return CompareKernel<Op, std::string_view>();
    case Kind::kBoolean:
      return CompareKernel<Op, uint8_t>();
    default:
      return CompareKernel<Op, int64_t>();
  }
}

arrow::Status RefuseNull(const Call& call) {
  for (size_t i = 0; i < call.arguments.size(); ++i) {
    if (call.type(i).kind != Kind::kNull) continue;
    return call.Wrong(i, "nothing compares with null; use 'is null'");
  }
  return arrow::Status::OK();
}

template <typename Op>
arrow::Result<Node> Compare(Call call) {
  ARROW_RETURN_NOT_OK(RefuseNull(call));
  ARROW_ASSIGN_OR_RAISE(const Facts facts, Unify(&call, {0, 1}));
  return call.Finish(BooleanFacts(facts.nullable), CompareKernelOf<Op>(facts.type.kind));
}

// --- Three-valued logic ----------------------------------------------------------------

arrow::Status CheckBooleans(const Call& call) {
  for (size_t i = 0; i < call.arguments.size(); ++i) {
    if (call.type(i).kind == Kind::kBoolean) continue;
    return call.Wrong(i, "needs conditions, such as price > 10");
  }
  return arrow::Status::OK();
}

// `kDecides` decides whatever the other is: false of "and", true of "or".
template <bool kDecides>
Kernel LogicKernel() {
  return [](const KernelInput& input, Vector* result) {
    const uint8_t* a = input.values<uint8_t>(0);
    const uint8_t* b = input.values<uint8_t>(1);
    uint8_t* out = result->Prepare<uint8_t>(input.count);
    for (int64_t i = 0; i < input.count; ++i)
      out[i] = kDecides ? a[i] | b[i] : a[i] & b[i];
    const uint8_t* has_a = input.arguments[0]->present();
    const uint8_t* has_b = input.arguments[1]->present();
    if (has_a == nullptr && has_b == nullptr) return;
    uint8_t* present = result->MutablePresent(input.count);
    for (int64_t i = 0; i < input.count; ++i) {
      const bool is_a = has_a == nullptr || has_a[i] != 0;
      const bool is_b = has_b == nullptr || has_b[i] != 0;
      const bool decided =
          (is_a && (a[i] != 0) == kDecides) || (is_b && (b[i] != 0) == kDecides);
      present[i] = decided || (is_a && is_b);
      out[i] = present[i] != 0 && decided == kDecides;
    }
  };
}

template <bool kDecides>
arrow::Result<Node> Logic(Call call) {
  ARROW_RETURN_NOT_OK(CheckBooleans(call));
  const Facts facts = BooleanFacts(call.any_nullable());
  return call.Finish(facts, LogicKernel<kDecides>());
}

Node Negated(Node node) {
  const Facts facts = BooleanFacts(node.facts.nullable);
  return Wrap(std::move(node), facts, Map<uint8_t, uint8_t>([](uint8_t value) {
                return static_cast<uint8_t>(value ^ 1);
              }));
}

arrow::Result<Node> Not(Call call) {
  ARROW_RETURN_NOT_OK(CheckBooleans(call));
  return Negated(std::move(call.arguments[0]));
}

arrow::Result<Node> IsNull(Call call) {
  if (call.type(0).kind == Kind::kNull) return call.Wrong(0, "needs a column's value");
  return call.Finish(BooleanFacts(), [](const KernelInput& input, Vector* result) {
    uint8_t* out = result->Prepare<uint8_t>(input.count);
    const uint8_t* present = input.arguments[0]->present();
    for (int64_t i = 0; i < input.count; ++i) {
      out[i] = present != nullptr && present[i] == 0;
    }
  });
}

template <typename T>
Kernel AmongKernel() {
  return [](const KernelInput& input, Vector* result) {
    const T* value = input.values<T>(0);
    uint8_t* out = result->Prepare<uint8_t>(input.count);
    std::fill_n(out, input.count, 0);
    for (size_t a = 1; a < input.arguments.size(); ++a) {
      const T* other = input.values<T>(a);
      for (int64_t i = 0; i < input.count; ++i) out[i] |= value[i] == other[i] ? 1 : 0;
    }
    TakeMissing<uint8_t>(input, result);
  };
}

arrow::Result<Node> Among(Call call) {
  ARROW_RETURN_NOT_OK(RefuseNull(call));
  std::vector<size_t> all(call.arguments.size());
  for (size_t i = 0; i < all.size(); ++i) all[i] = i;
  ARROW_ASSIGN_OR_RAISE(const Facts facts, Unify(&call, all));
  const Facts result = BooleanFacts(facts.nullable);
  switch (facts.type.kind) {
    case Kind::kDouble:
      return call.Finish(result, AmongKernel<double>());
    case Kind::kText:
      return call.Finish(result, AmongKernel<std::string_view>());
    case Kind::kBoolean:
      return call.Finish(result, AmongKernel<uint8_t>());
    default:
      return call.Finish(result, AmongKernel<int64_t>());
  }
}

// --- Choosing --------------------------------------------------------------------------

// Takes what `argument` has in row i.
template <typename T>
struct Chooser {
  T* out;
  uint8_t* present;
  void Take(const Vector& argument, int64_t i) {
    const bool is = argument.present() == nullptr || argument.present()[i] != 0;
    present[i] = is;
    out[i] = is ? argument.values<T>()[i] : T{};
  }
};

// Puts `value` where the condition holds; a missing condition holds 0.
template <typename T>
void Blend(const uint8_t* condition, const Vector& value, int64_t count, T* out,
           uint8_t* present) {
  const T* values = value.values<T>();
  for (int64_t i = 0; i < count; ++i) out[i] = condition[i] != 0 ? values[i] : out[i];
  if (present == nullptr) return;
  const uint8_t* has = value.present();
  for (int64_t i = 0; i < count; ++i) {
    const uint8_t is = has == nullptr ? 1 : has[i];
    present[i] = condition[i] != 0 ? is : present[i];
  }
}

// if: each condition is followed by its value; the last value stands alone.
template <typename T>
Kernel IfKernel() {
  return [](const KernelInput& input, Vector* result) {
    const size_t last = input.arguments.size() - 1;
    const int64_t count = input.count;
    T* out = result->Prepare<T>(count);
    std::copy_n(input.values<T>(last), count, out);
    bool any_missing = input.arguments[last]->present() != nullptr;
    for (size_t i = 1; i < last; i += 2) {
      any_missing = any_missing || input.arguments[i]->present() != nullptr;
    }
    uint8_t* present = any_missing ? result->MutablePresent(count) : nullptr;
    result->AddMissing(*input.arguments[last], count);
    for (size_t i = last; i >= 2; i -= 2) {
      Blend(input.values<uint8_t>(i - 2), *input.arguments[i - 1], count, out, present);
    }
  };
}

template <typename T>
Kernel CoalesceKernel() {
  return [](const KernelInput& input, Vector* result) {
    Chooser<T> chooser{result->Prepare<T>(input.count),
                       result->MutablePresent(input.count)};
    for (int64_t i = 0; i < input.count; ++i) {
      for (const Vector* argument : input.arguments) {
        chooser.Take(*argument, i);
        if (chooser.present[i] != 0) break;
      }
    }
  };
}

// A null among the values that are chosen from: nothing in each row.
template <typename T>
Kernel NothingKernel() {
  return [](const KernelInput& input, Vector* result) {
    std::fill_n(result->Prepare<T>(input.count), input.count, T{});
    std::fill_n(result->MutablePresent(input.count), input.count, 0);
  };
}

template <template <typename> class Make>
Kernel KernelOf(Kind kind) {
  switch (kind) {
    case Kind::kDouble:
      return Make<double>()();
    case Kind::kText:
      return Make<std::string_view>()();
    case Kind::kBoolean:
      return Make<uint8_t>()();
    default:
      return Make<int64_t>()();
  }
}
template <typename T>
struct MakeIf {
  Kernel operator()() const { return IfKernel<T>(); }
};
template <typename T>
struct MakeCoalesce {
  Kernel operator()() const { return CoalesceKernel<T>(); }
};
template <typename T>
struct MakeNothing {
  Kernel operator()() const { return NothingKernel<T>(); }
};

arrow::Result<Facts> UnifyValues(Call* call, const std::vector<size_t>& values) {
  ARROW_ASSIGN_OR_RAISE(Facts facts, Unify(call, values, /*takes_nulls=*/true));
  if (facts.type.kind == Kind::kNull) {
    return call->Error("needs a value that is not null, to know the type");
  }
  for (const size_t i : values) {
    Node& value = call->arguments[i];
    if (value.facts.type.kind != Kind::kNull) continue;
    value.kernel = KernelOf<MakeNothing>(facts.type.kind);
  }
  return facts;
}

arrow::Result<Node> If(Call call) {
  if (call.arguments.size() % 2 == 0) {
    return call.Error(
        "needs a value for when no condition holds: if(condition, value, "
        "..., otherwise)");
  }
  std::vector<size_t> values;
  for (size_t i = 0; i < call.arguments.size(); ++i) {
    const bool is_value = i % 2 == 1 || i + 1 == call.arguments.size();
    if (is_value) {
      values.push_back(i);
    } else if (call.type(i).kind != Kind::kBoolean) {
      return call.Wrong(i, "needs a condition here, such as price > 10");
    }
  }
  ARROW_ASSIGN_OR_RAISE(const Facts facts, UnifyValues(&call, values));
  return call.Finish(facts, KernelOf<MakeIf>(facts.type.kind));
}

arrow::Result<Node> Coalesce(Call call) {
  std::vector<size_t> all;
  bool nullable = true;
  for (size_t i = 0; i < call.arguments.size(); ++i) {
    all.push_back(i);
    nullable = nullable && call.arguments[i].facts.nullable;
  }
  ARROW_ASSIGN_OR_RAISE(Facts facts, UnifyValues(&call, all));
  facts.nullable = nullable;
  return call.Finish(facts, KernelOf<MakeCoalesce>(facts.type.kind));
}

// if(a = b, null, a)
arrow::Result<Node> NullIf(Call call) {
  Node value = call.arguments[0];
  const size_t position = call.position;
  Call compare{"nullif", position, std::move(call.arguments)};
  ARROW_ASSIGN_OR_RAISE(Node equal, Compare<Equal>(std::move(compare)));
  Node nothing{{{}, true}, {}};
  Call choose{"nullif", position, {}};
  choose.arguments.push_back(std::move(equal));
  choose.arguments.push_back(std::move(nothing));
  choose.arguments.push_back(std::move(value));
  return If(std::move(choose));
}

}  // namespace

std::vector<FunctionInfo> LogicFunctions() {
  return {
      {"=", "a = b", "Whether both are the same; == is another spelling.", 2, 2,
       Compare<Equal>},
      {"==", "a == b", "Another spelling of =.", 2, 2, Compare<Equal>},
      {"!=", "a != b", "Whether they differ; <> is another spelling.", 2, 2,
       Compare<Unequal>},
      {"<>", "a <> b", "Another spelling of !=.", 2, 2, Compare<Unequal>},
      {"<", "a < b", "Whether a is less, earlier, or before b (texts by code points).", 2,
       2, Compare<Less>},
      {"<=", "a <= b", "Whether a is less or the same.", 2, 2, Compare<LessOrEqual>},
      {">", "a > b", "Whether a is greater.", 2, 2, Compare<Greater>},
      {">=", "a >= b", "Whether a is greater or the same.", 2, 2,
       Compare<GreaterOrEqual>},
      {"in", "a in (b, c, ...)", "Whether a is one of the others; also `not in`.", 2, 0,
       Among},
      {"is null", "a is null", "Whether a is missing; also `is not null`.", 1, 1, IsNull},
      {"and", "a and b", "Whether both hold.", 2, 2, Logic<false>},
      {"or", "a or b", "Whether one holds.", 2, 2, Logic<true>},
      {"not", "not a", "Whether a does not hold.", 1, 1, Not},
      {"if", "if(condition, a, ..., b)",
       "a where the condition holds, else b; more conditions with their values may stand "
       "before b. A missing condition does not hold.",
       3, 0, If},
      {"coalesce", "coalesce(a, b, ...)", "The first that is not missing.", 2, 0,
       Coalesce},
      {"nullif", "nullif(a, b)", "Missing where a = b, else a.", 2, 2, NullIf},
  };
}

}  // namespace rand_engine::expression
