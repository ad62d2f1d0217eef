#include <arrow/result.h>
#include <sys/mman.h>
#include <unistd.h>

#include <utility>

#include "fuzz/choices.h"
#include "fuzz/targets.h"
#include "rand_engine/error.h"
#include "rand_engine/plan/csv_inspection.h"
#include "rand_engine/plan/json_inspection.h"
#include "rand_engine/plan/row_count.h"

namespace rand_engine::fuzz {
namespace {

const Schema& Columns() {
  static const auto& schema =
      *new Schema{{"id", ValueType::kInt64},        {"price", ValueType::kFloat64, true},
                  {"day", ValueType::kDate},        {"at", ValueType::kTimestamp},
                  {"paid", ValueType::kBool, true}, {"name", ValueType::kString}};
  return schema;
}

/// A file in memory, with a path.
class MemoryFile {
 public:
  explicit MemoryFile(std::string_view content)
      : descriptor_(memfd_create("part", MFD_CLOEXEC)) {
    Require(descriptor_ >= 0, "no file in memory");
    const auto written = write(descriptor_, content.data(), content.size());
    Require(written == static_cast<ssize_t>(content.size()), "a short write to memory");
  }
  ~MemoryFile() { close(descriptor_); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

 private:
  int descriptor_;
};

void RequireUsersError(const arrow::Status& status) {
  const ErrorKind kind = GetErrorKind(status);
  Require(kind == ErrorKind::kOption || kind == ErrorKind::kWrite,
          "neither an OptionError nor a WriteError: " + status.message());
  Require(!status.message().empty(), "an error says why");
}

template <typename Inspect>
void ReadPart(std::string_view bytes, Format format, Inspect inspect) {
  Choices choices(bytes);
  const Codec codecs[] = {Codec::kNone, Codec::kNone, Codec::kGzip, Codec::kBzip2,
                          Codec::kZip,  Codec::kXz,   Codec::kZstd};
  const Codec codec = choices.OneOf(codecs);
  SaidOptions said;
  const std::optional<std::string> encodings[] = {std::nullopt, "utf-8", "utf_16",
                                                  "cp1252"};
  said.encoding = choices.OneOf(encodings);
  PartForm form{format, codec, {}, {}};
  form.csv.encoding = form.json.encoding = said.encoding.value_or("utf-8");
  form.json.lines = choices.Chance(2);
  const MemoryFile file(choices.Rest());
  const auto facts = inspect(file.path(), codec, Columns(), said);
  if (!facts.ok()) RequireUsersError(facts.status());
  const auto rows = CountRows(file.path(), form);
  if (!rows.ok()) RequireUsersError(rows.status());
}

}  // namespace

void FuzzCsvPart(std::string_view bytes) { ReadPart(bytes, Format::kCsv, InspectCsv); }

void FuzzJsonPart(std::string_view bytes) { ReadPart(bytes, Format::kJson, InspectJson); }

}  // namespace rand_engine::fuzz
