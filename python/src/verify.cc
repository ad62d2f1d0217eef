#include "rand_engine/verify.h"

#include <fmt/format.h>
#include <nanobind/stl/string.h>

#include <string>
#include <vector>

#include "arguments.h"
#include "interruptible_run.h"
#include "text.h"
#include "verify.h"

namespace nb = nanobind;

namespace rand_engine::python {
namespace {

VerifyReport VerifyPath(nb::handle path, nb::handle threads) {
  VerifyOptions options;
  options.threads = ToThreads(threads);
  return RunInterruptibly<VerifyReport>(
      [target = ToPath(path, "path"), options](const StopToken& stop) mutable {
        options.stop_token = stop;
        return Verify(target, options);
      });
}

nb::dict ToDict(const VerifyProblem& problem) {
  nb::dict dict;
  dict["path"] = DecodeText(problem.path);
  dict["kind"] = DecodeText(problem.kind);
  dict["message"] = DecodeText(problem.message);
  return dict;
}

nb::list Manifests(const VerifyReport& report) {
  nb::list list;
  for (const std::string& path : report.manifests) list.append(DecodeText(path));
  return list;
}

nb::dict ToDict(const VerifyReport& report) {
  nb::list problems;
  for (const VerifyProblem& problem : report.problems) problems.append(ToDict(problem));
  nb::dict dict;
  dict["ok"] = report.ok;
  dict["manifests"] = Manifests(report);
  dict["parts"] = report.parts;
  dict["rows"] = report.rows;
  dict["bytes"] = report.bytes;
  dict["seconds"] = report.seconds;
  dict["problems"] = problems;
  return dict;
}

void BindProblem(nb::module_& module) {
  nb::class_<VerifyProblem>(module, "VerifyProblem",
                            "One thing that is not as the manifest says.")
      .def_prop_ro(
          "path", [](const VerifyProblem& self) { return DecodeText(self.path); },
          nb::sig("def path(self) -> str"), "The file that it is about.")
      .def_ro("kind", &VerifyProblem::kind,
              "\"missing\", \"additional\", \"size\", \"content\", \"unreadable\" or "
              "\"manifest\".")
      .def_prop_ro(
          "message", [](const VerifyProblem& self) { return DecodeText(self.message); },
          nb::sig("def message(self) -> str"), "What is wanted and what is there.")
      .def("__repr__", [](const VerifyProblem& self) {
        return DecodeText(
            fmt::format("<VerifyProblem: {}: {}>", self.kind, self.message));
      });
}

void BindVerifyReport(nb::module_& module) {
  nb::class_<VerifyReport>(module, "VerifyReport", "What verify found.")
      .def_ro("ok", &VerifyReport::ok, "Whether all is as the manifest says.")
      .def_prop_ro("manifests", &Manifests, nb::sig("def manifests(self) -> list[str]"),
                   "Paths of the manifests that were used.")
      .def_ro("parts", &VerifyReport::parts, "Number of files that they name.")
      .def_ro("rows", &VerifyReport::rows, "Number of rows in those, as they say.")
      .def_ro("bytes", &VerifyReport::bytes, "Bytes of those, as they say.")
      .def_ro("seconds", &VerifyReport::seconds, "Wall time in seconds.")
      .def_prop_ro(
          "problems",
          [](const VerifyReport& self) {
            nb::list list;
            for (const VerifyProblem& problem : self.problems) {
              list.append(nb::cast(problem));
            }
            return list;
          },
          nb::sig("def problems(self) -> list[VerifyProblem]"), "What is wrong.")
      .def(
          "to_dict", [](const VerifyReport& self) { return ToDict(self); },
          nb::sig("def to_dict(self) -> dict[str, object]"),
          "The attributes as a dict of plain values, ready for json.dumps.")
      .def("__bool__", [](const VerifyReport& self) { return self.ok; })
      .def("__repr__", [](const VerifyReport& self) {
        return DecodeText(
            fmt::format("<VerifyReport: {}, {} files, {} rows, {} bytes>",
                        self.ok ? "ok" : fmt::format("{} problems", self.problems.size()),
                        self.parts, self.rows, self.bytes));
      });
}

}  // namespace

void BindVerify(nb::module_& module) {
  BindProblem(module);
  BindVerifyReport(module);
  module.def(
      "verify", &VerifyPath, nb::arg("path").none(), nb::kw_only(),
      nb::arg("threads").none() = nb::none(),
      nb::sig("def verify(path: object, *, threads: object = None) -> VerifyReport"),
      "Read every byte of the data at `path` and compare it with its manifest.\n\n"
      "`path` is a dataset directory or a file that was written with option\n"
      "manifest=True, a manifest, or a directory of tables that have manifests.\n"
      "What is wrong with the data is no exception but stands in the report; a\n"
      "path without anything, or without a manifest, is an OptionError.");
}

}  // namespace rand_engine::python
