// rand-engine changes: from one version of a table to the next.
#include <arrow/result.h>
#include <arrow/status.h>
#include <fmt/format.h>

#include "arguments.h"
#include "command.h"
#include "messages.h"
#include "numbers.h"
#include "rand_engine/dataset.h"
#include "rand_engine/error.h"
#include "save.h"
#include "write_manual.h"
#include "write_request.h"

namespace rand_engine::cli {
namespace {

int Fail(const arrow::Status& status) { return PrintFailure(status, "changes"); }

arrow::Result<DataGenerator> MakeGenerator(const Arguments& arguments,
                                           const WriteRequest& request) {
  if (!Dataset::IsDataset(*request.spec)) {
    return OptionError(
        "changes are of a table of a dataset, {\"tables\": {...}}; this spec is that of "
        "one "
        "table");
  }
  const auto table = arguments.Text("--table");
  if (!table) return OptionError("--table: say which table changes, e.g. --table orders");
  TableChanges changes;
  changes.inserts = arguments.Text("--inserts").value_or("0");
  changes.updates = arguments.Text("--updates").value_or("0");
  changes.deletes = arguments.Text("--deletes").value_or("0");
  ARROW_ASSIGN_OR_RAISE(
      const int64_t version,
      ParseCount("--version", arguments.Text("--version").value_or("1")));
  const Dataset dataset(*request.spec, request.seed);
  return arguments.Has("--snapshot") ? dataset.version(*table, changes, version)
                                     : dataset.changes(*table, changes, version);
}

int RunChanges(const Arguments& arguments) {
  const auto request = ReadWriteRequest(arguments);
  if (!request.ok()) return Fail(request.status());
  const auto generator = MakeGenerator(arguments, *request);
  if (!generator.ok()) return Fail(generator.status());
  BatchWriter writer = generator->write();
  Instruct(*request, &writer);
  return SaveOrDryRun(*request, std::move(writer), "changes", LeftOfTable(*request));
}

std::vector<Flag> ChangesFlags() {
  std::vector<Flag> flags = {
      {{"-o", "--output"}, "PATH", "file, directory/ of parts, or - (default)", ""},
      {{"--table"}, "NAME", "the table that changes", ""},
      {{"--version"},
       "N",
       "make version N of version N - 1 (default 1)",
       "Version 0 is the table as rand-engine generate makes it with the same seed"},
      {{"--inserts"}, "ROWS", "new rows a version: 1000, or a share: 0.01", ""},
      {{"--updates"}, "ROWS", "changed rows a version, the same", ""},
      {{"--deletes"}, "ROWS", "deleted rows a version, the same", ""},
      {{"--snapshot"},
       "",
       "write version N itself, not its changes",
       "With the same seed, amounts and N it is what comes of applying the changes to "
       "version N - 1"},
      {{"-p", "--num-files", "--parts"},
       "PARTS",
       "split into so many files in a directory",
       ""},
  };
  for (const Flag& flag : WriteFlags(Driver::kBatch)) flags.push_back(flag);
  return flags;
}

std::vector<ManualSection> ChangesManual() {
  return {OptionSection(Driver::kBatch),
          {"Records",
           "A record has op (insert, update, delete), sequence (from 0, going on from "
           "version to version), the columns of the table that stay what they are (its "
           "keys), and of each other column the value after, NAME, and before, "
           "NAME_before. What there is not (after a delete, before an insert) is "
           "missing. Each row changes at most once a version."}};
}

}  // namespace

Command ChangesCommand() {
  return {"changes",
          "write the change records of a table's next version",
          "SPEC --table NAME [--version N] [-o PATH] [options]",
          {"SPEC", "a dataset in a JSON or YAML file, or - for standard input"},
          ChangesFlags(),
          {{"changes shop.yaml --table orders --updates 0.05", "5 % updates"}},
          ChangesManual,
          RunChanges,
          Driver::kBatch};
}

}  // namespace rand_engine::cli
