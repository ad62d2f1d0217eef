#include "rand_engine/run/streamed_tables.h"

#include <arrow/result.h>
#include <arrow/status.h>
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "rand_engine/error.h"
#include "rand_engine/plan/dataset_plan.h"
#include "rand_engine/plan/option_parser.h"
#include "rand_engine/plan/path_resolution.h"
#include "rand_engine/plan/stream_resolution.h"
#include "rand_engine/run/clock.h"

namespace rand_engine {
namespace {

bool Holds(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string InDirectory(const std::string& directory, const std::string& name) {
  return directory + (directory.ends_with('/') ? "" : "/") + name;
}

arrow::Status OfTable(const std::string& table, const arrow::Status& status) {
  return status.WithMessage(TablePlace(table), ": ", status.message());
}

/// Goes through a request step by step.
class SetupsMaker {
 public:
  SetupsMaker(RunRequest request, StreamedTables wanted)
      : request_(std::move(request)), wanted_(std::move(wanted)) {
    OptionProblems problems;
    said_ =
        ReadOptions(request_.output.options, Driver::kStream, std::nullopt, &problems);
    std::vector<std::string> warnings;
    schedule_ =
        ResolveStream(request_.output, said_, /*straight=*/false, &problems, &warnings);
    options_are_wrong_ = !problems.empty();
  }

  arrow::Result<std::vector<StreamSetup>> Make() {
    ARROW_RETURN_NOT_OK(CheckPath());
    ARROW_RETURN_NOT_OK(CheckOptions());
    // Without checkpoints first: they may lie in places of tables that there are not.
    ARROW_RETURN_NOT_OK(MakePlan(wanted_.drawn_seed.text(), 1));
    ARROW_RETURN_NOT_OK(ChooseTables());
    ARROW_RETURN_NOT_OK(ReadCheckpoints());
    ARROW_RETURN_NOT_OK(MakePlan(request_.seed->text(), CountFiles()));
    request_.now_us = request_.clock->WallMicros();
    std::vector<StreamSetup> setups;
    for (const std::string& name : names_) {
      auto setup = StreamSetup::Make(RequestOf(name));
      // What is wrong with options is the same for all tables.
      if (!setup.ok() && options_are_wrong_) return setup.status();
      if (!setup.ok()) return OfTable(name, setup.status());
      setups.push_back(*std::move(setup));
    }
    ARROW_RETURN_NOT_OK(CheckPlaces(setups));
    AlignTicks(&setups);
    return setups;
  }

 private:
  arrow::Status CheckPath() const {
    const std::string& path = request_.output.path;
    const auto kind = LookAt(request_.file_system, path);
    if (!path.empty() && !(kind.ok() && *kind == PathKind::kStraight)) {
      return arrow::Status::OK();
    }
    return OptionError(
        fmt::format("a dataset is streamed into a directory, e.g. output/shop, got '{}'; "
                    "a feed has the rows of one spec",
                    path));
  }

  arrow::Status CheckOptions() const {
    if (request_.output.rows_were_said) {
      return OptionError(
          "size: the sizes of tables stand in the dataset's spec; they are those of a "
          "file");
    }
    if (said_.shape.value_or(ShapeKind::kConstant) != ShapeKind::kConstant) {
      return OptionError(
          "option 'shape': the files of a dataset's table are all of its size; leave it "
          "out");
    }
    if (said_.first_row || said_.continue_rows) {
      return OptionError(
          "option 'firstRow': the tables of a dataset begin with row 0, together; to go "
          "on after a stop say option checkpointLocation");
    }
    return arrow::Status::OK();
  }

  arrow::Status ChooseTables() {
    for (const auto* names : {&wanted_.names, &wanted_.fixed}) {
      for (const std::string& name : *names) {
        ARROW_RETURN_NOT_OK(plan_->Find(name).status());
      }
    }
    for (const DatasetTable& table : plan_->tables()) {
      if (wanted_.names.empty() || Holds(wanted_.names, table.name)) {
        names_.push_back(table.name);
      }
    }
    if (said_.max_files && names_.size() > 1) {
      return OptionError(
          "option 'maxFiles': rows of later files refer to those of earlier ones, which "
          "must stay; leave it out, or stream one table alone (tables)");
    }
    return arrow::Status::OK();
  }

  std::string CheckpointOf(const std::string& table) const {
    return InDirectory(*said_.checkpoint_location, table);
  }

  // A table's stream may have stopped before another's of the same tick.
  arrow::Status ReadCheckpoints() {
    std::optional<Seed> seed = request_.seed;
    if (said_.checkpoint_location) {
      for (const std::string& name : names_) {
        Checkpoint checkpoint(request_.file_system, CheckpointOf(name));
        auto state = checkpoint.Load();
        if (!state.ok()) return OfTable(name, state.status());
        if (!*state) continue;
        files_written_ = std::max(files_written_, (*state)->next_file);
        if (seed) continue;
        ARROW_ASSIGN_OR_RAISE(seed, Seed::FromText((*state)->seed));
      }
    }
    request_.seed = seed.value_or(wanted_.drawn_seed);
    return arrow::Status::OK();
  }

  // A file more than the checkpoints know may be there.
  int64_t CountFiles() const {
    return std::max(schedule_.file_count, files_written_ + 2);
  }

  arrow::Status MakePlan(const std::string& seed, int64_t files) {
    return DatasetPlan::MakeStream(request_.spec, seed, {files, wanted_.fixed})
        .Value(&plan_);
  }

  RunRequest RequestOf(const std::string& name) const {
    const DatasetTable* table = *plan_->Find(name);
    RunRequest request = request_;
    request.plan_source = plan_->SourceOf(*table);
    request.output.path = InDirectory(request_.output.path, name);
    request.output.rows = static_cast<int64_t>(table->file_rows->EndOf(0));
    if (said_.checkpoint_location) {
      request.output.options.emplace_back("checkpointLocation", CheckpointOf(name));
    }
    return request;
  }

  // A name such as "a.csv" is that of a directory "a".
  static arrow::Status CheckPlaces(const std::vector<StreamSetup>& setups) {
    std::map<std::string, std::string> owners;
    for (const StreamSetup& setup : setups) {
      const std::string& name = setup.streamed_table()->name;
      if (setup.stream().feed()) {
        return OptionError(
            fmt::format("{}: '{}' is a device or a pipe, but files are "
                        "written into a directory of that name",
                        TablePlace(name), setup.output.path));
      }
      const auto [place, is_new] = owners.emplace(setup.output.path, name);
      if (is_new) continue;
      return OptionError(fmt::format(
          "tables '{}' and '{}' would both be written to {}; give one of them another "
          "name",
          place->second, name, setup.output.path));
    }
    return arrow::Status::OK();
  }

  // The first files of this run are due now, unless the ticks themselves are given.
  void AlignTicks(std::vector<StreamSetup>* setups) const {
    int64_t first = INT64_MAX;
    for (const StreamSetup& setup : *setups) {
      if (setup.next_file < setup.end_file) first = std::min(first, setup.next_file);
    }
    for (StreamSetup& setup : *setups) {
      if (setup.output.now_us || first == INT64_MAX) continue;
      setup.inputs.now_us =
          *request_.now_us - first * setup.stream().frequency_ns.value_or(0) / 1000;
    }
  }

  RunRequest request_;
  StreamedTables wanted_;
  SaidOptions said_;
  bool options_are_wrong_ = false;
  StreamPlan schedule_;
  std::shared_ptr<const DatasetPlan> plan_;
  std::vector<std::string> names_;
  int64_t files_written_ = 0;
};

}  // namespace

arrow::Result<std::vector<StreamSetup>> MakeTableSetups(RunRequest request) {
  StreamedTables wanted = *std::move(request.tables);
  request.tables.reset();
  return SetupsMaker(std::move(request), std::move(wanted)).Make();
}

}  // namespace rand_engine
