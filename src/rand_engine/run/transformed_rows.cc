#include "rand_engine/run/transformed_rows.h"

#include <arrow/array.h>
#include <arrow/compute/cast.h>
#include <arrow/record_batch.h>
#include <arrow/result.h>
#include <arrow/type.h>
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "rand_engine/encode/arrow/batch_plan.h"
#include "rand_engine/encode/arrow/record_batch.h"
#include "rand_engine/error.h"
#include "rand_engine/seed.h"

namespace rand_engine {
namespace {

// Enough to pay for the calls of the user's code, little enough to be bounded memory.
constexpr int64_t kChunkRows = 1 << 16;

using Batch = std::shared_ptr<arrow::RecordBatch>;

std::string NamesOf(const arrow::Schema& schema) {
  std::string names;
  for (const auto& field : schema.fields()) {
    names += fmt::format("{}'{}'", names.empty() ? "" : ", ", field->name());
  }
  return names.empty() ? "none" : names;
}

arrow::Status CheckNames(const arrow::Schema& schema) {
  if (schema.num_fields() == 0) {
    return OptionError("transform: gives no columns; a file needs at least one");
  }
  std::set<std::string> names;
  for (const auto& field : schema.fields()) {
    if (field->name().empty()) {
      return OptionError("transform: gives a column without a name");
    }
    if (names.insert(field->name()).second) continue;
    return OptionError(
        fmt::format("transform: gives two columns '{}'; each needs a name of its own",
                    field->name()));
  }
  return arrow::Status::OK();
}

enum class Kind { kBool, kNumber, kDate, kLocalTime, kTime, kText, kNested };

Kind KindOf(const arrow::DataType& written) {
  switch (written.id()) {
    case arrow::Type::BOOL:
      return Kind::kBool;
    case arrow::Type::DATE32:
      return Kind::kDate;
    case arrow::Type::TIMESTAMP:
      return static_cast<const arrow::TimestampType&>(written).timezone().empty()
                 ? Kind::kLocalTime
                 : Kind::kTime;
    case arrow::Type::STRING:
      return Kind::kText;
    case arrow::Type::STRUCT:
    case arrow::Type::LIST:
    case arrow::Type::MAP:
      return Kind::kNested;
    default:
      return Kind::kNumber;
  }
}

// Whether values of one type can become those of another and stay what they are; numbers
// are looked at one by one when they do.
bool CanBecome(const arrow::DataType& from, const arrow::DataType& to);

// The parts in their order; those of structs have names.
bool PartsCanBecome(const arrow::DataType& from, const arrow::DataType& to) {
  if (from.id() != to.id() || from.num_fields() != to.num_fields()) return false;
  for (int i = 0; i < from.num_fields(); ++i) {
    const arrow::Field& part = *from.field(i);
    const bool same_name =
        from.id() != arrow::Type::STRUCT || part.name() == to.field(i)->name();
    if (!same_name || !CanBecome(*part.type(), *to.field(i)->type())) return false;
  }
  return true;
}

bool CanBecome(const arrow::DataType& from, const arrow::DataType& to) {
  if (from.id() == arrow::Type::NA) return true;
  const auto written = WrittenType(from);
  if (written == nullptr || KindOf(*written) != KindOf(to)) return false;
  if (KindOf(to) == Kind::kNested) return PartsCanBecome(*written, to);
  // Nothing would look whether a double fits a float.
  return to.id() != arrow::Type::FLOAT || written->id() == arrow::Type::FLOAT ||
         from.id() == arrow::Type::HALF_FLOAT;
}

arrow::Result<std::shared_ptr<arrow::Array>> CastTo(
    const std::shared_ptr<arrow::Array>& array,
    const std::shared_ptr<arrow::DataType>& type) {
  if (array->type()->Equals(*type)) return array;
  if (!CanBecome(*array->type(), *type)) {
    return arrow::Status::Invalid("the one is no kind of the other");
  }
  arrow::compute::CastOptions options = arrow::compute::CastOptions::Safe(type);
  options.allow_time_truncate = true;  // nanoseconds become microseconds
  if (!arrow::is_decimal(array->type_id())) {
    return arrow::compute::Cast(*array, type, options);
  }
  // By way of the text: the double nearest to the decimal, which a quotient need not be.
  ARROW_ASSIGN_OR_RAISE(const auto text, arrow::compute::Cast(*array, arrow::utf8()));
  ARROW_ASSIGN_OR_RAISE(const auto real, arrow::compute::Cast(*text, arrow::float64()));
  return arrow::compute::Cast(*real, type, options);
}

// The type in which a column of the sample is written. Data frames make floats of
// integers that can be missing: a column of the engine's keeps its own type where that
// holds all.
arrow::Result<std::shared_ptr<arrow::DataType>> ChooseType(const arrow::Field& field,
                                                           const Batch& sample,
                                                           const arrow::Schema& given) {
  auto type = WrittenType(*field.type());
  if (type == nullptr) {
    return OptionError(
        fmt::format("transform: column '{}' is {}, which files here cannot have; give "
                    "numbers, texts, "
                    "booleans, dates or times, or lists and dicts of them",
                    field.name(), field.type()->ToString()));
  }
  const auto before = given.GetFieldByName(field.name());
  if (before == nullptr) return type;
  const auto own = WrittenType(*before->type());
  if (own == nullptr) return type;
  const bool integer_became_float =
      arrow::is_integer(own->id()) && arrow::is_floating(type->id());
  const bool all_missing = field.type()->id() == arrow::Type::NA;
  const auto column = sample->GetColumnByName(field.name());
  const bool keeps = all_missing || (integer_became_float && CastTo(column, own).ok());
  return keeps ? own : type;
}

arrow::Result<std::shared_ptr<arrow::Schema>> ChooseSchema(const Batch& sample,
                                                           const arrow::Schema& given) {
  ARROW_RETURN_NOT_OK(CheckNames(*sample->schema()));
  arrow::FieldVector fields;
  for (const auto& field : sample->schema()->fields()) {
    ARROW_ASSIGN_OR_RAISE(auto type, ChooseType(*field, sample, given));
    fields.push_back(arrow::field(field->name(), std::move(type)));
  }
  return arrow::schema(std::move(fields));
}

// The batch with the columns of `schema`; `first_row` tells where it fails.
arrow::Result<Batch> Conform(const Batch& batch,
                             const std::shared_ptr<arrow::Schema>& schema,
                             int64_t first_row) {
  if (NamesOf(*batch->schema()) != NamesOf(*schema)) {
    return WriteError(fmt::format(
        "transform: rows from {} on have the columns {}; the first rows had {}",
        first_row, NamesOf(*batch->schema()), NamesOf(*schema)));
  }
  arrow::ArrayVector columns;
  for (int i = 0; i < schema->num_fields(); ++i) {
    const auto& field = schema->field(i);
    auto column = CastTo(batch->column(i), field->type());
    if (!column.ok()) {
      return WriteError(
          fmt::format("transform: column '{}' of the rows from {} on is {}, of the first "
                      "rows {}, and "
                      "does not fit it ({}); give one type",
                      field->name(), first_row, batch->column(i)->type()->ToString(),
                      field->type()->ToString(), column.status().message()));
    }
    columns.push_back(*std::move(column));
  }
  return arrow::RecordBatch::Make(schema, batch->num_rows(), std::move(columns));
}

}  // namespace

TransformedRows::TransformedRows(std::shared_ptr<BatchTransform> transform)
    : transform_(std::move(transform)) {}

TransformedRows::~TransformedRows() = default;

arrow::Result<std::unique_ptr<TransformedRows>> TransformedRows::Make(
    std::shared_ptr<BatchTransform> transform, std::shared_ptr<const Plan> plan,
    int64_t rows) {
  auto made = std::unique_ptr<TransformedRows>(new TransformedRows(std::move(transform)));
  const RecordBatchEncoder encoder(std::move(plan));
  ARROW_ASSIGN_OR_RAISE(const Batch given,
                        encoder.Encode({0, std::clamp<int64_t>(rows, 1, kSampleRows)}));
  ARROW_ASSIGN_OR_RAISE(const Batch sample, made->transform_->Apply(given, 0));
  ARROW_ASSIGN_OR_RAISE(made->arrow_schema_, ChooseSchema(sample, *encoder.schema()));
  ARROW_ASSIGN_OR_RAISE(made->sample_, Conform(sample, made->arrow_schema_, 0));
  made->schema_ = SchemaOf(*made->arrow_schema_);
  ARROW_ASSIGN_OR_RAISE(const Seed random, Seed::Draw());
  made->identity_ = random.text();
  return made;
}

int64_t TransformedRows::CountChunks(int64_t rows) {
  return std::max<int64_t>(1, CountPieces(rows, kChunkRows));
}

RowRange TransformedRows::ChunkAt(RowRange part, int64_t number) {
  const int64_t begin = number * kChunkRows;
  return {part.first + begin, std::min(kChunkRows, part.count - begin)};
}

arrow::Result<std::shared_ptr<arrow::RecordBatch>> TransformedRows::Next(
    const std::shared_ptr<const Plan>& plan, RowRange rows) {
  if (plan != plan_) {
    encoder_ = std::make_unique<RecordBatchEncoder>(plan);
    plan_ = plan;
  }
  ARROW_ASSIGN_OR_RAISE(const Batch given, encoder_->Encode(rows));
  ARROW_ASSIGN_OR_RAISE(const Batch made, transform_->Apply(given, rows.first));
  ARROW_ASSIGN_OR_RAISE(Batch batch, Conform(made, arrow_schema_, rows.first));
  if (publishes_each_chunk_) {
    ARROW_RETURN_NOT_OK(PublishBy([] { return arrow::Status::OK(); }));
  }
  row_count_ += batch->num_rows();
  next_row_ += batch->num_rows();
  return batch;
}

}  // namespace rand_engine
