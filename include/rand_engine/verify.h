// Checks data against the manifest that option `manifest` wrote with it.
#pragma once

#include <arrow/result.h>

#include <cstdint>
#include <string>
#include <vector>

#include "rand_engine/run_control.h"

namespace rand_engine {

class FileSystem;

/// One thing that is not as the manifest says.
struct VerifyProblem {
  std::string path;
  /// "missing", "additional" (a data file that the manifest does not name), "size",
  /// "content", "unreadable" or "manifest" (that is damaged itself).
  std::string kind;
  std::string message;  ///< a sentence with the path, what is wanted and what is there
};

/// The result of Verify.
struct VerifyReport {
  bool ok = false;  ///< no problems
  std::vector<std::string> manifests;
  int64_t parts = 0;  ///< named by the manifests
  int64_t rows = 0;   ///< of those parts, by the manifests
  int64_t bytes = 0;  ///< the same
  double seconds = 0;
  std::vector<VerifyProblem> problems;  ///< by manifest and part

  /// The report as JSON text, keys as above, `indent` spaces a level.
  std::string ToJson(int indent = 2) const;
};

struct VerifyOptions {
  int threads = 0;  ///< that read and compare; 0 = as many as there are cores
  StopToken stop_token = {};
  FileSystem* file_system = nullptr;  ///< null = the process's own
};

/// Read every byte of the data at `path` and compare it with its manifest. `path` is a
/// dataset directory, a single file, a manifest, or a directory of tables (files or
/// dataset directories with manifests of their own, all of which are checked).
///
/// What is wrong with the data is no error of this call but a problem in the report. An
/// OptionError where nothing stands at `path` or nothing there has a manifest; a
/// WriteError where it cannot be looked at; a StoppedError after a stop request.
arrow::Result<VerifyReport> Verify(const std::string& path,
                                   const VerifyOptions& options = {});

}  // namespace rand_engine
