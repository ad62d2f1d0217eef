#include "rand_engine/dataset.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>

#include "rand_engine/error.h"
#include "rand_engine/plan/change_plan.h"
#include "rand_engine/plan/dataset_plan.h"
#include "rand_engine/run/clock.h"
#include "rand_engine/stream.h"

namespace rand_engine {

struct Dataset::State {
  arrow::Result<Spec> spec;
  bool seed_was_given;
  arrow::Result<Seed> seed;
  int64_t now_us;
  std::mutex mutex;
  std::optional<arrow::Result<std::shared_ptr<const DatasetPlan>>> plan;

  State(arrow::Result<Spec> its_spec, std::optional<Seed> its_seed)
      : spec(std::move(its_spec)),
        seed_was_given(its_seed.has_value()),
        seed(its_seed ? arrow::Result<Seed>(*std::move(its_seed)) : Seed::Draw()),
        now_us(SystemClock()->WallMicros()) {}
};

Dataset::Dataset(Spec spec, std::optional<Seed> seed)
    : state_(std::make_shared<State>(std::move(spec), std::move(seed))) {}

Dataset::Dataset(std::string_view spec_text, std::optional<Seed> seed)
    : state_(std::make_shared<State>(Spec::FromText(spec_text), std::move(seed))) {}

bool Dataset::IsDataset(const Spec& spec) { return IsDatasetSpec(spec.root()); }

arrow::Result<Seed> Dataset::seed() const { return state_->seed; }

const Spec* Dataset::spec() const { return state_->spec.ok() ? &*state_->spec : nullptr; }

arrow::Result<std::shared_ptr<const DatasetPlan>> Dataset::plan() const {
  const std::lock_guard lock(state_->mutex);
  if (!state_->plan) {
    ARROW_RETURN_NOT_OK(state_->spec.status());
    ARROW_RETURN_NOT_OK(state_->seed.status());
    state_->plan = DatasetPlan::Make(*state_->spec, state_->seed->text());
  }
  return *state_->plan;
}

arrow::Status Dataset::Validate() const { return plan().status(); }

arrow::Result<DataGenerator> Dataset::Generate(std::shared_ptr<const PlanSource> source,
                                               int64_t rows) const {
  DataGenerator generator(*state_->spec, *state_->seed);
  generator.plan_source_ = std::move(source);
  generator.now_us_ = state_->now_us;
  return generator.size(rows);
}

arrow::Result<DataGenerator> Dataset::table(std::string_view name) const {
  ARROW_ASSIGN_OR_RAISE(const auto plan, this->plan());
  ARROW_ASSIGN_OR_RAISE(const DatasetTable* table, plan->Find(name));
  return Generate(plan->SourceOf(*table), static_cast<int64_t>(table->rows));
}

arrow::Result<std::vector<TableSummary>> Dataset::tables() const {
  ARROW_ASSIGN_OR_RAISE(const auto plan, this->plan());
  std::vector<TableSummary> summaries;
  for (const DatasetTable& each : plan->tables()) {
    ARROW_ASSIGN_OR_RAISE(const DataGenerator generator, table(each.name));
    ARROW_ASSIGN_OR_RAISE(auto columns, generator.columns());
    summaries.push_back({each.name, static_cast<int64_t>(each.rows), std::move(columns)});
  }
  return summaries;
}

arrow::Result<DataGenerator> Dataset::changes(std::string_view name,
                                              const TableChanges& changes,
                                              int64_t version) const {
  ARROW_ASSIGN_OR_RAISE(const auto plan, this->plan());
  ARROW_ASSIGN_OR_RAISE(const DatasetTable* table, plan->Find(name));
  ARROW_ASSIGN_OR_RAISE(
      auto made, PlanChanges(plan, *table, state_->seed->text(), changes, version));
  return Generate(std::move(made.source), made.rows);
}

arrow::Result<DataGenerator> Dataset::version(std::string_view name,
                                              const TableChanges& changes,
                                              int64_t version) const {
  ARROW_ASSIGN_OR_RAISE(const auto plan, this->plan());
  ARROW_ASSIGN_OR_RAISE(const DatasetTable* table, plan->Find(name));
  ARROW_ASSIGN_OR_RAISE(
      auto made, PlanVersion(plan, *table, state_->seed->text(), changes, version));
  return Generate(std::move(made.source), made.rows);
}

DatasetWriter Dataset::write() const { return DatasetWriter(*this); }

StreamWriter Dataset::writeStream() const {
  DataGenerator generator("{}");
  generator.spec_ = state_->spec;
  if (state_->seed_was_given && state_->seed.ok()) generator.seed_ = *state_->seed;
  StreamWriter writer(std::move(generator));
  writer.dataset_seed_ = state_->seed;
  return writer;
}

namespace {

/// Adds up what the tables tell.
class SumObserver : public Observer {
 public:
  SumObserver(Observer* observer, int64_t total_rows) : observer_(observer) {
    before_.total_rows = total_rows;
  }

  void OnProgress(const Progress& progress) override {
    observer_->OnProgress({before_.rows + progress.rows, before_.total_rows,
                           before_.bytes + progress.bytes,
                           before_.files + progress.files});
  }
  void OnUnitStart() override { observer_->OnUnitStart(); }

  void FinishTable(const WriteReport& report) {
    before_.rows += report.rows;
    before_.bytes += report.bytes;
    before_.files += static_cast<int64_t>(report.files.size());
  }

