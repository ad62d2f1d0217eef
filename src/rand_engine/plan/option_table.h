// The one table of write options: names, where each belongs, types, defaults, meaning.
// Validation, the command's help, the docs and the messages derive from it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rand_engine/option_value.h"
#include "rand_engine/plan/format_options.h"

namespace arrow {
class Status;
template <class T>
class Result;
}  // namespace arrow

namespace rand_engine {

enum class Driver { kBatch, kStream };

/// "batch writing (.write ... .save)", "streaming (.writeStream ... .start)": for
/// messages.
const char* DriverName(Driver driver);

enum class OptionType {
  kInteger,
  kNumber,
  kBoolean,
  kText,
  kCharacter,
  kChoice,
  kDuration
};

struct OptionInfo {
  std::string name;             ///< as users write it: "numFiles"
  std::vector<Format> formats;  ///< formats it belongs to
  bool batch = true;            ///< belongs to .write / generate
  bool stream = true;           ///< belongs to .writeStream / stream
  OptionType type = OptionType::kText;
  bool none_allowed = false;         ///< None / "none" is a value
  std::vector<std::string> choices;  ///< of kChoice; of others, words that are values too
  std::string default_text;          ///< for help: ",", "false", "none"
  std::string meaning;               ///< one sentence, for help and docs
  std::string example;               ///< "\";\"", "5"
  std::optional<int64_t> minimum;    ///< of kInteger: the least and the greatest allowed
  std::optional<int64_t> maximum;    ///< value, both included; none = no bound of its own

  bool BelongsTo(Format format) const;
  bool BelongsTo(Driver driver) const {
    return driver == Driver::kBatch ? batch : stream;
  }
};

/// All options in the order of the guide.
const std::vector<OptionInfo>& OptionTable();

/// Find by its exact name; null if there is none.
const OptionInfo* FindOption(std::string_view name);

/// The options as the user gave them, in order; a later one replaces an earlier one of
/// the same name.
using OptionList = std::vector<std::pair<std::string, OptionValue>>;

}  // namespace rand_engine
