// What person, address and phone have in common: parameters `locale` and `fields`.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "rand_engine/methods/method.h"
#include "rand_engine/methods/words/locales.h"

namespace rand_engine {

ParameterInfo LocaleParameter();
ParameterInfo FieldsParameter(std::vector<std::string> known);

/// One or several, a repeated one counting twice; en_US if none is given. Nothing after a
/// mistake, which is reported.
std::vector<const LocaleInfo*> ReadLocales(const Arguments& arguments);

/// Which of the locales a row has, each equally likely: the same one in all columns of a
/// table that have the same list, so that people live where their names come from.
std::shared_ptr<const CodeSource> MakeLocaleSource(
    const std::vector<const LocaleInfo*>& locales, const ColumnContext& context);

/// Which of the known fields each column holds: parameter `fields`, or else the columns'
/// names. Nothing after a mistake, which is reported, or if there are no columns.
std::vector<std::string> ReadFields(const Arguments& arguments,
                                    const ColumnContext& context,
                                    const std::vector<std::string>& known);

}  // namespace rand_engine
