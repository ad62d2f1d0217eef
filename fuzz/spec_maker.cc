#include "fuzz/spec_maker.h"

#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "rand_engine/methods/distribution_reader.h"
#include "rand_engine/methods/registry.h"

namespace rand_engine::fuzz {
namespace {

using Json = nlohmann::ordered_json;

constexpr int64_t kIntegers[] = {0,
                                 1,
                                 2,
                                 3,
                                 7,
                                 -1,
                                 -5,
                                 100,
                                 255,
                                 256,
                                 65536,
                                 int64_t{1} << 31,
                                 int64_t{1} << 53,
                                 -(int64_t{1} << 32),
                                 std::numeric_limits<int64_t>::max(),
                                 std::numeric_limits<int64_t>::min()};
constexpr double kNumbers[] = {0.0,  0.5, 1.0,   -1.0,  0.01, 2.5,
                               1e-9, 1e9, -1e15, 1e300, 90,   5e-324};
constexpr const char* kDates[] = {"2024-02-29", "1969-12-31", "1970-01-01", "0001-01-01",
                                  "9999-12-31", "2000-12-31", "1900-02-28"};
constexpr const char* kTexts[] = {"a",   "",           ",",
                                  "\"",  "new\nline",  "é€😀",
                                  "\\",  "null",       " x ",
                                  "\r",  "#",          "%Y-%m-%dT%H:%M:%S",
                                  "{n}", "n + 1",      "[a-c]{2}",
                                  "1.5", "true",       "\x01",
                                  "'",   "2024-01-01", "Europe/Berlin",
                                  ";\t"};
constexpr const char* kLengths[] = {"1h30m", "250ms", "7d", "0.000001s", "100 years"};

class SpecMaker {
 public:
  explicit SpecMaker(Choices* choices) : choices_(choices) {}

  Json Make() {
    Json spec = Json::object();
    for (size_t left = 1 + choices_->Below(4); left > 0; --left) AddColumn(&spec);
    if (choices_->Chance(8)) spec["duplicate_rate"] = 0.4;
    spec["n"] = {{"method", "gen_incremental"}};
    return spec;
  }

 private:
  const MethodInfo& ChooseMethod() {
    while (true) {
      const MethodInfo& method = choices_->OneOf(Methods());
      if (!method.refers_to_rows) return method;
      if (choices_->empty()) return Methods().front();
    }
  }

  void AddColumn(Json* spec) {
    const MethodInfo& method = ChooseMethod();
    const std::string name = "c" + std::to_string(spec->size());
    const Json example = Json::parse(ExampleSpec(method, name));
    for (const auto& [key, value] : example.items()) {
      if (key != name) (*spec)[key] = value;
    }
    (*spec)[name] = MakeColumn(method);
  }

  Json MakeColumn(const MethodInfo& method) {
    Json column = Json::parse(method.example);
    ChangeParameters(method, &column);
    if (choices_->Chance(3)) column["null_rate"] = Rate();
    if (choices_->Chance(6)) column["anomaly_rate"] = Rate();
    return column;
  }

  Json Rate() {
    constexpr double kRates[] = {0.3, 0.0, 1.0, 1e-12, 0.999};
    return choices_->OneOf(kRates);
  }

  void ChangeParameters(const MethodInfo& method, Json* column) {
    std::string keyword = "parms";
    for (const char* other : {"kwargs", "args"}) {
      if (column->contains(other)) keyword = other;
    }
    Json& parameters = (*column)[keyword];
    if (!parameters.is_object()) parameters = Json::object();
    for (const ParameterInfo& parameter : method.parameters) {
      switch (choices_->Below(6)) {
        case 4:
          parameters.erase(parameter.name);
          break;
        case 5:
          parameters[parameter.name] = MakeValue(parameter);
          break;
        default:
          break;  // as in the example
      }
    }
    if (parameters.empty()) column->erase(keyword);
  }

