// Phone numbers, alone or of a person.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "rand_engine/methods/method.h"
#include "rand_engine/methods/words/locales.h"

namespace rand_engine {

/// Parameter `name`: "e164" or "national".
ParameterInfo PhoneFormatParameter(std::string name);

/// Numbers that reach nobody (words/README.md): of the country of locales[c] where
/// `place` has c. `format` is a value of the parameter.
ColumnRecipe MakePhoneOf(const std::vector<const LocaleInfo*>& locales,
                         const std::shared_ptr<const CodeSource>& place,
                         const std::string& format, const ColumnContext& context);

}  // namespace rand_engine