 private:
  Observer* observer_;
  Progress before_;
};

arrow::Status OfTable(const std::string& table, const arrow::Status& status) {
  if (GetErrorKind(status) == ErrorKind::kStopped) return status;
  return status.WithMessage(TablePlace(table), ": ", status.message());
}

}  // namespace

struct DatasetWriter::Job {
  std::string table;
  std::string path;
  int64_t rows;
  BatchWriter writer;
};

DatasetWriter::DatasetWriter(Dataset dataset) : dataset_(std::move(dataset)) {}

DatasetWriter& DatasetWriter::tables(std::vector<std::string> names) {
  tables_ = std::move(names);
  return *this;
}

DatasetWriter& DatasetWriter::size(int64_t rows) {
  size_ = rows;
  return *this;
}

DatasetWriter& DatasetWriter::format(std::string name) {
  format_ = std::move(name);
  return *this;
}

DatasetWriter& DatasetWriter::mode(std::string name) {
  mode_ = std::move(name);
  return *this;
}

DatasetWriter& DatasetWriter::option(std::string key, OptionValue value) {
  options_.emplace_back(std::move(key), std::move(value));
  return *this;
}

DatasetWriter& DatasetWriter::options(
    std::vector<std::pair<std::string, OptionValue>> list) {
  for (auto& entry : list) options_.push_back(std::move(entry));
  return *this;
}

DatasetWriter& DatasetWriter::observer(Observer* observer) {
  observer_ = observer;
  return *this;
}

DatasetWriter& DatasetWriter::stop_token(StopToken token) {
  stop_token_ = std::move(token);
  return *this;
}

arrow::Result<std::vector<DatasetWriter::Job>> DatasetWriter::MakeJobs(
    const std::string& directory) const {
  if (directory.empty() || directory == "-") {
    return OptionError(fmt::format(
        "a dataset is written into a directory, e.g. output/shop, got '{}'; a table "
        "alone can go to a file or to standard output",
        directory));
  }
  ARROW_ASSIGN_OR_RAISE(const std::vector<TableSummary> all, dataset_.tables());
  for (const std::string& name : tables_) {
    ARROW_RETURN_NOT_OK(dataset_.table(name).status());
  }
  const size_t count = tables_.empty() ? all.size() : tables_.size();
  if (size_ && count != 1) {
    return OptionError(fmt::format(
        "the sizes of tables stand in the dataset's spec; a size is for one table, not "
        "for {}: name it by tables",
        count));
  }
  std::vector<Job> jobs;
  for (const TableSummary& table : all) {
    const bool wanted = tables_.empty() || std::find(tables_.begin(), tables_.end(),
                                                     table.name) != tables_.end();
    if (!wanted) continue;
    ARROW_ASSIGN_OR_RAISE(const DataGenerator generator, dataset_.table(table.name));
    BatchWriter writer = generator.write();
    writer.options(options_).stop_token(stop_token_);
    if (size_) writer.size(*size_);
    if (format_) writer.format(*format_);
    if (mode_) writer.mode(*mode_);
    const char* slash = directory.ends_with('/') ? "" : "/";
    jobs.push_back({table.name, directory + slash + table.name,
                    size_.value_or(table.rows), std::move(writer)});
  }
  return jobs;
}

arrow::Result<DatasetPreview> DatasetWriter::dry_run(const std::string& directory) const {
  ARROW_ASSIGN_OR_RAISE(const std::vector<Job> jobs, MakeJobs(directory));
  DatasetPreview preview;
  std::map<std::string, std::string> owners;  // table of a path
  for (const Job& job : jobs) {
    auto result = job.writer.dry_run(job.path);
    if (!result.ok()) return OfTable(job.table, result.status());
    const auto [place, is_new] = owners.emplace(result->path, job.table);
    if (!is_new) {
      return OptionError(
          fmt::format("tables '{}' and '{}' would both be written to {}; "
                      "give one of them another name",
                      place->second, job.table, result->path));
    }
    preview.tables.push_back(job.table);
    preview.previews.push_back(*std::move(result));
  }
  return preview;
}

arrow::Result<DatasetReport> DatasetWriter::save(const std::string& directory) const {
  const auto start = std::chrono::steady_clock::now();
  ARROW_RETURN_NOT_OK(dry_run(directory).status());
  ARROW_ASSIGN_OR_RAISE(std::vector<Job> jobs, MakeJobs(directory));
  int64_t total = 0;
  for (const Job& job : jobs) total += job.rows;
  SumObserver observer(observer_, total);
  DatasetReport report;
  for (Job& job : jobs) {
    if (observer_ != nullptr) job.writer.observer(&observer);
    auto written = job.writer.save(job.path);
    if (!written.ok()) return OfTable(job.table, written.status());
    observer.FinishTable(*written);
    report.rows += written->rows;
    report.bytes += written->bytes;
    report.seed = written->seed;
    report.tables.push_back(job.table);
    report.reports.push_back(*std::move(written));
  }
  report.seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return report;
}

namespace {

using Json = nlohmann::ordered_json;

template <typename Item>
Json ByTable(const std::vector<std::string>& tables, const std::vector<Item>& items) {
  Json json = Json::object();
  for (size_t i = 0; i < tables.size(); ++i) {
    json[tables[i]] = Json::parse(items[i].ToJson());
  }
  return json;
}

}  // namespace

std::string DatasetReport::ToJson(int indent) const {
  const Json json = {{"tables", ByTable(tables, reports)},
                     {"rows", rows},
                     {"bytes", bytes},
                     {"seconds", seconds},
                     {"seed", seed}};
  return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

std::string DatasetPreview::ToJson(int indent) const {
  const Json json = {{"dry_run", true}, {"tables", ByTable(tables, previews)}};
  return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

}  // namespace rand_engine