  Json Number() { return choices_->OneOf(kNumbers); }

  Json Integer() {
    if (choices_->Chance(4)) return static_cast<int64_t>(choices_->Word());
    return choices_->OneOf(kIntegers);
  }

  Json Text() {
    if (!choices_->Chance(5)) return choices_->OneOf(kTexts);
    // Any characters of ASCII: other bytes are for the targets of texts.
    std::string text = choices_->Text(12);
    for (char& c : text) c = static_cast<char>(c & 0x7f);
    return text;
  }

  Json TextOf(const ParameterInfo& parameter) {
    if (parameter.allowed.empty() || choices_->Chance(8)) return Text();
    return choices_->OneOf(parameter.allowed);
  }

  template <typename MakeItem>
  Json List(MakeItem make_item) {
    Json list = Json::array();
    for (size_t left = choices_->Below(6); left > 0; --left) list.push_back(make_item());
    return list;
  }

  /// Of one type, null among them.
  Json Options() {
    const size_t kind = choices_->Below(4);
    return List([&]() -> Json {
      if (choices_->Chance(6)) return nullptr;
      if (kind == 0) return Text();
      if (kind == 1) return Integer();
      if (kind == 2) return Number();
      return choices_->Chance(2);
    });
  }

  template <typename MakeItem>
  Json Keyed(MakeItem make_item) {
    Json object = Json::object();
    for (size_t left = 1 + choices_->Below(3); left > 0; --left) {
      object[Text().get<std::string>()] = make_item();
    }
    return object;
  }

  Json Distribution() {
    const DistributionInfo& distribution = choices_->OneOf(Distributions());
    Json made = Json::parse(distribution.example);
    if (!made.is_object()) return made;
    for (auto& [key, value] : made.items()) {
      if (key == "name" || !choices_->Chance(4)) continue;
      value = value.is_array() ? List([&] { return Number(); }) : Number();
    }
    return made;
  }

  Json Column() {
    if (++level_ > 3)
      return {{"method", "gen_ints"}, {"parms", {{"min", 0}, {"max", 9}}}};
    Json column = MakeColumn(ChooseMethod());
    --level_;
    return column;
  }

  Json MakeValue(const ParameterInfo& parameter) {
    switch (parameter.type) {
      case ParameterType::kInteger:
        if (!parameter.minimum.empty() && choices_->Chance(2)) {
          return Json::parse(parameter.minimum);
        }
        return Integer();
      case ParameterType::kBoolean:
        return choices_->Chance(2);
      case ParameterType::kNumber:
        return choices_->Chance(3) ? Integer() : Number();
      case ParameterType::kDate:
        return choices_->OneOf(kDates);
      case ParameterType::kOptions:
      case ParameterType::kValues:
        return Options();
      case ParameterType::kNumbers:
        return List([&] { return Number(); });
      case ParameterType::kTexts:
        return List([&] { return TextOf(parameter); });
      case ParameterType::kText:
        return TextOf(parameter);
      case ParameterType::kTextOrTexts:
        if (choices_->Chance(2)) return List([&] { return TextOf(parameter); });
        return TextOf(parameter);
      case ParameterType::kWeights:
        return Keyed([&] { return Number(); });
      case ParameterType::kLists:
        return Keyed([&] { return Options(); });
      case ParameterType::kCalls:
        return List([&] { return Column(); });
      case ParameterType::kColumn:
        return Column();
      case ParameterType::kColumns:
        return Keyed([&] { return Column(); });
      case ParameterType::kDistribution:
        return Distribution();
      case ParameterType::kLength:
        if (choices_->Chance(2)) return Number();
        return choices_->OneOf(kLengths);
    }
    return nullptr;
  }

  Choices* choices_;
  int level_ = 0;
};

}  // namespace

std::string MakeSpec(Choices* choices) { return SpecMaker(choices).Make().dump(); }

}  // namespace rand_engine::fuzz
