#include "rand_engine/write/moves.h"

#include <errno.h>

namespace rand_engine {
namespace {

SystemResult RenameDirectory(FileSystem* file_system, const std::string& from,
                             const std::string& to) {
  // rename(2) lets a directory take the place of nothing but an empty directory.
  const SystemResult result = file_system->Rename(from, to);
  return result == -ENOTEMPTY || result == -ENOTDIR ? -EEXIST : result;
}

SystemResult LookThenRename(FileSystem* file_system, const std::string& from,
                            const std::string& to) {
  FileStatus status;
  const SystemResult result = file_system->Status(to, /*follow=*/false, &status);
  if (result >= 0) return -EEXIST;
  return result == -ENOENT ? file_system->Rename(from, to) : result;
}

}  // namespace

bool IsRefusal(SystemResult result) {
  switch (-result) {
    case EXDEV:
    case EPERM:
    case EACCES:
    case EINVAL:
    case ENOSYS:
    case ENOTSUP:
    case EMLINK:
    case EBUSY:
      return true;
    default:
      return false;
  }
}

SystemResult RenameWithoutReplacing(FileSystem* file_system, const std::string& from,
                                    const std::string& to) {
  SystemResult result = file_system->RenameNoReplace(from, to);
  if (result != -EINVAL && result != -ENOSYS) return result;
  FileStatus status;
  result = file_system->Status(from, /*follow=*/false, &status);
  if (result < 0) return result;
  if (status.type == FileType::kDirectory) return RenameDirectory(file_system, from, to);

  result = file_system->Link(from, to);
  if (IsRefusal(result)) return LookThenRename(file_system, from, to);
  if (result < 0) return result;
  result = file_system->Unlink(from);
  if (result < 0) file_system->Unlink(to);
  return result;
}

}  // namespace rand_engine
