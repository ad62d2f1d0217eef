#include "rand_engine/run/stream_setup.h"

#include <arrow/result.h>
#include <arrow/status.h>
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "rand_engine/error.h"
#include "rand_engine/plan/dataset_reader.h"
#include "rand_engine/plan/duration.h"
#include "rand_engine/plan/option_parser.h"
#include "rand_engine/plan/option_values.h"
#include "rand_engine/plan/path_resolution.h"
#include "rand_engine/plan/stream_resolution.h"
#include "rand_engine/run/clock.h"
#include "rand_engine/run/content_hash.h"
#include "rand_engine/run/run_setup.h"
#include "rand_engine/version.h"
#include "rand_engine/write/part_name.h"
#include "rand_engine/write/place.h"

namespace rand_engine {
namespace {

// What a feed without an end counts as: 115 days at a hundred million rows a second.
constexpr int64_t kEndlessRows = 1'000'000'000'000'000;

std::string CheckpointLocation(const RunRequest& request) {
  // Its mistakes are reported when all options are read.
  OptionProblems ignored;
  const SaidOptions said =
      ReadOptions(request.output.options, Driver::kStream, std::nullopt, &ignored);
  return said.checkpoint_location.value_or("");
}

std::string ScheduleText(const StreamPlan& stream, const PlanSource* source) {
  return fmt::format("frequency {}, shape {}{}",
                     stream.frequency_ns ? DurationText(*stream.frequency_ns) : "none",
                     stream.shape.Fingerprint(),
                     source == nullptr ? "" : ", table " + source->name());
}

// Absolute where it can be found out, so that another working directory changes nothing.
std::string AbsolutePath(FileSystem* file_system, const std::string& path) {
  const auto place = FindPlace(file_system, path);
  return place.ok() ? place->path : path;
}

// JSON holds no other bytes.
std::string StoredPath(const std::string& path) {
  if (IsUtf8(path)) return path;
  std::string text = "hexadecimal ";
  for (const unsigned char byte : path) text += fmt::format("{:02x}", byte);
  return text;
}

/// A difference between the stream that is asked for and that of the checkpoint.
struct Difference {
  std::string what;
  std::string now;
  std::string before;
};

arrow::Status Refuse(const Difference& difference, const std::string& shown) {
  return OptionError(
      fmt::format("option 'checkpointLocation': '{}' belongs to another stream: its {} "
                  "is {}, here it "
                  "is {}; start the same stream to go on with it, or choose another "
                  "directory to begin "
                  "a new one",
                  shown, difference.what, difference.before, difference.now));
}

// What a checkpoint compares; where it may be another in each file, nothing.
std::string SpecIdentity(const RunRequest& request) {
  return request.next_inputs == nullptr ? request.spec.sha256() : "asked for each file";
}

int64_t SizeIdentity(const RunRequest& request) {
  return request.next_inputs == nullptr ? request.output.rows : 0;
}

bool SameColumns(const Schema& a, const Schema& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const ColumnSchema& x, const ColumnSchema& y) {
                      return x.name == y.name && x.type == y.type &&
                             x.storage == y.storage;
                    });
}

std::string ColumnsText(const Schema& schema) {
  std::string text;
  for (const ColumnSchema& column : schema) {
    text += fmt::format("{}'{}' ({})", text.empty() ? "" : ", ", column.name,
                        TypeName(column));
  }
  return text;
}

/// Takes a request apart, step by step.
class SetupMaker {
 public:
  explicit SetupMaker(RunRequest request) : setup_{.request = std::move(request)} {}

  arrow::Result<StreamSetup> Make() {
    ARROW_RETURN_NOT_OK(LoadCheckpoint());
    ARROW_RETURN_NOT_OK(ResolveInputs());
    if (state_) ARROW_RETURN_NOT_OK(GoOn());
    ARROW_RETURN_NOT_OK(MakePlan());
    if (state_) SkipPendingFile();
    ChooseFiles();
    setup_.identity = setup_.IdentifyStream();
    if (setup_.transformed != nullptr) setup_.transformed->StartAt(setup_.next_row);
    WarnOfRepeatedRows(setup_.request, *setup_.plan, &setup_.output);
    return std::move(setup_);
  }

