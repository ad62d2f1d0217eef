#include <arrow/result.h>

#include <limits>
#include <utility>

#include "fuzz/choices.h"
#include "fuzz/empty_file_system.h"
#include "fuzz/targets.h"
#include "rand_engine/error.h"
#include "rand_engine/plan/output_plan.h"

namespace rand_engine::fuzz {
namespace {

constexpr int64_t kIntegers[] = {0,
                                 1,
                                 2,
                                 -1,
                                 9,
                                 1'000'000,
                                 int64_t{1} << 31,
                                 std::numeric_limits<int64_t>::max(),
                                 std::numeric_limits<int64_t>::min()};
constexpr double kDoubles[] = {0.0,
                               -0.0,
                               0.5,
                               1e-9,
                               1e18,
                               -1e300,
                               5e-324,
                               std::numeric_limits<double>::max(),
                               std::numeric_limits<double>::infinity(),
                               std::numeric_limits<double>::quiet_NaN()};
constexpr const char* kPaths[] = {
    "out",         "out/", "out.csv",     "out.csv.gz", "a/b.jsonl",
    "out.parquet", "-",    "out.tsv.zst", "../x",       ""};

std::string Example(const OptionInfo& option) {
  std::string text = option.example;
  if (text.size() >= 2 && text.front() == '"') text = text.substr(1, text.size() - 2);
  return text;
}

OptionValue ChooseValue(const OptionInfo& option, Choices* choices) {
  switch (choices->Below(8)) {
    case 0:
      return Example(option);
    case 1:
      return choices->OneOf(kIntegers);
    case 2:
      return choices->OneOf(kDoubles);
    case 3:
      return choices->Chance(2);
    case 4:
      return nullptr;
    case 5:
      if (!option.choices.empty()) return choices->OneOf(option.choices);
      return static_cast<int64_t>(choices->Word());
    case 6:
      return Example(option) + choices->Text(4);
    default:
      return choices->Text(40);
  }
}

OptionList ChooseOptions(Choices* choices) {
  OptionList options;
  for (size_t left = choices->Below(6); left > 0; --left) {
    const OptionInfo& option = choices->OneOf(OptionTable());
    std::string name = option.name;
    if (choices->Chance(16)) name += choices->Text(8);
    OptionValue value = ChooseValue(option, choices);
    options.emplace_back(std::move(name), std::move(value));
  }
  return options;
}

std::optional<std::string> ChooseWord(std::initializer_list<const char*> words,
                                      Choices* choices) {
  const size_t choice = choices->Below(words.size() + 2);
  if (choice == 0) return std::nullopt;
  if (choice > words.size()) return choices->Text(12);
  return std::data(words)[choice - 1];
}

OutputRequest ChooseRequest(Choices* choices) {
  OutputRequest request;
  request.driver = choices->Chance(3) ? Driver::kStream : Driver::kBatch;
  request.path = choices->OneOf(kPaths);
  if (choices->Chance(4)) request.path += choices->Text(60);
  request.format = ChooseWord({"csv", "json", "parquet"}, choices);
  request.mode = ChooseWord({"overwrite", "append"}, choices);
  const int64_t rows[] = {1000, 0, 1, std::numeric_limits<int64_t>::max()};
  request.rows = choices->OneOf(rows);
  request.rows_were_said = choices->Chance(2);
  if (request.driver == Driver::kStream) {
    if (choices->Chance(2)) request.trigger.frequency = choices->Text(12);
    request.trigger.once = choices->Chance(3);
    request.trigger.available_now = choices->Chance(3);
  }
  request.options = ChooseOptions(choices);
  return request;
}

void CheckPlan(const OutputPlan& plan) {
  Require(!plan.path.empty(), "a plan has a path");
  Require(plan.part_count >= 1 && plan.part_count <= 1'000'000, "parts out of range");
  Require(plan.first_row >= 0, "the first row is before row 0");
  Require(plan.threads >= 0, "fewer threads than none");
  Require(GetCodec(plan.codec).name != "none" || !plan.compression_level,
          "a level without a codec");
  Require(plan.stream.file_count >= 0 && plan.stream.size >= 0, "stream out of range");
}

}  // namespace

void FuzzOptions(std::string_view bytes) {
  const Schema schema = {{"id", ValueType::kInt64}, {"né", ValueType::kString, true}};
  Choices choices(bytes);
  const OutputRequest request = ChooseRequest(&choices);
  EmptyFileSystem nothing;
  const auto plan = ResolveOutput(request, schema, &nothing);
  if (plan.ok()) return CheckPlan(*plan);
  const ErrorKind kind = GetErrorKind(plan.status());
  Require(kind == ErrorKind::kOption || kind == ErrorKind::kWrite,
          "neither an OptionError nor a WriteError: " + plan.status().message());
  Require(!plan.status().message().empty(), "an error says why");
}

}  // namespace rand_engine::fuzz
