// Cells of texts that nobody knows beforehand.
#pragma once

#include <memory>
#include <string>

#include "rand_engine/domain/domain.h"
#include "rand_engine/encode/text/cell_column.h"
#include "rand_engine/encode/text/text_style.h"

namespace rand_engine {

/// Make the column of a TextDomain, whose cells are wide; none of its values is missing.
std::unique_ptr<CellColumn> MakeAnyTextColumn(const TextDomain& domain,
                                              const TextStyle& style,
                                              const std::string& prefix,
                                              const std::string& suffix);

}  // namespace rand_engine
