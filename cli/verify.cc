// rand-engine verify: is the data what its manifest says?
#include "rand_engine/verify.h"

#include <arrow/status.h>
#include <fmt/format.h>
#include <unistd.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "arguments.h"
#include "command.h"
#include "display_text.h"
#include "messages.h"
#include "numbers.h"
#include "rand_engine/error.h"
#include "stop_signals.h"
#include "terminal.h"

namespace rand_engine::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string ReportText(const std::string& path, const VerifyReport& report) {
  std::string text;
  for (const VerifyProblem& problem : report.problems) {
    const std::string kind = fmt::format("{}:", problem.kind);
    text += fmt::format("{} {}\n", Paint(STDOUT_FILENO, Style::kRed, kind),
                        Printable(problem.message));
  }
  const auto problems = static_cast<int64_t>(report.problems.size());
  const std::string verdict =
      report.ok ? Paint(STDOUT_FILENO, Style::kGreen, "ok")
                : Paint(STDOUT_FILENO, Style::kRed, FormatPlural(problems, "problem"));
  return text + fmt::format("{}: {} ({}, {}, {})\n", Printable(path), verdict,
                            FormatPlural(report.parts, "file"),
                            FormatPlural(report.rows, "row"), FormatBytes(report.bytes));
}

// The JSON of a report with the path that it is of.
Json ReportJson(const std::string& path, const VerifyReport& report) {
  Json json = {{"path", path}};
  json.update(Json::parse(report.ToJson()));
  return json;
}

int PrintReports(const std::vector<std::string>& paths,
                 const std::vector<VerifyReport>& reports, bool as_json) {
  bool all_right = true;
  std::string text;
  Json list = Json::array();
  for (size_t i = 0; i < reports.size(); ++i) {
    all_right = all_right && reports[i].ok;
    if (as_json) {
      list.push_back(ReportJson(paths[i], reports[i]));
    } else {
      text += ReportText(paths[i], reports[i]);
    }
  }
  if (as_json) text = list.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
  const int code = PrintOutput(text);
  return code != kDone || all_right ? code : kFailed;
}

int RunVerify(const Arguments& arguments) {
  VerifyOptions options;
  const StopSignals signals(options.stop_token);
  std::vector<VerifyReport> reports;
  for (const std::string& path : arguments.operands()) {
    auto report = Verify(path, options);
    if (!report.ok()) {
      if (GetErrorKind(report.status()) != ErrorKind::kStopped) {
        return PrintFailure(report.status(), "verify");
      }
      PrintStopped("stopped; nothing was changed");
      return ExitCodeOfSignal(signals.received());
    }
    reports.push_back(*std::move(report));
  }
  return PrintReports(arguments.operands(), reports, arguments.Has("--json"));
}

std::vector<ManualSection> VerifyManual() {
  return {{"Manifests",
           "Data that was written with option manifest=true (-O manifest=true) has one: "
           "the file .manifest in a directory of parts, .NAME.manifest beside a single "
           "file NAME. It is JSON and says what spec, seed and versions the data comes "
           "from, and each file's rows, bytes and SHA-256."},
          {"What is checked",
           "Every byte is read. Found are files that are missing, additional, cut, "
           "longer or changed, and damage to the manifest itself. PATH is a directory "
           "of parts, a single file, a manifest, or a directory of tables, each with a "
           "manifest of its own."}};
}

}  // namespace

Command VerifyCommand() {
  return {
      "verify",
      "check data against its manifest, byte by byte",
      "PATH... [--json]",
      {"PATH", "dataset directory or file written with manifest=true", 1, 1'000'000},
      {{{"--json"},
        "",
        "a list of objects for programs",
        "Each has path, ok, manifests, parts, rows, bytes, seconds and problems (path, "
        "kind, message); kinds are missing, additional, size, content, unreadable and "
        "manifest"}},
      {{"verify output/users", "exit code 1 if a byte has changed"},
       {"verify --json output/*", "for programs"}},
      VerifyManual,
      RunVerify};
}

}  // namespace rand_engine::cli