 private:
  arrow::Status LoadCheckpoint() {
    const std::string location = CheckpointLocation(setup_.request);
    if (location.empty()) return arrow::Status::OK();
    ARROW_RETURN_NOT_OK(CheckPlaceOf(location));
    setup_.checkpoint =
        std::make_unique<Checkpoint>(setup_.request.file_system, location);
    ARROW_ASSIGN_OR_RAISE(state_, setup_.checkpoint->Load());
    setup_.request.output.resumes = state_ && state_->next_file > 0;
    return arrow::Status::OK();
  }

  // The dataset's directory is replaced whole.
  arrow::Status CheckPlaceOf(const std::string& location) const {
    const auto path = SplitPath(setup_.request.output.path);
    if (!path.ok() || NamesDescriptor(setup_.request.output.path)) {
      return arrow::Status::OK();  // That is another mistake.
    }
    FileSystem* file_system = setup_.request.file_system;
    const std::string dataset =
        AbsolutePath(file_system, DatasetDirectoryOf(*path)) + "/";
    if (!(AbsolutePath(file_system, location) + "/").starts_with(dataset)) {
      return arrow::Status::OK();
    }
    return OptionError(fmt::format(
        "option 'checkpointLocation': '{}' lies in the dataset's directory, which the "
        "first file replaces; choose one beside it, for example '{}_checkpoint'",
        location, DatasetDirectoryOf(*path)));
  }

  arrow::Status ResolveInputs() {
    RunRequest& request = setup_.request;
    PlanInputs& inputs = setup_.inputs;
    if (!request.seed && state_) {
      inputs.seed = state_->seed;
    } else {
      ARROW_ASSIGN_OR_RAISE(inputs.seed, SeedText(request.seed));
    }
    if (state_) ARROW_RETURN_NOT_OK(CheckData());
    inputs.now_us = request.now_us.value_or(request.clock->WallMicros());
    inputs.source = request.plan_source;
    ARROW_ASSIGN_OR_RAISE(const auto draft, Plan::Make(request.spec, inputs));
    ARROW_ASSIGN_OR_RAISE(setup_.transformed, BeginTransform(request, draft));
    const Schema& schema = WrittenSchema(*draft, setup_.transformed.get());
    ARROW_ASSIGN_OR_RAISE(setup_.output,
                          ResolveOutput(request.output, schema, request.file_system));
    ObeyDurability(setup_.output, &request);
    if (setup_.checkpoint) setup_.checkpoint->WriteBy(request.file_system);
    inputs.now_us = setup_.output.now_us.value_or(inputs.now_us);
    setup_.next_row = setup_.output.first_row;
    return arrow::Status::OK();
  }

  // What is known before the dataset is looked at, which may not fit another stream.
  arrow::Status CheckData() const {
    const RunRequest& request = setup_.request;
    return CheckSame(
        {{"spec (SHA-256)", SpecIdentity(request), state_->spec_sha256},
         {"seed", setup_.inputs.seed, state_->seed},
         {"size", fmt::to_string(SizeIdentity(request)), fmt::to_string(state_->size)},
         {"data version", fmt::to_string(kDataVersion),
          fmt::to_string(state_->data_version)}});
  }

  arrow::Status CheckSame(const std::vector<Difference>& differences) const {
    for (const Difference& difference : differences) {
      if (difference.now == difference.before) continue;
      return Refuse(difference, setup_.checkpoint->shown());
    }
    return arrow::Status::OK();
  }

  arrow::Status CheckFirstRow() const {
    std::optional<int64_t> said;
    for (const auto& [name, value] : setup_.request.output.options) {
      // A later option replaces an earlier one.
      if (name == "firstRow") said = IntegerOf(value);
    }
    if (!said) return arrow::Status::OK();
    return CheckSame(
        {{"firstRow", fmt::to_string(*said), fmt::to_string(state_->first_row)}});
  }

