#include "rand_engine/write/whole_file.h"

#include <errno.h>

#include <array>

namespace rand_engine {

SystemResult ReadWholeFile(FileSystem* file_system, const std::string& path,
                           size_t most_bytes, std::string* text) {
  text->clear();
  FileStatus status;
  const bool is_there = file_system->Status(path, /*follow=*/true, &status) >= 0;
  if (is_there && status.type != FileType::kRegular) return -EINVAL;
  const SystemResult opened = file_system->OpenForReading(path);
  if (opened < 0) return opened;
  const int descriptor = static_cast<int>(opened);
  std::array<char, 4096> bytes;
  SystemResult result;
  while ((result = file_system->Read(descriptor, bytes.data(), bytes.size())) != 0) {
    if (result == -EINTR) continue;
    if (result > 0 && text->size() + static_cast<size_t>(result) > most_bytes) {
      result = -EFBIG;
    }
    if (result < 0) break;
    text->append(bytes.data(), static_cast<size_t>(result));
  }
  file_system->Close(descriptor);
  return result < 0 ? result : 0;
}

}  // namespace rand_engine
