#include "rand_engine/encode/arrow/record_batch.h"

#include <arrow/array.h>
#include <arrow/array/array_nested.h>
#include <arrow/array/builder_binary.h>
#include <arrow/buffer.h>
#include <arrow/record_batch.h>
#include <arrow/result.h>
#include <arrow/type.h>
#include <arrow/util/bit_util.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "rand_engine/domain/short_word_texts.h"
#include "rand_engine/generate/code_source.h"
#include "rand_engine/generate/missing_codes.h"
#include "rand_engine/generate/nested_rows.h"
#include "rand_engine/memory/byte_buffer.h"
#include "rand_engine/plan/nested.h"
#include "rand_engine/processor/multiversion.h"

namespace rand_engine {
namespace {

using ArrayResult = arrow::Result<std::shared_ptr<arrow::Array>>;

std::shared_ptr<arrow::DataType> ArrowType(const ColumnSchema& column);

std::shared_ptr<arrow::Field> ArrowField(const ColumnSchema& column) {
  return arrow::field(column.name, ArrowType(column), column.nullable);
}

std::shared_ptr<arrow::DataType> ArrowType(const ColumnSchema& column) {
  switch (column.storage) {
    case StorageType::kInt8:
      return arrow::int8();
    case StorageType::kInt16:
      return arrow::int16();
    case StorageType::kInt32:
      return arrow::int32();
    case StorageType::kUint8:
      return arrow::uint8();
    case StorageType::kUint16:
      return arrow::uint16();
    case StorageType::kUint32:
      return arrow::uint32();
    case StorageType::kUint64:
      return arrow::uint64();
    case StorageType::kFloat32:
      return arrow::float32();
    case StorageType::kLocalTime:
      return arrow::timestamp(arrow::TimeUnit::MICRO);
    case StorageType::kNative:
      break;
  }
  switch (column.type) {
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
    case ValueType::kStruct: {
      arrow::FieldVector fields;
      for (const ColumnSchema& child : column.children) {
        fields.push_back(ArrowField(child));
      }
      return arrow::struct_(std::move(fields));
    }
    case ValueType::kList:
      return arrow::list(ArrowField(column.children[0]));
    case ValueType::kMap:
      return std::make_shared<arrow::MapType>(ArrowField(column.children[0]),
                                              ArrowField(column.children[1]));
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

// One bit a row.
template <typename IsSet>
arrow::Result<std::shared_ptr<arrow::Buffer>> MakeBits(int64_t count, IsSet is_set) {
  ARROW_ASSIGN_OR_RAISE(std::shared_ptr<arrow::Buffer> bits,
                        arrow::AllocateEmptyBitmap(count));
  uint8_t* bytes = bits->mutable_data();
  for (int64_t byte = 0; byte < count / 8; ++byte) {
    unsigned value = 0;
    for (int bit = 0; bit < 8; ++bit) value |= unsigned{is_set(8 * byte + bit)} << bit;
    bytes[byte] = static_cast<uint8_t>(value);
  }
  for (int64_t i = count / 8 * 8; i < count; ++i) {
    arrow::bit_util::SetBitTo(bytes, i, is_set(i));
  }
  return bits;
}

/// Codes of values only, and which of them stand for missing ones.
struct PresentCodes {
  const CodeBuffer* codes;
  const uint8_t* is_present;                ///< null where none can be missing
  std::shared_ptr<arrow::Buffer> validity;  ///< the same as Arrow wants it
};

/// What is reused from column to column.
struct Scratch {
  CodeBuffer codes;
  CodeBuffer present;
  std::vector<uint8_t> is_present;
  ByteBuffer text;
};

// Tells missing values apart in the scratch's codes.
arrow::Result<PresentCodes> SplitMissing(const ColumnPlan& column, int64_t count,
                                         Scratch* scratch) {
  if (!column.missing_code) return PresentCodes{&scratch->codes, nullptr, nullptr};
  scratch->is_present.resize(count);
  uint8_t* is_present = scratch->is_present.data();
  ReplaceMissing(scratch->codes, count, *column.missing_code, &scratch->present,
                 is_present);
  ARROW_ASSIGN_OR_RAISE(auto validity,
                        MakeBits(count, [&](int64_t i) { return is_present[i] != 0; }));
  return PresentCodes{&scratch->present, is_present, std::move(validity)};
}

// The array of a column from the codes of `count` rows in the scratch. `dictionary` is
// that of a choice of texts; without one, its texts are plain.
ArrayResult MakeColumnArray(const ColumnPlan& column,
                            const std::shared_ptr<arrow::Array>& dictionary,
                            int64_t count, Scratch* scratch);

/// Makes the array of one column from its codes.
class ArrayMaker {
 public:
  ArrayMaker(const ColumnPlan& column, const std::shared_ptr<arrow::Array>& dictionary,
             const PresentCodes& present, int64_t count, ByteBuffer* text)
      : schema_(column.schema),
        dictionary_(dictionary),
        codes_(*present.codes),
        is_present_(present.is_present),
        validity_(present.validity),
        count_(count),
        text_(*text) {}

  ArrayResult operator()(const IntegerDomain& domain) const {
    return Integers([domain](uint64_t code) { return domain.ValueOf(code); });
  }
  ArrayResult operator()(const DecimalDomain& domain) const {
    return Reals([domain](uint64_t code) { return domain.ValueOf(code); });
  }
  ArrayResult operator()(const DateDomain& domain) const {
    return Fill<int32_t>([domain](uint64_t code) { return domain.DayOf(code); });
  }
  ArrayResult operator()(const TimestampDomain& domain) const {
    return Fill<int64_t>([domain](uint64_t code) { return domain.ValueOf(code); });
  }

  ArrayResult operator()(const ChoiceDomain& choice) const {
    switch (choice.type) {
      case ValueType::kInt64:
        return Integers(
            [values = choice.integers.data()](uint64_t code) { return values[code]; });
      case ValueType::kFloat64:
        return Reals(
            [values = choice.floats.data()](uint64_t code) { return values[code]; });
      case ValueType::kBool:
        return Booleans(choice);
      default:
        break;
    }
    if (dictionary_ == nullptr) {
      return Texts([&](int64_t i) -> std::string_view {
        return choice.strings[CodeAt(codes_, i)];
      });
    }
    // The missing code has no entry in the dictionary; those after it move up.
    const uint64_t gap = choice.missing_code.value_or(UINT32_MAX);
    ARROW_ASSIGN_OR_RAISE(const auto data, FillBuffer<int32_t>([gap](uint64_t code) {
                            return static_cast<int32_t>(code - (code > gap ? 1 : 0));
                          }));
    const auto indices = std::make_shared<arrow::Int32Array>(count_, data, validity_);
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
    std::optional<ArrayResult> array;
    const bool short_words = VisitShortWordTexts(domain, [&](const auto& texts) {
      array = Strings(domain.longest(), [&](int64_t i, char* out) {
        return texts.Render(CodeAt(codes_, i), out);
      });
    });
    if (short_words) return *std::move(array);
    return Strings(domain.longest(), [&](int64_t i, char* out) {
      return domain.Render(CodeAt(codes_, i), out);
    });
  }

  ArrayResult operator()(const FloatDomain&) const { return Reals(FloatDomain::ValueOf); }

  ArrayResult operator()(const TextDomain&) const {
    return Texts([&](int64_t i) {
      const uint64_t* code = codes_.codes64() + 2 * i;
      return TextDomain::TextOf(code[0], code[1]);
    });
  }

  ArrayResult operator()(const NestedDomain& domain) const {
    return domain.type == ValueType::kStruct ? Struct(*domain.parts)
                                             : Items(*domain.parts);
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
    const auto fill = [out, value_of, count = count_](const auto* codes) {
      RunMultiversion([=]() RAND_ENGINE_MULTIVERSION {
        for (int64_t i = 0; i < count; ++i) out[i] = static_cast<T>(value_of(codes[i]));
      });
    };
    codes_.width() == CodeWidth::k32 ? fill(codes_.codes32()) : fill(codes_.codes64());
    return std::shared_ptr<arrow::Buffer>(std::move(buffer));
  }

  template <typename T, typename ValueOf>
  ArrayResult Fill(ValueOf value_of) const {
    ARROW_ASSIGN_OR_RAISE(auto data, FillBuffer<T>(value_of));
    return arrow::MakeArray(
        arrow::ArrayData::Make(ArrowType(schema_), count_, {validity_, std::move(data)}));
  }

  template <typename ValueOf>
  ArrayResult Integers(ValueOf value_of) const {
    switch (schema_.storage) {
      case StorageType::kInt8:
        return Fill<int8_t>(value_of);
      case StorageType::kInt16:
        return Fill<int16_t>(value_of);
      case StorageType::kInt32:
        return Fill<int32_t>(value_of);
      case StorageType::kUint8:
        return Fill<uint8_t>(value_of);
      case StorageType::kUint16:
        return Fill<uint16_t>(value_of);
      case StorageType::kUint32:
        return Fill<uint32_t>(value_of);
      case StorageType::kUint64:
        return Fill<uint64_t>(value_of);
      default:
        return Fill<int64_t>(value_of);
    }
  }

  template <typename ValueOf>
  ArrayResult Reals(ValueOf value_of) const {
    return schema_.storage == StorageType::kFloat32 ? Fill<float>(value_of)
                                                    : Fill<double>(value_of);
  }

  ArrayResult Booleans(const ChoiceDomain& choice) const {
    ARROW_ASSIGN_OR_RAISE(auto bits, MakeBits(count_, [&](int64_t i) {
                            return choice.booleans[CodeAt(codes_, i)];
                          }));
    return std::make_shared<arrow::BooleanArray>(count_, std::move(bits), validity_);
  }

  ArrayResult Struct(const Nested& nested) const {
    ARROW_ASSIGN_OR_RAISE(auto fields, Parts(nested, codes_.codes64(), count_));
    return std::make_shared<arrow::StructArray>(ArrowType(schema_), count_,
                                                std::move(fields), validity_);
  }

  // Lists and maps; a missing one has no items.
  ArrayResult Items(const Nested& nested) const {
    const uint64_t* rows = codes_.codes64();
    std::vector<uint32_t> lengths(count_);
    CodeBuffer scratch;
    nested.ReadLengths(rows, count_, &scratch, lengths.data());
    ARROW_ASSIGN_OR_RAISE(std::shared_ptr<arrow::Buffer> offsets,
                          arrow::AllocateBuffer((count_ + 1) * sizeof(int32_t)));
    auto* offset = reinterpret_cast<int32_t*>(offsets->mutable_data());
    std::vector<uint64_t> item_rows;
    offset[0] = 0;
    for (int64_t i = 0; i < count_; ++i) {
      const bool is_present = is_present_ == nullptr || is_present_[i] != 0;
      for (uint32_t item = 0; is_present && item < lengths[i]; ++item) {
        item_rows.push_back(ItemRow(rows[i], nested.most_items, item));
      }
      offset[i + 1] = static_cast<int32_t>(item_rows.size());
    }
    const auto items = static_cast<int64_t>(item_rows.size());
    ARROW_ASSIGN_OR_RAISE(auto parts, Parts(nested, item_rows.data(), items));
    if (schema_.type == ValueType::kMap) {
      return std::make_shared<arrow::MapArray>(
          ArrowType(schema_), count_, std::move(offsets), parts[0], parts[1], validity_);
    }
    return std::make_shared<arrow::ListArray>(ArrowType(schema_), count_,
                                              std::move(offsets), parts[0], validity_);
  }

  static arrow::Result<arrow::ArrayVector> Parts(const Nested& nested,
                                                 const uint64_t* rows, int64_t count) {
    arrow::ArrayVector arrays;
    Scratch scratch;
    for (const ColumnPlan& part : nested.columns) {
      part.source->Gather(rows, count, &scratch.codes);
      ARROW_ASSIGN_OR_RAISE(auto array, MakeColumnArray(part, nullptr, count, &scratch));
      arrays.push_back(std::move(array));
    }
    return arrays;
  }

  template <typename TextOf>
  ArrayResult Texts(TextOf text_of) const {
    arrow::StringBuilder builder;
    ARROW_RETURN_NOT_OK(builder.Reserve(count_));
    for (int64_t i = 0; i < count_; ++i) {
      ARROW_RETURN_NOT_OK(builder.Append(text_of(i)));
    }
    return FinishStrings(&builder);
  }

  // Texts grow in memory that is kept, and move once into as much as they need.
  template <typename Render>
  ArrayResult Strings(size_t longest, Render render) const {
    ARROW_ASSIGN_OR_RAISE(std::shared_ptr<arrow::Buffer> offsets,
                          arrow::AllocateBuffer((count_ + 1) * sizeof(int32_t)));
    auto* offset = reinterpret_cast<int32_t*>(offsets->mutable_data());
    size_t size = 0;
    offset[0] = 0;
    // A place also for texts that are all empty.
    text_.Reserve(std::max<size_t>(longest, 1));
    for (int64_t i = 0; i < count_; ++i) {
      if (size + longest > text_.capacity()) {
        text_.Resize(size);
        text_.Reserve(size + longest);
      }
      const char* const end = render(i, text_.data() + size);
      const bool takes_room = is_present_ == nullptr || is_present_[i] != 0;
      size = takes_room ? end - text_.data() : size;
      if (size > std::numeric_limits<int32_t>::max()) return TooManyBytes();
      offset[i + 1] = static_cast<int32_t>(size);
    }
    ARROW_ASSIGN_OR_RAISE(std::shared_ptr<arrow::Buffer> bytes,
                          arrow::AllocateBuffer(static_cast<int64_t>(size)));
    if (size > 0) std::memcpy(bytes->mutable_data(), text_.data(), size);
    return arrow::MakeArray(arrow::ArrayData::Make(
        ArrowType(schema_), count_, {validity_, std::move(offsets), std::move(bytes)},
        validity_ == nullptr ? 0 : arrow::kUnknownNullCount));
  }

  arrow::Status TooManyBytes() const {
    return arrow::Status::CapacityError("column '", schema_.name, "': the texts of ",
                                        count_, " rows take more than 2 GiB");
  }

  ArrayResult FinishStrings(arrow::StringBuilder* builder) const {
    std::shared_ptr<arrow::ArrayData> data;
    ARROW_RETURN_NOT_OK(builder->FinishInternal(&data));
    data->buffers[0] = validity_;
    data->null_count = validity_ == nullptr ? 0 : arrow::kUnknownNullCount;
    return arrow::MakeArray(std::move(data));
  }

  const ColumnSchema& schema_;
  const std::shared_ptr<arrow::Array>& dictionary_;
  const CodeBuffer& codes_;
  const uint8_t* is_present_;
  const std::shared_ptr<arrow::Buffer>& validity_;
  int64_t count_;
  ByteBuffer& text_;
};

ArrayResult MakeColumnArray(const ColumnPlan& column,
                            const std::shared_ptr<arrow::Array>& dictionary,
                            int64_t count, Scratch* scratch) {
  ARROW_ASSIGN_OR_RAISE(const PresentCodes codes, SplitMissing(column, count, scratch));
  return std::visit(ArrayMaker(column, dictionary, codes, count, &scratch->text),
                    column.domain);
}

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

struct RecordBatchScratch::State : Scratch {};

RecordBatchScratch::RecordBatchScratch() : state_(std::make_unique<State>()) {}
RecordBatchScratch::~RecordBatchScratch() = default;

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
                          : ArrowType(column.schema);
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
  RecordBatchScratch scratch;
  return Encode(rows, &scratch);
}

arrow::Result<std::shared_ptr<arrow::RecordBatch>> RecordBatchEncoder::Encode(
    RowRange rows, RecordBatchScratch* kept) const {
  Scratch* const scratch = kept->state_.get();
  arrow::ArrayVector arrays;
  for (size_t i = 0; i < state_->plan->columns().size(); ++i) {
    const ColumnPlan& column = state_->plan->columns()[i];
    column.source->Fill(static_cast<uint64_t>(rows.first), rows.count, &scratch->codes);
    ARROW_ASSIGN_OR_RAISE(auto array, MakeColumnArray(column, state_->dictionaries[i],
                                                      rows.count, scratch));
    arrays.push_back(std::move(array));
  }
  return arrow::RecordBatch::Make(state_->schema, rows.count, std::move(arrays));
}

}  // namespace rand_engine
