// Whole lives of a Target, for tests.
#pragma once

#include <arrow/result.h>
#include <arrow/status.h>

#include <string>
#include <utility>
#include <vector>

#include "rand_engine/write/target.h"

namespace rand_engine {

/// Name and content.
using TestParts = std::vector<std::pair<std::string, std::string>>;

inline arrow::Status WriteParts(Target* target, const TestParts& parts) {
  ARROW_RETURN_NOT_OK(target->Begin());
  for (const auto& [name, content] : parts) {
    ARROW_ASSIGN_OR_RAISE(OutputFile * file, target->OpenPart(name));
    ARROW_RETURN_NOT_OK(
        file->Write(content.data(), static_cast<int64_t>(content.size())));
    ARROW_RETURN_NOT_OK(target->FinishPart());
  }
  return arrow::Status::OK();
}

/// Begin, write the parts, commit.
inline arrow::Result<CommitResult> WriteAndCommit(Target* target,
                                                  const TestParts& parts) {
  ARROW_RETURN_NOT_OK(WriteParts(target, parts));
  return target->Commit();
}

}  // namespace rand_engine
