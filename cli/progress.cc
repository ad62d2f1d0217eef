#include "progress.h"

#include <fmt/format.h>
#include <unistd.h>

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

void ProgressLine::OnProgress(const Progress& progress) {
  const Clock::time_point now = Clock::now();
  if (now - start_ < milliseconds(1000) || now - drawn_ < milliseconds(100)) return;
  const double seconds = std::chrono::duration<double>(now - start_).count();
  // A full last column would move the cursor to the next line.
  const int width = std::max(1, TerminalWidth(STDERR_FILENO) - 1);
  PrintProgressLine(CutToWidth(ProgressText(progress, seconds), width));
  drawn_ = now;
  is_drawn_ = true;
}

void ProgressLine::Erase() {
  if (is_drawn_) PrintProgressLine("");
  is_drawn_ = false;
}

}  // namespace rand_engine::cli
