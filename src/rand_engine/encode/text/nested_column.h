// Structs, lists and maps as JSON text (RFC 8259): objects, arrays, and objects whose
// keys are texts.
#pragma once

#include <memory>
#include <string>

#include "rand_engine/encode/text/cell_column.h"

namespace rand_engine {

/// The style says white space and quotes (TextStyle::nested).
std::unique_ptr<CellColumn> MakeNestedColumn(const NestedDomain& domain,
                                             const TextStyle& style,
                                             const std::string& prefix,
                                             const std::string& suffix);

}  // namespace rand_engine
