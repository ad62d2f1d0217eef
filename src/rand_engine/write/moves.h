// Renames that do the best a file system knows.
#pragma once

#include <string>

#include "rand_engine/write/file_system.h"

namespace rand_engine {

/// True of the errno of calls that this file system, place or kernel refuses for good (no
/// such operation, another device, a mount point, too many links, no right), so that
/// another way may work: EXDEV EPERM EACCES EINVAL ENOSYS ENOTSUP EMLINK EBUSY.
bool IsRefusal(SystemResult result);

/// Give `from` the name `to`, or say -EEXIST where that is taken. One step where the
/// system has RENAME_NOREPLACE or hard links; elsewhere a look and then a rename. A
/// directory takes the place of an empty one where RENAME_NOREPLACE is missing.
SystemResult RenameWithoutReplacing(FileSystem* file_system, const std::string& from,
                                    const std::string& to);

}  // namespace rand_engine
