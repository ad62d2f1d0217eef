#include "rand_engine/expression/computed_column.h"

#include <algorithm>
#include <utility>

namespace rand_engine::expression {
namespace {

// Texts of a batch: so many bytes at most, where one row does not need more.
constexpr size_t kBatchBytes = size_t{8} << 20;

size_t BytesARow(const Node& node) {
  size_t bytes = node.facts.longest;
  for (const Node& argument : node.arguments) bytes += BytesARow(argument);
  return bytes;
}

// Number of values from `low` to `high`; 0 = 2^64.
uint64_t SizeOf(const Facts& facts) {
  return static_cast<uint64_t>(facts.high) - static_cast<uint64_t>(facts.low) + 1;
}

// Most texts are far shorter than they could be. Chunks are cut by this, so it also
// bounds by how much one can be larger than it is meant to be.
size_t TypicalBytes(size_t longest) {
  constexpr size_t kMostTypical = 64;
  constexpr size_t kMostTimesLarger = 16;
  return std::max(std::min(longest / 2 + 1, kMostTypical), longest / kMostTimesLarger);
}

Domain DomainOf(const Facts& facts) {
  switch (facts.type.kind) {
    case Kind::kNumber:
      if (facts.type.scale == 0) return IntegerDomain{facts.low, 1, SizeOf(facts)};
      return DecimalDomain{facts.low, facts.type.scale, SizeOf(facts)};
    case Kind::kDouble:
      return FloatDomain{};
    case Kind::kBoolean: {
      ChoiceDomain booleans;
      booleans.type = ValueType::kBool;
      booleans.booleans = {false, true};
      return booleans;
    }
    case Kind::kDate:
      return DateDomain{static_cast<int32_t>(facts.low), SizeOf(facts)};
    case Kind::kTimestamp:
      return TimestampDomain{facts.low, 1, SizeOf(facts), facts.local};
    default:
      return TextDomain{TypicalBytes(facts.longest), facts.longest};
  }
}

/// Puts values into the codes of a domain.
class CodeWriter {
 public:
  CodeWriter(const Facts& facts, uint64_t missing)
      : kind_(facts.type.kind), low_(facts.low), missing_(missing) {
    // One more code than values, for the missing ones.
    const uint64_t size = facts.type.is_integral() ? SizeOf(facts) : 0;
    narrow_ = kind_ == Kind::kBoolean || (size != 0 && size <= UINT32_MAX);
    wide_ = kind_ == Kind::kText;
  }

  /// Make room for the codes of a run of rows, which Put fills from the first on.
  void Prepare(int64_t count, CodeBuffer* codes) const {
    if (wide_) {
      codes->Prepare128(count);
    } else if (narrow_) {
      codes->Prepare32(count);
    } else {
      codes->Prepare64(count);
    }
  }

  void Put(const Vector& values, int64_t first, int64_t count, TextArena* texts,
           CodeBuffer* codes) const {
    switch (kind_) {
      case Kind::kDouble:
        return PutWords(values, count, codes->mutable_codes64() + first,
                        FloatDomain::CodeOf, values.values<double>());
      case Kind::kBoolean:
        return PutWords(
            values, count, codes->mutable_codes32() + first,
            [](uint8_t value) { return value; }, values.values<uint8_t>());
      case Kind::kText:
        return PutTexts(values, count, texts, codes->mutable_codes64() + 2 * first);
      default: {
        const auto code_of = [low = low_](int64_t value) {
          return static_cast<uint64_t>(value) - static_cast<uint64_t>(low);
        };
        const auto* integers = values.values<int64_t>();
        if (narrow_) {
          return PutWords(values, count, codes->mutable_codes32() + first, code_of,
                          integers);
        }
        PutWords(values, count, codes->mutable_codes64() + first, code_of, integers);
      }
    }
  }

 private:
  template <typename Code, typename CodeOf, typename T>
  void PutWords(const Vector& vector, int64_t count, Code* codes, CodeOf code_of,
                const T* values) const {
    for (int64_t i = 0; i < count; ++i) codes[i] = static_cast<Code>(code_of(values[i]));
    const uint8_t* present = vector.present();
    if (present == nullptr) return;
    const auto missing = static_cast<Code>(missing_);
    for (int64_t i = 0; i < count; ++i) codes[i] = present[i] != 0 ? codes[i] : missing;
  }

