#include "report.h"

#include <fmt/format.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>

#include <initializer_list>
#include <string>
#include <vector>

#include "rand_engine/report.h"
#include "rand_engine/stream.h"
#include "text.h"

namespace nb = nanobind;

namespace rand_engine::python {
namespace {

using TextList = std::vector<std::string>;

nb::list ToList(const TextList& texts) {
  nb::list list;
  for (const std::string& text : texts) list.append(DecodeText(text));
  return list;
}

nb::list ToList(const std::vector<ColumnSummary>& columns) {
  nb::list list;
  for (const ColumnSummary& column : columns) list.append(nb::cast(column));
  return list;
}

nb::object TextOrNone(const std::string& text) {
  if (text.empty()) return nb::none();
  return DecodeText(text);
}

// A dict of the attributes `names`; what has a to_dict of its own is asked for it.
nb::dict ToDict(nb::handle object, std::initializer_list<const char*> names) {
  nb::dict dict;
  for (const char* name : names) dict[name] = object.attr(name);
  return dict;
}

template <typename Outcome>
nb::dict TablesOf(const Outcome& outcome) {
  nb::dict tables;
  for (const Outcome& table : outcome.tables) {
    tables[DecodeText(table.table)] = nb::cast(table);
  }
  return tables;
}

// Of a dataset's stream, those of its tables too.
void AddTables(nb::handle object, nb::dict* dict) {
  nb::dict tables;
  for (const auto& [name, table] : nb::cast<nb::dict>(object.attr("tables"))) {
    tables[name] = table.attr("to_dict")();
  }
  if (tables.size() > 0) (*dict)["tables"] = tables;
}

std::string Plural(int64_t count, const char* word) {
  return fmt::format("{} {}{}", count, word, count == 1 ? "" : "s");
}

std::string CodecSuffix(const std::string& compression) {
  return compression == "none" ? "" : ", " + compression;
}

void BindColumnSummary(nb::module_& module) {
  nb::class_<ColumnSummary>(module, "ColumnSummary", "One column as it is written.")
      .def_prop_ro(
          "name", [](const ColumnSummary& self) { return DecodeText(self.name); },
          "Name of the column.")
      .def_prop_ro(
          "type", [](const ColumnSummary& self) { return DecodeText(self.type); },
          "Its Arrow type: \"int64\", \"double\", \"date32[day]\", ...")
      .def_ro("nullable", &ColumnSummary::nullable, "Whether values can be missing.")
      .def(
          "to_dict",
          [](nb::handle self) {
            return ToDict(self, {"name", "type", "nullable"});
          },
          nb::sig("def to_dict(self) -> dict[str, object]"), "The attributes as a dict.")
      .def("__repr__", [](const ColumnSummary& self) {
        return DecodeText(fmt::format("<ColumnSummary: {}, {}{}>", self.name, self.type,
                                      self.nullable ? ", nullable" : ""));
      });
}

// What the reports of batches and streams share.
template <typename Report>
void BindOutcome(nb::class_<Report>& bound) {
  bound.def_ro("rows", &Report::rows, "Number of rows written.")
      .def_ro("bytes", &Report::bytes, "Bytes of all files together.")
      .def_ro("seconds", &Report::seconds, "Wall time in seconds.")
      .def_ro("first_row", &Report::first_row, "Number of the first row, from 0.")
      .def_ro("format", &Report::format, "\"csv\", \"json\" or \"parquet\".")
      .def_ro("compression", &Report::compression, "\"none\", \"gzip\", ...")
      .def_ro("codec_version", &Report::codec_version,
              "Libraries that the compressed bytes depend on.")
      .def_ro("data_version", &Report::data_version, "Version of the data.")
      .def_prop_ro(
          "tzdata_version",
          [](const Report& self) { return TextOrNone(self.tzdata_version); },
          nb::sig("def tzdata_version(self) -> str | None"),
          "Release of the time zone database; None if no column's zone asked it.")
      .def_ro("spec_sha256", &Report::spec_sha256, "SHA-256 of the spec, 64 hex digits.")
      .def_ro("atomic", &Report::atomic,
              "False where the new data could not take the old one's place in one step.")
      .def_ro("durability", &Report::durability,
              "\"full\", or \"none\": a loss of power may lose what was written.")
      .def_ro("late_files", &Report::late_files,
              "Of a stream: number of files that were not ready at their tick.")
      .def_prop_ro(
          "warnings", [](const Report& self) { return ToList(self.warnings); },
          nb::sig("def warnings(self) -> list[str]"), "What was warned of.")
      .def(
          "to_json",
          [](nb::handle self, nb::handle indent) {
            return nb::module_::import_("json").attr("dumps")(self.attr("to_dict")(),
                                                              nb::arg("indent") = indent);
          },
          nb::arg("indent").none() = 2,
          nb::sig("def to_json(self, indent: int | None = 2) -> str"),
          "The attributes as JSON text.");
}

std::string WarningsSuffix(const TextList& warnings) {
  if (warnings.empty()) return "";
  return ", " + Plural(static_cast<int64_t>(warnings.size()), "warning");
}

nb::str DescribeReport(const WriteReport& self) {
  return DecodeText(
      fmt::format("<WriteReport: {}, {}, {}, {}{}, seed {}{}>", Plural(self.rows, "row"),
                  Plural(static_cast<int64_t>(self.files.size()), "file"),
                  Plural(self.bytes, "byte"), self.format, CodecSuffix(self.compression),
                  self.seed, WarningsSuffix(self.warnings)));
}

void BindWriteReport(nb::module_& module) {
  auto bound = nb::class_<WriteReport>(module, "WriteReport", "What a save did.");
  BindOutcome(bound);
  bound
      .def_prop_ro(
          "files", [](const WriteReport& self) { return ToList(self.files); },
          nb::sig("def files(self) -> list[str]"),
          "Paths of the files written, in row order.")
      .def_prop_ro(
          "seed", [](const WriteReport& self) { return IntegerOfText(self.seed); },
          nb::sig("def seed(self) -> int"),
          "The seed given or drawn; the same seed gives the same rows.")
      .def_prop_ro(
          "now", [](const WriteReport& self) { return TextOrNone(self.now); },
          nb::sig("def now(self) -> str | None"),
          "The time that gen_now gave (ISO 8601); None if the spec has none.")
      .def(
          "to_dict",
          [](nb::handle self) {
            return ToDict(self, {"files", "rows", "bytes", "seconds", "seed", "first_row",
                                 "now", "format", "compression", "codec_version",
                                 "data_version", "tzdata_version", "spec_sha256",
                                 "atomic", "durability", "late_files", "warnings"});
          },
          nb::sig("def to_dict(self) -> dict[str, object]"),
          "The attributes as a dict of plain values, ready for json.dumps.")
      .def("__repr__", &DescribeReport);
}

nb::str DescribeStream(const StreamReport& self) {
  return DecodeText(fmt::format(
      "<StreamReport: {}, {}, {}, {}{}, seed {}{}{}{}>", Plural(self.rows, "row"),
      Plural(self.files, "file"), Plural(self.bytes, "byte"), self.format,
      CodecSuffix(self.compression), self.seed,
      self.late_files == 0 ? "" : fmt::format(", {} late", self.late_files),
      self.stopped ? ", stopped" : "", WarningsSuffix(self.warnings)));
}

void BindStreamReport(nb::module_& module) {
  auto bound = nb::class_<StreamReport>(module, "StreamReport", "What a stream did.");
  BindOutcome(bound);
  bound.def_ro("files", &StreamReport::files, "Number of files written by this run.")
      .def_ro("planned_files", &StreamReport::planned_files,
              "Number of files of the whole stream; 0 for a feed.")
      .def_ro("worst_lateness", &StreamReport::worst_lateness,
              "Seconds from a tick to its file, at the most.")
      .def_prop_ro(
          "path", [](const StreamReport& self) { return DecodeText(self.path); },
          nb::sig("def path(self) -> str"),
          "Dataset directory, or what the feed went to.")
      .def_prop_ro(
          "last_file",
          [](const StreamReport& self) { return TextOrNone(self.last_file); },
          nb::sig("def last_file(self) -> str | None"),
          "Path of the newest file; None if there is none.")
      .def_ro("stopped", &StreamReport::stopped,
              "Whether a stop ended the stream before its time.")
      .def_prop_ro(
          "seed", [](const StreamReport& self) { return IntegerOfText(self.seed); },
          nb::sig("def seed(self) -> int"),
          "The seed given, drawn or the checkpoint's; the same seed gives the same rows.")
      .def_prop_ro(
          "now", [](const StreamReport& self) { return TextOrNone(self.now); },
          nb::sig("def now(self) -> str | None"),
          "Time of the first tick (ISO 8601); None if no column tells the time.")
      .def_prop_ro(
          "tables", [](const StreamReport& self) { return TablesOf(self); },
          nb::sig("def tables(self) -> dict[str, StreamReport]"),
          "Of a dataset's stream: the reports of its tables, parents first; else empty.")
      .def(
          "to_dict",
          [](nb::handle self) {
            nb::dict dict = ToDict(
                self,
                {"files",        "planned_files",  "rows",           "bytes",
                 "seconds",      "late_files",     "worst_lateness", "path",
                 "last_file",    "stopped",        "seed",           "first_row",
                 "now",          "format",         "compression",    "codec_version",
                 "data_version", "tzdata_version", "spec_sha256",    "atomic",
                 "durability",   "warnings"});
            AddTables(self, &dict);
            return dict;
          },
          nb::sig("def to_dict(self) -> dict[str, object]"),
          "The attributes as a dict of plain values, ready for json.dumps.")
      .def("__repr__", &DescribeStream);
}

nb::str DescribeStatus(const StreamStatus& self) {
  return DecodeText(fmt::format(
      "<StreamStatus: {}, {}, {}, {}{}>", self.is_active ? "active" : "ended",
      Plural(self.files, "file"), Plural(self.rows, "row"), Plural(self.bytes, "byte"),
      self.late_files == 0 ? "" : fmt::format(", {} late", self.late_files)));
}

void BindStreamStatus(nb::module_& module) {
  nb::class_<StreamStatus>(module, "StreamStatus", "How far a stream is.")
      .def_ro("is_active", &StreamStatus::is_active, "Whether it still runs.")
      .def_ro("files", &StreamStatus::files,
              "Number of files that this run has made visible.")
      .def_ro("rows", &StreamStatus::rows, "Number of rows in them.")
      .def_ro("bytes", &StreamStatus::bytes, "Bytes of them.")
      .def_ro("late_files", &StreamStatus::late_files,
              "Number of them that were not ready at their tick.")
      .def_prop_ro(
          "last_file",
          [](const StreamStatus& self) { return TextOrNone(self.last_file); },
          nb::sig("def last_file(self) -> str | None"),
          "Path of the newest; None if there is none.")
      .def(
          "to_dict",
          [](nb::handle self) {
            return ToDict(
                self, {"is_active", "files", "rows", "bytes", "late_files", "last_file"});
          },
          nb::sig("def to_dict(self) -> dict[str, object]"),
          "The attributes as a dict of plain values, ready for json.dumps.")
      .def("__repr__", &DescribeStatus);
}

nb::dict PreviewToDict(nb::handle self) {
  nb::dict dict =
      ToDict(self, {"path", "directory", "files", "file_count", "format", "compression",
                    "mode", "rows", "first_row", "estimated_bytes", "timeout_seconds",
                    "frequency_seconds", "warnings"});
  nb::list columns;
  for (nb::handle column : self.attr("columns")) columns.append(column.attr("to_dict")());
  dict["columns"] = columns;
  AddTables(self, &dict);
  return dict;
}

nb::str DescribePreview(const WritePreview& self) {
  return DecodeText(fmt::format("<WritePreview: {} of {}, {}, {}{} to {}>", self.mode,
                                Plural(self.rows, "row"), Plural(self.file_count, "file"),
                                self.format, CodecSuffix(self.compression), self.path));
}

void BindWritePreview(nb::module_& module) {
  nb::class_<WritePreview>(module, "WritePreview", "What a save or a stream would do.")
      .def_prop_ro(
          "path", [](const WritePreview& self) { return DecodeText(self.path); },
          "File or dataset directory, suffixes added.")
      .def_ro("directory", &WritePreview::directory, "Whether `path` is a directory.")
      .def_prop_ro(
          "files", [](const WritePreview& self) { return ToList(self.files); },
          nb::sig("def files(self) -> list[str]"),
          "The first 10 files that would be written. Names of parts are those of the "
          "save "
          "only with a seed.")
      .def_ro("file_count", &WritePreview::file_count, "Number of files.")
      .def_ro("format", &WritePreview::format, "\"csv\", \"json\" or \"parquet\".")
      .def_ro("compression", &WritePreview::compression, "\"none\", \"gzip\", ...")
      .def_ro("mode", &WritePreview::mode, "\"overwrite\" or \"append\".")
      .def_ro("rows", &WritePreview::rows, "Number of rows.")
      .def_ro("first_row", &WritePreview::first_row, "Number of the first row, from 0.")
      .def_ro("estimated_bytes", &WritePreview::estimated_bytes,
              "About how many bytes, before compression of text.")
      .def_prop_ro(
          "columns", [](const WritePreview& self) { return ToList(self.columns); },
          nb::sig("def columns(self) -> list[ColumnSummary]"), "The columns in order.")
      .def_ro("timeout_seconds", &WritePreview::timeout_seconds,
              "How long a stream runs, in seconds; else None.")
      .def_ro("frequency_seconds", &WritePreview::frequency_seconds,
              "Seconds from one file of a stream to the next; else None.")
      .def_prop_ro(
          "warnings", [](const WritePreview& self) { return ToList(self.warnings); },
          nb::sig("def warnings(self) -> list[str]"), "What there is to warn of.")
      .def_prop_ro(
          "tables", [](const WritePreview& self) { return TablesOf(self); },
          nb::sig("def tables(self) -> dict[str, WritePreview]"),
          "Of a dataset's stream: those of its tables, parents first; else empty.")
      .def("to_dict", &PreviewToDict, nb::sig("def to_dict(self) -> dict[str, object]"),
           "The attributes as a dict of plain values, ready for json.dumps.")
      .def("__repr__", &DescribePreview);
}

}  // namespace

void BindReport(nb::module_& module) {
  BindColumnSummary(module);
  BindWriteReport(module);
  BindStreamReport(module);
  BindStreamStatus(module);
  BindWritePreview(module);
}

}  // namespace rand_engine::python
