#include "dataset.h"

#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <utility>
#include <vector>

#include "arguments.h"
#include "errors.h"
#include "interruptible_run.h"
#include "text.h"

namespace nb = nanobind;

namespace rand_engine::python {
namespace {

arrow::Result<Dataset> MakeDataset(nb::handle object, const std::optional<Seed>& seed) {
  ARROW_ASSIGN_OR_RAISE(Spec spec, ToSpec(object));
  return Dataset(std::move(spec), seed);
}

template <typename Item>
nb::dict ByTable(const std::vector<std::string>& tables, const std::vector<Item>& items) {
  nb::dict dict;
  for (size_t i = 0; i < tables.size(); ++i) {
    dict[DecodeText(tables[i])] = nb::cast(items[i]);
  }
  return dict;
}

}  // namespace

void DatasetWriterCore::set_tables(nb::handle names) {
  std::vector<std::string> list = ToNames(names, "tables", "\"orders\"");
  if (writer_.ok()) writer_->tables(std::move(list));
}

nb::dict DatasetWriterCore::Save(nb::handle directory) const {
  const std::string target = ToPath(directory, "path");
  const auto report = RunInterruptibly<DatasetReport>(
      [writer = writer(), target](const StopToken& stop) mutable {
        return writer.stop_token(stop).save(target);
      });
  return ByTable(report.tables, report.reports);
}

nb::dict DatasetWriterCore::DryRun(nb::handle directory) const {
  const std::string target = ToPath(directory, "path");
  const auto preview = RunInterruptibly<DatasetPreview>(
      [writer = writer(), target](const StopToken&) { return writer.dry_run(target); });
  return ByTable(preview.tables, preview.previews);
}

DatasetCore::DatasetCore(nb::handle spec, nb::handle seed)
    : dataset_(MakeDataset(spec, ToSeed(seed))) {}

const Dataset& DatasetCore::dataset() const {
  RaiseIfFailed(dataset_.status());
  return *dataset_;
}

void DatasetCore::Validate() const {
  const Dataset& its = dataset();
  const arrow::Status status = [&] {
    const nb::gil_scoped_release released;
    return its.Validate();
  }();
  RaiseIfFailed(status);
}

nb::object DatasetCore::seed() const {
  return IntegerOfText(ValueOrRaise(dataset().seed()).text());
}

nb::dict DatasetCore::sizes() const {
  nb::dict sizes;
  for (const TableSummary& table : ValueOrRaise(dataset().tables())) {
    sizes[DecodeText(table.name)] = nb::int_(table.rows);
  }
  return sizes;
}

Generator DatasetCore::table(nb::handle name) const {
  const std::string table = ToName(name, "table", "\"orders\"");
  return Generator(ValueOrRaise(dataset().table(table)));
}

Generator DatasetCore::changes(nb::handle name, nb::handle inserts, nb::handle updates,
                               nb::handle deletes, nb::handle version,
                               bool snapshot) const {
  const std::string table = ToName(name, "table", "\"orders\"");
  const char* wanted = "a number of rows, or a share of them from 0 to 1";
  const TableChanges changes{ToOptionValue(inserts, "inserts", wanted),
                             ToOptionValue(updates, "updates", wanted),
                             ToOptionValue(deletes, "deletes", wanted)};
  const int64_t number = ToInt64(version, "version", "1");
  return Generator(ValueOrRaise(snapshot ? dataset().version(table, changes, number)
                                         : dataset().changes(table, changes, number)));
}

DatasetWriterCore DatasetCore::write() const {
  if (!dataset_.ok()) return DatasetWriterCore(dataset_.status());
  return DatasetWriterCore(dataset_->write());
}

StreamWriterCore DatasetCore::write_stream() const {
  if (!dataset_.ok()) return StreamWriterCore(dataset_.status());
  return StreamWriterCore(dataset_->writeStream());
}

void BindDataset(nb::module_& module) {
  auto writer = nb::class_<DatasetWriterCore>(
      module, "DatasetWriterCore", "The native half of rand_engine.DatasetWriter.");
  BindWriterSettings(writer);
  writer
      .def("set_tables", &DatasetWriterCore::set_tables, nb::arg("names"),
           nb::sig("def set_tables(self, names: object) -> None"),
           "Set the tables to write.")
      .def("save", &DatasetWriterCore::Save, nb::arg("directory").none(),
           nb::sig("def save(self, directory: object) -> dict[str, WriteReport]"),
           "Write into `directory`.")
      .def("dry_run", &DatasetWriterCore::DryRun, nb::arg("directory").none(),
           nb::sig("def dry_run(self, directory: object) -> dict[str, WritePreview]"),
           "Say what would be written; changes nothing.");
  nb::class_<DatasetCore>(module, "DatasetCore",
                          "The native half of rand_engine.Dataset.")
      .def(nb::init<nb::handle, nb::handle>(), nb::arg("spec").none(),
           nb::arg("seed").none(),
           nb::sig("def __init__(self, spec: object, seed: object | None) -> None"),
           "Convert the spec at once; a wrong one is raised by the calls that need it.")
      .def("validate", &DatasetCore::Validate, "Raise SpecError if the spec is wrong.")
      .def_prop_ro("seed", &DatasetCore::seed, nb::sig("def seed(self) -> int"),
                   "The seed given or drawn.")
      .def_prop_ro("sizes", &DatasetCore::sizes,
                   nb::sig("def sizes(self) -> dict[str, int]"),
                   "The number of rows of each table, parents first.")
      .def("table", &DatasetCore::table, nb::arg("name").none(),
           nb::sig("def table(self, name: object) -> Generator"), "One table.")
      .def("changes", &DatasetCore::changes, nb::arg("name").none(),
           nb::arg("inserts").none(), nb::arg("updates").none(),
           nb::arg("deletes").none(), nb::arg("version").none(), nb::arg("snapshot"),
           nb::sig("def changes(self, name: object, inserts: object, updates: object, "
                   "deletes: object, version: object, snapshot: bool) -> Generator"),
           "The records that make a version of a table, or the version itself.")
      .def("write", &DatasetCore::write, "Return a fresh writer.")
      .def("write_stream", &DatasetCore::write_stream,
           "Return a fresh writer of a stream.");
}

}  // namespace rand_engine::python
