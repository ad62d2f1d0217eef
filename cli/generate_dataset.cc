#include "generate_dataset.h"

#include <arrow/status.h>
#include <fmt/format.h>

#include "messages.h"
#include "rand_engine/dataset.h"
#include "rand_engine/error.h"
#include "save.h"

namespace rand_engine::cli {
namespace {

arrow::Status NeedsDirectory(const WriteRequest& request) {
  return OptionError(fmt::format(
      "a dataset goes into a directory: rand-engine generate {0} -o DIR; one table "
      "alone can go to standard output: rand-engine generate {0} --tables NAME -o -; to "
      "look at one: rand-engine preview {0} --table NAME",
      request.spec_name));
}

}  // namespace

int GenerateDataset(const WriteRequest& request) {
  const Dataset dataset(*request.spec, request.seed);
  if (!request.to_standard_output()) {
    DatasetWriter writer = dataset.write();
    Instruct(request, &writer);
    writer.tables(request.tables);
    return SaveOrDryRun(
        request, std::move(writer), "generate",
        "stopped; tables written before are there, the others as they were");
  }
  const bool is_for_eyes = !request.path_was_given && GoesToTerminal(request);
  if (request.tables.size() != 1 || is_for_eyes) {
    return PrintFailure(NeedsDirectory(request), "generate");
  }
  const auto generator = dataset.table(request.tables[0]);
  if (!generator.ok()) return PrintFailure(generator.status(), "generate");
  BatchWriter writer = generator->write();
  Instruct(request, &writer);
  return SaveOrDryRun(request, std::move(writer), "generate", LeftOfTable(request));
}

}  // namespace rand_engine::cli