  // The texts of a batch end with it; those of the codes must not.
  void PutTexts(const Vector& vector, int64_t count, TextArena* texts,
                uint64_t* codes) const {
    const auto* values = vector.values<std::string_view>();
    const uint8_t* present = vector.present();
    size_t bytes = 0;
    for (int64_t i = 0; i < count; ++i) bytes += values[i].size();
    char* out = texts->Allocate(bytes);
    for (int64_t i = 0; i < count; ++i) {
      TextDomain::PutCode({out, values[i].size()}, codes + 2 * i);
      out = std::copy(values[i].begin(), values[i].end(), out);
      if (present != nullptr && present[i] == 0) codes[2 * i] = missing_;
    }
  }

  Kind kind_;
  int64_t low_;
  uint64_t missing_;
  bool narrow_ = false;
  bool wide_ = false;
};

class ComputedSource : public CodeSource {
 public:
  ComputedSource(Node root, std::vector<InputColumn> columns, CodeWriter writer)
      : root_(std::move(root)),
        columns_(std::move(columns)),
        writer_(writer),
        batch_rows_(BatchRowsOf(root_)) {
    for (const InputColumn& column : columns_) {
      readers_.push_back(MakeValueReader(column));
    }
  }

  void Fill(uint64_t first_row, int64_t count, CodeBuffer* codes) const override {
    Compute(count, codes, [&](int64_t done, int64_t rows, Evaluation* evaluation) {
      return &evaluation->Run(first_row + static_cast<uint64_t>(done), rows);
    });
  }

  void Gather(const uint64_t* rows, int64_t count, CodeBuffer* codes) const override {
    Compute(count, codes, [&](int64_t done, int64_t part, Evaluation* evaluation) {
      return &evaluation->RunScattered(rows + done, part);
    });
  }

 private:
  // `run` evaluates so many rows from a place on, and returns their values.
  template <typename Run>
  void Compute(int64_t count, CodeBuffer* codes, Run run) const {
    writer_.Prepare(count, codes);
    auto texts = std::make_shared<TextArena>();
    Evaluation evaluation(root_, columns_, readers_);
    for (int64_t done = 0; done < count; done += batch_rows_) {
      const int64_t rows = std::min(batch_rows_, count - done);
      writer_.Put(*run(done, rows, &evaluation), done, rows, texts.get(), codes);
    }
    if (root_.facts.type.kind == Kind::kText) codes->KeepTexts(std::move(texts));
  }

  Node root_;
  std::vector<InputColumn> columns_;
  std::vector<ValueReader> readers_;
  CodeWriter writer_;
  int64_t batch_rows_;
};

}  // namespace

Evaluation::Evaluation(const Node& root, const std::vector<InputColumn>& columns,
                       const std::vector<ValueReader>& readers)
    : root_(root), columns_(columns), readers_(readers), codes_(columns.size()) {}

const Vector& Evaluation::Run(uint64_t first_row, int64_t count) {
  for (size_t i = 0; i < columns_.size(); ++i) {
    columns_[i].source->Fill(first_row, count, &codes_[i]);
  }
  return EvaluateCodes(count);
}

const Vector& Evaluation::RunScattered(const uint64_t* rows, int64_t count) {
  for (size_t i = 0; i < columns_.size(); ++i) {
    columns_[i].source->Gather(rows, count, &codes_[i]);
  }
  return EvaluateCodes(count);
}

const Vector& Evaluation::EvaluateCodes(int64_t count) {
  arena_.Clear();
  values_.clear();
  values_.resize(columns_.size());
  std::vector<const Vector*> columns;
  for (size_t i = 0; i < columns_.size(); ++i) {
    readers_[i](codes_[i], count, &arena_, &values_[i]);
    columns.push_back(&values_[i]);
  }
  result_ = Vector();
  return *Evaluate(root_, columns, count, &arena_, &result_);
}

int64_t BatchRowsOf(const Node& root) {
  const size_t bytes = std::max<size_t>(BytesARow(root), 1);
  return std::clamp<int64_t>(static_cast<int64_t>(kBatchBytes / bytes), 1, kBatchRows);
}

ComputedColumn MakeComputedColumn(Compiled compiled, std::vector<InputColumn> columns) {
  const Facts facts = compiled.root.facts;
  ComputedColumn made{DomainOf(facts), nullptr, facts.nullable};
  made.source =
      std::make_unique<ComputedSource>(std::move(compiled.root), std::move(columns),
                                       CodeWriter(facts, ReservedCodeOf(made.domain)));
  return made;
}

}  // namespace rand_engine::expression
