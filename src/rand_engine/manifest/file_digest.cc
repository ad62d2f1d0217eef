#include "rand_engine/manifest/file_digest.h"

#include <arrow/result.h>
#include <arrow/status.h>
#include <errno.h>
#include <fmt/format.h>
#include <sha2.h>

#include <string_view>
#include <vector>

#include "rand_engine/error.h"

namespace rand_engine {
namespace {

constexpr size_t kChunkBytes = size_t{1} << 20;

arrow::Status CannotRead(const std::string& shown, SystemResult result) {
  return WriteError(fmt::format("cannot read '{}'", shown), static_cast<int>(-result));
}

// Hands the file to `take`, piece by piece, until that fails.
template <typename Take>
arrow::Status ReadPieces(FileSystem* file_system, const std::string& path,
                         const std::string& shown, Take take) {
  const SystemResult opened = file_system->OpenForReading(path);
  if (opened < 0) return CannotRead(shown, opened);
  const int descriptor = static_cast<int>(opened);
  std::vector<char> bytes(kChunkBytes);
  arrow::Status status;
  while (status.ok()) {
    const SystemResult count = file_system->Read(descriptor, bytes.data(), bytes.size());
    if (count == -EINTR) continue;
    if (count == 0) break;
    status = count < 0 ? CannotRead(shown, count)
                       : take(std::string_view(bytes.data(), static_cast<size_t>(count)));
  }
  file_system->Close(descriptor);
  return status;
}

std::string Hex(const uint8_t* bytes, size_t count) {
  std::string text;
  for (size_t i = 0; i < count; ++i) text += fmt::format("{:02x}", bytes[i]);
  return text;
}

}  // namespace

arrow::Result<FileDigest> DigestFile(FileSystem* file_system, const std::string& path,
                                     const std::string& shown,
                                     const StopToken& stop_token) {
  FileDigest digest;
  SHA2_CTX context;
  SHA256Init(&context);
  ARROW_RETURN_NOT_OK(ReadPieces(file_system, path, shown, [&](std::string_view piece) {
    if (stop_token.stop_requested()) return StoppedError();
    SHA256Update(&context, reinterpret_cast<const uint8_t*>(piece.data()), piece.size());
    digest.bytes += piece.size();
    return arrow::Status::OK();
  }));
  uint8_t bytes[SHA256_DIGEST_LENGTH];
  SHA256Final(bytes, &context);
  digest.sha256 = Hex(bytes, sizeof(bytes));
  return digest;
}

arrow::Result<std::string> ReadFile(FileSystem* file_system, const std::string& path,
                                    const std::string& shown, uint64_t most_bytes) {
  std::string content;
  ARROW_RETURN_NOT_OK(ReadPieces(file_system, path, shown, [&](std::string_view piece) {
    if (piece.size() > most_bytes - content.size()) {
      return WriteError(
          fmt::format("cannot read '{}': it has more than {} bytes", shown, most_bytes));
    }
    content += piece;
    return arrow::Status::OK();
  }));
  return content;
}

}  // namespace rand_engine
