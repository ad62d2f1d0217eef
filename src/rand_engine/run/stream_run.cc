#include "rand_engine/run/stream_run.h"

#include <arrow/result.h>
#include <arrow/status.h>
#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "rand_engine/error.h"
#include "rand_engine/plan/dataset_reader.h"
#include "rand_engine/run/clock.h"
#include "rand_engine/run/feed_run.h"
#include "rand_engine/run/stream_files.h"
#include "rand_engine/run/stream_setup.h"
#include "rand_engine/run/streamed_tables.h"
#include "rand_engine/stream.h"
#include "rand_engine/write/target.h"

namespace rand_engine {
namespace {

constexpr double kNanosPerSecond = 1e9;

/// The files of one table, or of several, parents before their children.
class FileStream final : public StreamRun {
 public:
  /// `directory` is that of a dataset; "" where there is one table only.
  static arrow::Result<std::unique_ptr<StreamRun>> Make(std::vector<StreamSetup> setups,
                                                        std::string directory);
  ~FileStream() override {
    // The first may have made the directory that they share.
    while (!tables_.empty()) tables_.pop_back();
  }

  arrow::Result<StreamReport> Run() override;
  WritePreview Preview() const override;
  const std::vector<std::string>& warnings() const override { return warnings_; }

 private:
  const StreamSetup& setup() const { return tables_.front().setup(); }
  const StreamPlan& stream() const { return setup().stream(); }
  const RunRequest& request() const { return setup().request; }
  bool waits() const { return stream().pace == Pace::kTicks; }
  bool is_dataset() const { return !directory_.empty(); }

  void ChooseFiles();
  arrow::Status WriteFiles();
  arrow::Status WriteFile(int64_t number);
  arrow::Status RemoveOldChildren();
  int64_t DueAt(int64_t file) const;
  int64_t CountFiles() const;
  StreamReport Finish(bool stopped, int64_t begin);
  /// Of all tables together.
  template <typename Outcome>
  Outcome SumOf(std::vector<Outcome> tables) const;

