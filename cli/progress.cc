#include "progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "display_text.h"
#include "messages.h"
#include "numbers.h"
#include "terminal.h"

namespace rand_engine::cli {

using std::chrono::milliseconds;

std::string ProgressText(const Progress& progress, double seconds) {
  const auto rows = static_cast<double>(progress.rows);
  const auto total = static_cast<double>(progress.total_rows);
  std::string text = fmt::format(
      "{} of {} rows ({:.0f} %), {}, {} rows/s", FormatCount(progress.rows),
      FormatCount(progress.total_rows), total > 0 ? 100 * rows / total : 100,
      FormatBytes(progress.bytes), FormatShort(seconds > 0 ? rows / seconds : 0));
  if (progress.rows > 0) {
    text += fmt::format(", {} left", FormatDuration(seconds * (total - rows) / rows));
  }
  return text;
}

std::string FileProgressText(const StreamStatus& status, const FileSchedule& schedule,
                             double seconds) {
  std::string text = fmt::format(
      "{} of {}, {}, {}", FormatCount(status.files), FormatPlural(schedule.files, "file"),
      FormatPlural(status.rows, "row"), FormatBytes(status.bytes));
  if (status.late_files > 0) text += fmt::format(", {} late", status.late_files);
  if (!schedule.frequency || status.files == 0) return text;
  if (status.files < schedule.files) {
    const double next = static_cast<double>(status.files) * *schedule.frequency - seconds;
    text += fmt::format(", next in {}", FormatDuration(std::max(0.0, next)));
  }
  const double left = std::max(0.0, schedule.length - seconds);
  return text + fmt::format(", {} left", FormatDuration(left));
}

std::string FeedProgressText(const StreamStatus& status, double seconds,
                             std::optional<double> timeout) {
  const double rate = seconds > 0 ? static_cast<double>(status.rows) / seconds : 0;
  std::string text = fmt::format("{}, {}, {} rows/s", FormatPlural(status.rows, "row"),
                                 FormatBytes(status.bytes), FormatShort(rate));
  if (timeout) {
    text += fmt::format(", {} left", FormatDuration(std::max(0.0, *timeout - seconds)));
  }
  return text;
}

double LiveLine::seconds() const {
  return std::chrono::duration<double>(Clock::now() - start_).count();
}

bool LiveLine::IsDue() const {
  const Clock::time_point now = Clock::now();
  return now - start_ >= milliseconds(1000) && now - drawn_ >= milliseconds(100);
}

void LiveLine::Draw(std::string_view text) {
  // A full last column would move the cursor to the next line.
  const int width = std::max(1, TerminalWidth(STDERR_FILENO) - 1);
  PrintProgressLine(CutToWidth(text, width));
  drawn_ = Clock::now();
  is_drawn_ = true;
}

void LiveLine::Erase() {
  if (is_drawn_) PrintProgressLine("");
  is_drawn_ = false;
}

void ProgressLine::OnProgress(const Progress& progress) {
  if (line_.IsDue()) line_.Draw(ProgressText(progress, line_.seconds()));
}

}  // namespace rand_engine::cli
