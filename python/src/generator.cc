#include "generator.h"

#include <fmt/format.h>
#include <nanobind/stl/vector.h>

#include <string>
#include <utility>

#include "arguments.h"
#include "errors.h"
#include "interruptible_run.h"
#include "rand_engine/error.h"
#include "spec_value.h"
#include "text.h"

namespace nb = nanobind;

namespace rand_engine::python {
namespace {

// Whoever writes DataGenerator("orders.json") means the file.
bool LooksLikeFileName(const std::string& text) {
  if (text.find_first_of("\n{:") != std::string::npos) return false;
  return text.ends_with(".json") || text.ends_with(".yaml") || text.ends_with(".yml");
}

arrow::Result<Spec> SpecOfText(nb::handle object) {
  std::string text;
  if (!EncodeUtf8(object, &text)) {
    return SpecError("spec: the text holds a lone surrogate, which no file can hold");
  }
  if (LooksLikeFileName(text)) {
    return SpecError(
        fmt::format("spec: a str is the spec's own JSON or YAML text; for a "
                    "file give pathlib.Path('{}')",
                    text));
  }
  return Spec::FromText(text);
}

arrow::Result<DataGenerator> MakeGenerator(nb::handle object,
                                           const std::optional<Seed>& seed) {
  ARROW_ASSIGN_OR_RAISE(Spec spec, ToSpec(object));
  return DataGenerator(std::move(spec), seed);
}

}  // namespace

arrow::Result<Spec> ToSpec(nb::handle object) {
  if (IsMapping(object)) {
    ARROW_ASSIGN_OR_RAISE(Value root, ToSpecValue(object));
    return Spec::FromValue(std::move(root));
  }
  if (PyUnicode_Check(object.ptr())) return SpecOfText(object);
  if (nb::hasattr(object, "__fspath__")) return Spec::FromFile(ToPath(object, "spec"));
  return SpecError(
      fmt::format("spec must be a dict of columns such as {{\"id\": {{\"method\": "
                  "\"gen_incremental\"}}}}, "
                  "JSON or YAML text (str), or a pathlib.Path of a file, got {} ({})",
                  Describe(object), TypeName(object)));
}

Generator::Generator(nb::handle spec, nb::handle seed)
    : seed_(ToSeed(seed)), generator_(MakeGenerator(spec, seed_)) {}

void Generator::set_size(nb::handle rows) {
  const int64_t count = ToInt64(rows, "size", "1000");
  if (generator_.ok()) generator_->size(count);
}

void Generator::Validate() const {
  RaiseIfFailed(generator_.status());
  const arrow::Status status = [&] {
    const nb::gil_scoped_release released;
    return generator_->Validate();
  }();
  RaiseIfFailed(status);
}

std::vector<ColumnSummary> Generator::columns() const {
  RaiseIfFailed(generator_.status());
  return ValueOrRaise(generator_->columns());
}

nb::object Generator::seed() const {
  if (!seed_) return nb::none();
  return IntegerOfText(seed_->text());
}

Table Generator::MakeTable(nb::handle rows, nb::handle first_row,
                           nb::handle threads) const {
  const int64_t first = ToInt64(first_row, "first_row", "0");
  const int thread_count = ToThreads(threads);
  RaiseIfFailed(generator_.status());
  DataGenerator generator = *generator_;
  if (!rows.is_none()) generator.size(ToInt64(rows, "size", "1000"));
  return Table(RunInterruptibly<std::shared_ptr<arrow::Table>>(
      [generator, first, thread_count](const StopToken& stop) {
        return generator.get_arrow(first, thread_count, stop);
      }));
}

BatchWriterCore Generator::write() const {
  if (!generator_.ok()) return BatchWriterCore(generator_.status());
  return BatchWriterCore(generator_->write());
}

StreamWriterCore Generator::write_stream() const {
  if (!generator_.ok()) return StreamWriterCore(generator_.status());
  return StreamWriterCore(generator_->writeStream());
}

const Spec& Generator::spec() const {
  RaiseIfFailed(generator_.status());
  if (generator_->spec() == nullptr) RaiseIfFailed(generator_->Validate());
  return *generator_->spec();
}

Generator Generator::WithSeed() const {
  RaiseIfFailed(generator_.status());
  Generator seeded = *this;
  if (!seed_) {
    seeded.seed_ = ValueOrRaise(Seed::Draw());
    seeded.generator_ = DataGenerator(*generator_->spec(), seeded.seed_);
  }
  return seeded;
}

void BindGenerator(nb::module_& module) {
  nb::class_<Generator>(module, "Generator",
                        "The native half of rand_engine.DataGenerator.")
      .def(nb::init<nb::handle, nb::handle>(), nb::arg("spec").none(),
           nb::arg("seed").none(),
           nb::sig("def __init__(self, spec: object, seed: object | None) -> None"),
           "Convert the spec at once; a wrong one is raised by the calls that need it.")
      .def("set_size", &Generator::set_size, nb::arg("rows").none(),
           nb::sig("def set_size(self, rows: object) -> None"),
           "Set the number of rows of tables and of new writers.")
      .def("validate", &Generator::Validate, "Raise SpecError if the spec is wrong.")
      .def_prop_ro("columns", &Generator::columns,
                   nb::sig("def columns(self) -> list[ColumnSummary]"),
                   "Names and types of the columns.")
      .def_prop_ro("seed", &Generator::seed, nb::sig("def seed(self) -> int | None"),
                   "The seed given, or None.")
      .def(
          "make_table", &Generator::MakeTable, nb::arg("rows").none(),
          nb::arg("first_row").none(), nb::arg("threads").none(),
          nb::sig("def make_table(self, rows: object | None, first_row: object, threads: "
                  "object | None) -> Table"),
          "Make rows as an Arrow table; `rows` None is the size set.")
      .def("write", &Generator::write, "Return a fresh writer of a batch.")
      .def("write_stream", &Generator::write_stream, "Return a fresh writer of a stream.")
      .def("with_seed", &Generator::WithSeed,
           "Return a generator of the same spec; without a seed one is drawn.");
}

}  // namespace rand_engine::python