  std::deque<StreamFiles> tables_;
  std::string directory_;
  std::set<std::string> emptied_;  // Directories whose old files go before all others.
  std::vector<std::string> warnings_;
  int64_t first_file_ = 0;
  int64_t end_file_ = 0;
  int64_t start_ = 0;  // On the monotonic clock, when the first file was ready.
};

void AddNew(const std::vector<std::string>& texts, std::vector<std::string>* list) {
  for (const std::string& text : texts) {
    if (std::find(list->begin(), list->end(), text) == list->end()) list->push_back(text);
  }
}

arrow::Result<std::unique_ptr<StreamRun>> FileStream::Make(
    std::vector<StreamSetup> setups, std::string directory) {
  auto run = std::make_unique<FileStream>();
  run->directory_ = std::move(directory);
  for (StreamSetup& setup : setups) {
    ARROW_ASSIGN_OR_RAISE(auto format, setup.MakeFormat(setup.plan));
    AddNew(setup.output.warnings, &run->warnings_);
    bool overwrites = setup.output.mode == WriteMode::kOverwrite;
    // Old children must not meet new parents, nor the reverse.
    const DatasetTable* table = setup.streamed_table();
    if (table != nullptr && !table->parents.empty() && overwrites) {
      run->emptied_.insert(setup.output.path);
      overwrites = false;
    }
    run->tables_.emplace_back(std::move(setup), std::move(format), overwrites);
  }
  run->ChooseFiles();
  return run;
}

// A table may have come a file further than another, or have none left.
void FileStream::ChooseFiles() {
  bool has_files = false;
  first_file_ = end_file_ = 0;
  for (const StreamFiles& table : tables_) {
    const StreamSetup& its = table.setup();
    if (its.next_file == its.end_file) continue;
    first_file_ = has_files ? std::min(first_file_, its.next_file) : its.next_file;
    end_file_ = std::max(end_file_, its.end_file);
    has_files = true;
  }
}

// On the monotonic clock; the first file of this run is due at its start.
int64_t FileStream::DueAt(int64_t file) const {
  return start_ + (file - first_file_) * stream().frequency_ns.value_or(0);
}

int64_t FileStream::CountFiles() const {
  int64_t files = 0;
  for (const StreamFiles& table : tables_) files += table.report().files;
  return files;
}

arrow::Status FileStream::RemoveOldChildren() {
  for (auto table = tables_.rbegin(); table != tables_.rend(); ++table) {
    const std::string& path = table->setup().output.path;
    FileStatus status;
    FileSystem* file_system = request().file_system;
    if (!emptied_.contains(path) || file_system->Status(path, true, &status) < 0)
      continue;
    const auto target = MakeDirectoryTarget(file_system, path, request().stop_token);
    ARROW_RETURN_NOT_OK(target->Begin());
    ARROW_RETURN_NOT_OK(target->Commit().status());
  }
  emptied_.clear();
  return arrow::Status::OK();
}

// Files are made ready before their tick, so that at the tick they only take their
// places: parents first, so that at no moment a child is without.
arrow::Status FileStream::WriteFile(int64_t number) {
  Clock* clock = request().clock;
  for (StreamFiles& table : tables_) {
    if (table.Has(number)) ARROW_RETURN_NOT_OK(table.Prepare(number));
  }
  const int64_t ready = clock->MonotonicNanos();
  if (number == first_file_) start_ = ready;
  StreamFiles::Tick tick{start_};
  if (waits()) {
    tick.due = DueAt(number);
    tick.was_late = ready > *tick.due;
    if (!clock->SleepUntil(*tick.due, request().stop_token)) return StoppedError();
  }
  ARROW_RETURN_NOT_OK(RemoveOldChildren());
  for (StreamFiles& table : tables_) {
    if (table.Has(number)) ARROW_RETURN_NOT_OK(table.Publish(tick));
  }
  return request().stop_token.stop_requested() ? StoppedError() : arrow::Status::OK();
}

arrow::Status FileStream::WriteFiles() {
  for (StreamFiles& table : tables_) ARROW_RETURN_NOT_OK(table.Begin());
  // What a killed run had begun to change is ended now, and may be a file more.
  ChooseFiles();
  if (first_file_ == end_file_) return arrow::Status::OK();
  for (int64_t number = first_file_; number < end_file_; ++number) {
    ARROW_RETURN_NOT_OK(WriteFile(number));
  }
  if (!waits()) return arrow::Status::OK();
  const int64_t files_before = first_file_ * *stream().frequency_ns;
  const int64_t end = start_ + *stream().timeout_ns - files_before;
  return request().clock->SleepUntil(end, request().stop_token) ? arrow::Status::OK()
                                                                : StoppedError();
}

arrow::Result<StreamReport> FileStream::Run() {
  const int64_t begin = request().clock->MonotonicNanos();
  const arrow::Status status = WriteFiles();
  const bool stopped = GetErrorKind(status) == ErrorKind::kStopped;
  if (status.ok() || stopped) return Finish(stopped, begin);
  const int64_t files = CountFiles();
  if (files == 0) return status;
  return status.WithMessage(
      status.message(),
      fmt::format(" (the stream had written {} before, which stay)",
                  files == 1 ? "1 file" : fmt::format("{} files", files)));
}

StreamReport FileStream::Finish(bool stopped, int64_t begin) {
  const double seconds =
      static_cast<double>(request().clock->MonotonicNanos() - begin) / kNanosPerSecond;
  std::vector<StreamReport> reports;
  for (StreamFiles& table : tables_) {
    reports.push_back(table.Finish(stopped));
    reports.back().seconds = seconds;
  }
  return is_dataset() ? SumOf(std::move(reports)) : reports.front();
}

WritePreview FileStream::Preview() const {
  std::vector<WritePreview> previews;
  for (const StreamFiles& table : tables_) previews.push_back(table.Preview());
  if (!is_dataset()) return previews.front();
  WritePreview sum = SumOf(std::move(previews));
  sum.columns.clear();
  return sum;
}

template <typename Outcome>
Outcome FileStream::SumOf(std::vector<Outcome> tables) const {
  Outcome sum = tables.front();
  for (auto table = tables.begin() + 1; table != tables.end(); ++table) sum.Add(*table);
  sum.table.clear();
  sum.path = directory_;
  // Those that were known before it ran come first.
  sum.warnings = warnings_;
  for (const Outcome& table : tables) AddNew(table.warnings, &sum.warnings);
  sum.tables = std::move(tables);
  return sum;
}

}  // namespace

arrow::Result<std::unique_ptr<StreamRun>> StreamRun::Prepare(RunRequest request) {
  if (request.tables) {
    std::string directory = request.output.path;
    ARROW_ASSIGN_OR_RAISE(auto setups, MakeTableSetups(std::move(request)));
    return FileStream::Make(std::move(setups), std::move(directory));
  }
  ARROW_ASSIGN_OR_RAISE(StreamSetup setup, StreamSetup::Make(std::move(request)));
  if (setup.stream().feed()) return MakeFeedRun(std::move(setup));
  std::vector<StreamSetup> setups;
  setups.push_back(std::move(setup));
  return FileStream::Make(std::move(setups), "");
}

}  // namespace rand_engine