  arrow::Status GoOn() {
    const CheckpointState now = setup_.IdentifyStream();
    ARROW_RETURN_NOT_OK(CheckSame(
        {{"dataset", now.path, state_->path},
         {"format", now.format, state_->format},
         {"schedule", now.schedule, state_->schedule},
         {"set of options (codec, eventTime, ...)", now.output, state_->output}}));
    ARROW_RETURN_NOT_OK(CheckFirstRow());
    setup_.output.first_row = state_->first_row;
    setup_.output.first_part_index = state_->first_part_index;
    setup_.output.rows_could_repeat = false;
    setup_.next_file = state_->next_file;
    setup_.next_row = state_->next_row;
    return arrow::Status::OK();
  }

  arrow::Status MakePlan() {
    PlanInputs& inputs = setup_.inputs;
    const int64_t first_end = setup_.next_row + setup_.stream().size;
    const bool sizes_differ = setup_.request.next_inputs != nullptr;
    const int64_t rows = sizes_differ
                             ? kEndlessRows
                             : GreatestRows(setup_.stream()).value_or(kEndlessRows);
    // A schedule of the clock's may have come to other numbers before.
    inputs.row_end = std::max(setup_.output.first_row + rows, first_end);
    if (const DatasetTable* table = setup_.streamed_table()) {
      inputs.row_end = static_cast<int64_t>(table->rows);
    }
    inputs.event_times = FeedTimes();
    ARROW_ASSIGN_OR_RAISE(setup_.plan, Plan::Make(setup_.request.spec, inputs));
    return setup_.plan->CheckRows({0, sizes_differ ? first_end : inputs.row_end});
  }

  // Row i of a feed with a steady rate R happens i / R seconds after its start.
  EventTimes FeedTimes() const {
    const StreamPlan& stream = setup_.stream();
    if (!stream.feed() || !stream.rate || !stream.shape.constant()) return {};
    constexpr double kSpanSeconds = 1e9;
    return {setup_.output.first_row,
            static_cast<int64_t>(*stream.rate * kSpanSeconds + 0.5),
            static_cast<int64_t>(kSpanSeconds * 1e6)};
  }

  // A run that was killed may have come one step further than its checkpoint: the name
  // that its next file would have had tells.
  void SkipPendingFile() {
    FileStatus status;
    const bool is_there =
        !state_->next_name.empty() && setup_.request.file_system->Status(
                                          JoinPath(setup_.output.path, state_->next_name),
                                          /*follow=*/true, &status) >= 0;
    if (is_there) {
      setup_.pending_part = {state_->next_name, {state_->next_row, state_->next_rows}};
      ++setup_.next_file;
      setup_.next_row = state_->next_row + state_->next_rows;
      setup_.output.mode = WriteMode::kAppend;
    }
    // The first file of this run is due now, unless the ticks themselves are given.
    if (!setup_.output.now_us) {
      setup_.inputs.now_us -=
          setup_.next_file * setup_.stream().frequency_ns.value_or(0) / 1000;
    }
  }

  void ChooseFiles() {
    const StreamPlan& stream = setup_.stream();
    if (stream.feed()) return;
    const int64_t count = stream.file_count;
    setup_.end_file = count;
    if (stream.pace == Pace::kOnce) {
      setup_.end_file = setup_.next_file + 1;
      if (count > 0) setup_.end_file = std::min(setup_.end_file, count);
    }
    const DatasetTable* table = setup_.streamed_table();
    if (table != nullptr && !table->file_rows->grows()) {
      setup_.end_file = std::max<int64_t>(setup_.next_file, 1);
      return;
    }
    if (setup_.next_file < setup_.end_file) return;
    setup_.end_file = setup_.next_file;
    setup_.output.warnings.push_back(fmt::format(
        "The checkpoint '{}' says that all {} files have been written; nothing "
        "is left to do.",
        setup_.checkpoint ? setup_.checkpoint->shown() : "", count));
  }

  StreamSetup setup_;
  std::optional<CheckpointState> state_;
};

}  // namespace

arrow::Result<StreamSetup> StreamSetup::Make(RunRequest request) {
  return SetupMaker(std::move(request)).Make();
}

