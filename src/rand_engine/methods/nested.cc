// struct, list, map.
#include "rand_engine/methods/nested.h"

#include <fmt/format.h>

#include "rand_engine/methods/distribution_reader.h"
#include "rand_engine/methods/methods.h"

namespace rand_engine {
namespace {

using MakeNested = ColumnRecipe (NestedColumns::*)(const Arguments&,
                                                   const ColumnContext&) const;

template <MakeNested kMake>
ColumnRecipe Make(const Arguments& arguments, const ColumnContext& context) {
  if (context.nested != nullptr) return (context.nested->*kMake)(arguments, context);
  arguments.ReportColumn("a template is a text, which no struct, list or map is");
  return {};
}

ParameterInfo Least(const char* meaning) {
  ParameterInfo info{"min", ParameterType::kInteger, false, "0", meaning};
  info.minimum = "0";
  info.maximum = fmt::format("{}", kMostItems);
  return info;
}

ParameterInfo Most(const char* meaning) {
  ParameterInfo info{"max", ParameterType::kInteger, true, "", meaning};
  info.minimum = "0";
  info.maximum = fmt::format("{}", kMostItems);
  return info;
}

MethodInfo AsNested(MethodInfo info) {
  info.is_nested = true;
  return info;
}

}  // namespace

MethodInfo StructMethod() {
  return AsNested(
      {"struct",
       "Several named values in one, each with a method of its own; fields may read "
       "each other and the other columns.",
       "struct",
       {{"fields", ParameterType::kColumns, true, "",
         "the fields, written as the columns of a spec"}},
       R"({"method": "struct", "parms": {"fields": {)"
       R"("street": {"method": "street_address"}, )"
       R"("floor": {"method": "gen_ints", "parms": {"min": 0, "max": 9}}}}})",
       Make<&NestedColumns::MakeStruct>});
}

MethodInfo ListMethod() {
  return AsNested(
      {"list",
       "A list of values of one method, of a length that is drawn for each row. What "
       "counts the rows (gen_incremental) counts the items of each list.",
       "list",
       {{"items", ParameterType::kColumn, true, "",
         "a value of the list, written as a column"},
        Least("the fewest values"),
        Most("the most values"),
        DistributionParameterInfo()},
       R"({"method": "list", "parms": {"items": {"method": "gen_str_choice", )"
       R"("parms": {"options": ["new", "sale", "gift"]}}, "min": 0, "max": 3}})",
       Make<&NestedColumns::MakeList>});
}

MethodInfo MapMethod() {
  return AsNested(
      {"map",
       "Values by keys, of which no row has one twice.",
       "map",
       {{"keys", ParameterType::kColumn, true, "",
         "a key, written as a column: a choice, whole numbers, dates or UUIDs, of "
         "which there are at least `max`"},
        {"values", ParameterType::kColumn, true, "",
         "the value of a key, written as a column"},
        Least("the fewest entries"),
        Most("the most entries"),
        DistributionParameterInfo()},
       R"({"method": "map", "parms": {"keys": {"method": "gen_str_choice", )"
       R"("parms": {"options": ["colour", "size", "brand"]}}, )"
       R"("values": {"method": "gen_ints", "parms": {"min": 1, "max": 9}}, "max": 3}})",
       Make<&NestedColumns::MakeMap>});
}

}  // namespace rand_engine
