#include "stream_watch.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "display_text.h"
#include "messages.h"
#include "numbers.h"
#include "rand_engine/plan/duration.h"

namespace rand_engine::cli {
namespace {

int64_t Nanoseconds(double seconds) { return std::llround(seconds * 1e9); }

/// The run that `preview` tells of. One that goes on where another stopped has only what
/// is left of files and time.
FileSchedule ScheduleOf(const StreamRequest& request, const WritePreview& preview) {
  FileSchedule schedule;
  schedule.files = preview.file_count;
  if (!request.waits() || !preview.frequency_seconds || !preview.timeout_seconds)
    return schedule;
  const int64_t frequency = Nanoseconds(*preview.frequency_seconds);
  const int64_t timeout = Nanoseconds(*preview.timeout_seconds);
  const int64_t all_files = (timeout - 1) / frequency + 1;
  int64_t left = preview.file_count;
  if (!preview.tables.empty()) {
    left = 0;
    for (const WritePreview& table : preview.tables)
      left = std::max(left, table.file_count);
  }
  const int64_t done = all_files - left;
  schedule.frequency = preview.frequency_seconds;
  schedule.length = static_cast<double>(timeout - done * frequency) / 1e9;
  return schedule;
}

/// "file 3 at 10 s: out/part-....json, 100 rows, 8.13 kB, 0.21 s late".
std::string FileLine(const StreamFile& file, int64_t number, bool waits) {
  std::string text = fmt::format("file {}", number);
  if (waits) text += fmt::format(" at {}", DurationText(Nanoseconds(file.due_seconds)));
  text += fmt::format(": {}, {}, {}", Printable(file.path),
                      FormatPlural(file.rows, "row"), FormatBytes(file.bytes));
  if (file.was_late) text += fmt::format(", {} late", FormatDuration(file.late_seconds));
  return text;
}

}  // namespace

StreamWatch::StreamWatch(const StreamRequest& request, const WritePreview* preview)
    : request_(request), shows_progress_(preview != nullptr) {
  if (preview == nullptr) return;
  schedule_ = ScheduleOf(request, *preview);
  timeout_ = preview->timeout_seconds;
}

void StreamWatch::OnFile(const StreamFile& file) {
  const std::lock_guard lock(mutex_);
  if (!first_file_) first_file_ = line_.seconds();
  ++files_;
  if (!request_.verbose) return;
  lines_.push_back(FileLine(file, files_, request_.waits()));
}

void StreamWatch::PrintFiles() {
  std::vector<std::string> lines;
  {
    const std::lock_guard lock(mutex_);
    lines = std::exchange(lines_, {});
  }
  if (lines.empty()) return;
  line_.Erase();
  for (const std::string& line : lines) PrintNote(line);
}

std::string StreamWatch::Text(const StreamStatus& status) const {
  if (request_.is_feed && request_.rows) {
    return ProgressText({status.rows, *request_.rows, status.bytes, 0}, line_.seconds());
  }
  if (request_.is_feed) return FeedProgressText(status, line_.seconds(), timeout_);
  const std::lock_guard lock(mutex_);
  return FileProgressText(status, schedule_,
                          line_.seconds() - first_file_.value_or(line_.seconds()));
}

void StreamWatch::Show(const StreamStatus& status) {
  PrintFiles();
  if (shows_progress_ && line_.IsDue()) line_.Draw(Text(status));
}

void StreamWatch::Finish() {
  PrintFiles();
  line_.Erase();
}

}  // namespace rand_engine::cli
