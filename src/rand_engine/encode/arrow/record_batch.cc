#include "rand_engine/encode/arrow/record_batch.h"

#include <arrow/array.h>
#include <arrow/array/builder_binary.h>
#include <arrow/buffer.h>
#include <arrow/record_batch.h>
#include <arrow/result.h>
#include <arrow/type.h>
#include <arrow/util/bit_util.h>

#include <string>
#include <utility>
#include <vector>

#include "rand_engine/generate/code_source.h"

namespace rand_engine {
namespace {

using ArrayResult = arrow::Result<std::shared_ptr<arrow::Array>>;

std::shared_ptr<arrow::DataType> ArrowType(ValueType type) {
  switch (type) {
    case ValueType::kInt64:
      return arrow::int64();
    case ValueType::kFloat64:
      return arrow::float64();
    case ValueType::kDate:
      return arrow::date32();
    case ValueType::kTimestamp:
      return arrow::timestamp(arrow::TimeUnit::MICRO, "UTC");
    case ValueType::kBool:
      return arrow::boolean();
    case ValueType::kString:
      break;
  }
  return arrow::utf8();
}

bool IsTextChoice(const ColumnPlan& column) {
  return std::holds_alternative<ChoiceDomain>(column.domain) &&
         column.schema.type == ValueType::kString;
}

uint64_t CodeAt(const CodeBuffer& codes, int64_t i) {
  return codes.width() == CodeWidth::k32 ? codes.codes32()[i] : codes.codes64()[i];
}

/// Makes the array of one column from its codes.
class ArrayMaker {
 public:
  ArrayMaker(const ColumnPlan& column, const std::shared_ptr<arrow::Array>& dictionary,
             const CodeBuffer& codes, int64_t count)
      : type_(column.schema.type),
        dictionary_(dictionary),
        codes_(codes),
        count_(count) {}

  ArrayResult operator()(const IntegerDomain& domain) const {
    return Fill<int64_t>([&](uint64_t code) { return domain.ValueOf(code); });
  }
  ArrayResult operator()(const DecimalDomain& domain) const {
    return Fill<double>([&](uint64_t code) { return domain.ValueOf(code); });
  }
  ArrayResult operator()(const DateDomain& domain) const {
    return Fill<int32_t>([&](uint64_t code) { return domain.DayOf(code); });
  }
  ArrayResult operator()(const TimestampDomain& domain) const {
    return Fill<int64_t>([&](uint64_t code) { return domain.ValueOf(code); });
  }

  ArrayResult operator()(const ChoiceDomain& choice) const {
    ARROW_ASSIGN_OR_RAISE(const auto validity, Validity(choice.missing_code));
    switch (choice.type) {
      case ValueType::kInt64:
        return Fill<int64_t>([&](uint64_t code) { return choice.integers[code]; },
                             validity);
      case ValueType::kFloat64:
        return Fill<double>([&](uint64_t code) { return choice.floats[code]; }, validity);
      case ValueType::kBool:
        return Booleans(choice, validity);
      default:
        break;
    }
    // The missing code has no entry in the dictionary; those after it move up.
    const uint64_t gap = choice.missing_code.value_or(UINT32_MAX);
    ARROW_ASSIGN_OR_RAISE(const auto data, FillBuffer<int32_t>([gap](uint64_t code) {
                            if (code == gap) return 0;
                            return static_cast<int32_t>(code - (code > gap ? 1 : 0));
                          }));
    const auto indices = std::make_shared<arrow::Int32Array>(count_, data, validity);
    return arrow::DictionaryArray::FromArrays(
        arrow::dictionary(arrow::int32(), arrow::utf8()), indices, dictionary_);
  }

  ArrayResult operator()(const ConcatenationDomain& domain) const {
    if (domain.has_two_words()) {
      const uint64_t* codes = codes_.codes64();
      return Strings(domain.longest(), [&, codes](int64_t i, char* out) {
        return domain.Render(codes[2 * i], codes[2 * i + 1], out);
      });
    }
    return Strings(domain.longest(), [&](int64_t i, char* out) {
      return domain.Render(CodeAt(codes_, i), out);
    });
  }

  ArrayResult operator()(const UuidDomain& domain) const {
    return Strings(UuidDomain::kTextLength, [&](int64_t i, char* out) {
      domain.Render(codes_.codes64()[2 * i], codes_.codes64()[2 * i + 1], out);
      return out + UuidDomain::kTextLength;
    });
  }

 private:
  template <typename T, typename ValueOf>
  arrow::Result<std::shared_ptr<arrow::Buffer>> FillBuffer(ValueOf value_of) const {
    ARROW_ASSIGN_OR_RAISE(std::unique_ptr<arrow::Buffer> buffer,
                          arrow::AllocateBuffer(count_ * sizeof(T)));
    auto* out = reinterpret_cast<T*>(buffer->mutable_data());
    if (codes_.width() == CodeWidth::k32) {
      const uint32_t* codes = codes_.codes32();
      for (int64_t i = 0; i < count_; ++i) out[i] = value_of(codes[i]);
    } else {
      const uint64_t* codes = codes_.codes64();
      for (int64_t i = 0; i < count_; ++i) out[i] = value_of(codes[i]);
    }
    return std::shared_ptr<arrow::Buffer>(std::move(buffer));
  }