arrow::Status StreamSetup::TakeNextInputs(int64_t first_row) {
  if (request.next_inputs == nullptr) return arrow::Status::OK();
  ARROW_ASSIGN_OR_RAISE(FileInputs next, request.next_inputs());
  if (next.rows) {
    if (*next.rows < 0) {
      return OptionError(
          fmt::format("size must be a number of rows >= 0, got {}", *next.rows));
    }
    output.stream.size = *next.rows;
  }
  const RowRange rows{0, first_row + output.stream.size};
  if (!next.spec || next.spec->sha256() == request.spec.sha256()) {
    return plan->CheckRows(rows);
  }
  ARROW_ASSIGN_OR_RAISE(auto next_plan, Plan::Make(*next.spec, inputs));
  // Those of a transform are compared when it has made rows.
  if (transformed == nullptr && !SameColumns(next_plan->schema(), plan->schema())) {
    return SpecError(fmt::format(
        "spec: the columns of the next file are {}, those of the files before it {}; a "
        "spec that changes from file to file must keep names and types of its columns",
        ColumnsText(next_plan->schema()), ColumnsText(plan->schema())));
  }
  ARROW_RETURN_NOT_OK(next_plan->CheckRows(rows));
  request.spec = *std::move(next.spec);
  plan = std::move(next_plan);
  return arrow::Status::OK();
}

const DatasetTable* StreamSetup::streamed_table() const {
  return request.plan_source == nullptr ? nullptr : request.plan_source->streamed_table();
}

arrow::Result<std::unique_ptr<PartFormat>> StreamSetup::MakeFormat(
    std::shared_ptr<const Plan> part_plan) const {
  return MakeFormatOf(request, std::move(part_plan), output, inputs.row_end,
                      transformed.get());
}

StreamPart StreamSetup::PartAt(int64_t number, int64_t first_row) const {
  StreamPart part;
  part.number = number;
  const int64_t elapsed_ns = number * stream().frequency_ns.value_or(0);
  part.tick_us = inputs.now_us + elapsed_ns / 1000;
  if (const DatasetTable* table = streamed_table()) {
    const auto end = static_cast<int64_t>(table->file_rows->EndOf(number));
    part.rows = {first_row, end - first_row};
  } else {
    part.rows = {first_row,
                 stream().shape.RowsAt(stream().size, elapsed_ns, part.tick_us)};
  }
  return part;
}

arrow::Result<std::shared_ptr<const Plan>> StreamSetup::PlanOf(
    const StreamPart& part) const {
  if (!plan->depends_on_now()) return plan;
  PlanInputs own = inputs;
  own.now_us = part.tick_us;
  if (stream().spread_events) {
    own.event_times = {part.rows.first, part.rows.count,
                       stream().frequency_ns.value_or(0) / 1000};
  }
  return Plan::Make(request.spec, own);
}

std::string StreamSetup::NameOf(const StreamPart& part, const Plan& part_plan) const {
  const std::string hash = HashPartContent(ContentIdentity(request, transformed.get()),
                                           part_plan, output, part.rows);
  const auto index =
      static_cast<uint32_t>(output.first_part_index + static_cast<uint64_t>(part.number));
  return MakePartName(PartNaming::kStream, index, hash, output.part_suffix);
}

CheckpointState StreamSetup::IdentifyStream() const {
  CheckpointState state;
  state.path = StoredPath(AbsolutePath(request.file_system, output.path));
  state.spec_sha256 = SpecIdentity(request);
  state.seed = inputs.seed;
  state.size = SizeIdentity(request);
  state.format = FormatName(output.format);
  state.data_version = kDataVersion;
  state.schedule = ScheduleText(stream(), request.plan_source.get());
  state.output = OutputFingerprint(output) + (stream().spread_events ? " spread" : "");
  state.first_row = output.first_row;
  state.first_part_index = output.first_part_index;
  return state;
}

arrow::Result<CheckpointState> StreamSetup::StateBefore(int64_t number,
                                                        int64_t first_row) const {
  CheckpointState state = identity;
  state.next_file = number;
  state.next_row = first_row;
  if (number >= end_file) return state;
  const StreamPart part = PartAt(number, first_row);
  ARROW_ASSIGN_OR_RAISE(const auto part_plan, PlanOf(part));
  state.next_name = NameOf(part, *part_plan);
  state.next_rows = part.rows.count;
  return state;
}

}  // namespace rand_engine