  template <typename T, typename ValueOf>
  ArrayResult Fill(ValueOf value_of, std::shared_ptr<arrow::Buffer> validity = {}) const {
    ARROW_ASSIGN_OR_RAISE(auto data, FillBuffer<T>(value_of));
    return arrow::MakeArray(arrow::ArrayData::Make(
        ArrowType(type_), count_, {std::move(validity), std::move(data)}));
  }

  // One bit a row, or null where no value can be missing.
  arrow::Result<std::shared_ptr<arrow::Buffer>> Validity(
      std::optional<uint32_t> missing) const {
    if (!missing) return std::shared_ptr<arrow::Buffer>();
    return Bits([&](uint64_t code) { return code != *missing; });
  }

  template <typename IsSet>
  arrow::Result<std::shared_ptr<arrow::Buffer>> Bits(IsSet is_set) const {
    ARROW_ASSIGN_OR_RAISE(std::shared_ptr<arrow::Buffer> bits,
                          arrow::AllocateEmptyBitmap(count_));
    for (int64_t i = 0; i < count_; ++i) {
      arrow::bit_util::SetBitTo(bits->mutable_data(), i, is_set(CodeAt(codes_, i)));
    }
    return bits;
  }

  ArrayResult Booleans(const ChoiceDomain& choice,
                       std::shared_ptr<arrow::Buffer> validity) const {
    ARROW_ASSIGN_OR_RAISE(auto bits,
                          Bits([&](uint64_t code) { return choice.booleans[code]; }));
    return std::make_shared<arrow::BooleanArray>(count_, std::move(bits),
                                                 std::move(validity));
  }

  template <typename Render>
  ArrayResult Strings(size_t longest, Render render) const {
    arrow::StringBuilder builder;
    ARROW_RETURN_NOT_OK(builder.Reserve(count_));
    std::string text(longest, '\0');
    for (int64_t i = 0; i < count_; ++i) {
      const char* end = render(i, text.data());
      ARROW_RETURN_NOT_OK(
          builder.Append(text.data(), static_cast<int32_t>(end - text.data())));
    }
    return builder.Finish();
  }

  ValueType type_;
  const std::shared_ptr<arrow::Array>& dictionary_;
  const CodeBuffer& codes_;
  int64_t count_;
};

std::shared_ptr<arrow::Array> MakeDictionary(const ColumnPlan& column) {
  arrow::StringBuilder builder;
  const auto& choice = std::get<ChoiceDomain>(column.domain);
  for (size_t code = 0; code < choice.strings.size(); ++code) {
    if (code == choice.missing_code) continue;
    if (!builder.Append(choice.strings[code]).ok()) return nullptr;
  }
  return builder.Finish().ValueOr(nullptr);
}

}  // namespace

struct RecordBatchEncoder::State {
  std::shared_ptr<const Plan> plan;
  std::shared_ptr<arrow::Schema> schema;
  std::vector<std::shared_ptr<arrow::Array>> dictionaries;  ///< of text choices
};

RecordBatchEncoder::RecordBatchEncoder(std::shared_ptr<const Plan> plan)
    : state_(std::make_unique<State>()) {
  arrow::FieldVector fields;
  for (const ColumnPlan& column : plan->columns()) {
    const bool is_choice = IsTextChoice(column);
    state_->dictionaries.push_back(is_choice ? MakeDictionary(column) : nullptr);
    auto type = is_choice ? arrow::dictionary(arrow::int32(), arrow::utf8())
                          : ArrowType(column.schema.type);
    fields.push_back(
        arrow::field(column.schema.name, std::move(type), column.schema.nullable));
  }
  state_->schema = arrow::schema(std::move(fields));
  state_->plan = std::move(plan);
}

RecordBatchEncoder::~RecordBatchEncoder() = default;

std::shared_ptr<arrow::Schema> RecordBatchEncoder::schema() const {
  return state_->schema;
}

arrow::Result<std::shared_ptr<arrow::RecordBatch>> RecordBatchEncoder::Encode(
    RowRange rows) const {
  arrow::ArrayVector arrays;
  CodeBuffer codes;
  for (size_t i = 0; i < state_->plan->columns().size(); ++i) {
    const ColumnPlan& column = state_->plan->columns()[i];
    column.source->Fill(static_cast<uint64_t>(rows.first), rows.count, &codes);
    const ArrayMaker maker(column, state_->dictionaries[i], codes, rows.count);
    ARROW_ASSIGN_OR_RAISE(auto array, std::visit(maker, column.domain));
    arrays.push_back(std::move(array));
  }
  return arrow::RecordBatch::Make(state_->schema, rows.count, std::move(arrays));
}

}  // namespace rand_engine
