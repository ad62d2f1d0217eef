// What the tests of this folder share: contents to compress, whole archives, a folder of
// temporary files, and the tools that must be able to read them.
#pragma once

#include <arrow/result.h>
#include <arrow/status.h>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <random>
#include <sstream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "rand_engine/compress/codec.h"
#include "rand_engine/compress/compressor.h"

namespace rand_engine::compress_test {

using Chunks = std::vector<std::string>;

inline std::string CsvText(size_t size, unsigned seed) {
  std::mt19937 random(seed);
  std::string text;
  while (text.size() < size) {
    text += fmt::format("{},user_{},{:.2f},active\n", text.size(), random() % 1000,
                        (random() % 100000) / 100.0);
  }
  text.resize(size);
  return text;
}

inline std::string Noise(size_t size, unsigned seed) {
  std::mt19937 random(seed);
  std::string bytes(size, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random());
  return bytes;
}

/// Runs of four equal bytes, of which bz2's run-length coding makes five each.
inline std::string RunsOfFour(size_t size) {
  std::string bytes(size, '\0');
  for (size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>('a' + i / 4 % 23);
  return bytes;
}

inline std::vector<std::pair<std::string, Chunks>> Contents() {
  Chunks many;
  for (unsigned i = 0; i < 24; ++i) many.push_back(CsvText(20'000 + i * 97, i));
  return {
      {"no_chunk", {}},
      {"empty_chunk", {""}},
      {"one_byte", {"x"}},
      {"many_chunks", std::move(many)},
      {"incompressible", {Noise(300'000, 1), Noise(1, 2), Noise(400'001, 3)}},
      {"different_sizes",
       {"", "a", CsvText(1'100'000, 7), "", "\n", CsvText(3, 8), CsvText(65'536, 9), ""}},
      {"long_runs",
       {RunsOfFour(900'000), std::string(400'000, '\0'), std::string(79'000, '\xff'),
        RunsOfFour(79'000)}},
  };
}

inline std::string Joined(const Chunks& chunks) {
  std::string all;
  for (const std::string& chunk : chunks) all += chunk;
  return all;
}

inline void CheckOk(const arrow::Status& status) {
  ASSERT_TRUE(status.ok()) << status.ToString();
}

inline ByteBuffer ToBuffer(std::string_view bytes) {
  ByteBuffer buffer;
  buffer.Append(bytes);
  return buffer;
}

inline std::unique_ptr<Compressor> MakeCompressor(Codec codec, std::optional<int> level,
                                                  int threads = 1) {
  auto compressor = Compressor::Make(codec, level, threads);
  EXPECT_TRUE(compressor.ok()) << compressor.status().ToString();
  return std::move(compressor).ValueUnsafe();
}

/// Compress the chunks by `threads` threads in an order drawn from `order_seed`; each
/// thread recycles one buffer, so that what was in it before must not matter.
inline std::vector<CompressedChunk> CompressChunks(const Compressor& compressor,
                                                   const Chunks& chunks, int threads,
                                                   unsigned order_seed) {
  std::vector<size_t> order(chunks.size());
  for (size_t i = 0; i < order.size(); ++i) order[i] = i;
  if (order_seed != 0) {
    std::shuffle(order.begin(), order.end(), std::mt19937(order_seed));
  }
  std::vector<CompressedChunk> compressed(chunks.size());
  std::atomic<size_t> next = 0;
  const auto work = [&] {
    CompressedChunk recycled;
    for (size_t i = next++; i < order.size(); i = next++) {
      CheckOk(compressor.CompressChunk(ToBuffer(chunks[order[i]]), &recycled));
      CompressedChunk& copy = compressed[order[i]];
      copy.bytes.Append(recycled.bytes.view());
      copy.raw_size = recycled.raw_size;
      copy.checksum = recycled.checksum;
      copy.blocks = recycled.blocks;
    }
  };
  std::vector<std::thread> workers;
  for (int i = 0; i < threads; ++i) workers.emplace_back(work);
  for (std::thread& worker : workers) worker.join();
  return compressed;
}

/// The bytes of the file that a writer makes of the chunks: what each call appended, and
/// then the patches.
inline std::string JoinArchive(const Compressor& compressor,
                               const std::string& entry_name,
                               const std::vector<CompressedChunk>& chunks) {
  auto opened = compressor.OpenArchive(entry_name);
  EXPECT_TRUE(opened.ok()) << opened.status().ToString();
  const std::unique_ptr<Archive> archive = std::move(opened).ValueUnsafe();
  std::string file;
  std::vector<Patch> patches;
  ByteBuffer out;
  const auto flush = [&] {
    file += out.view();
    out.Clear();
  };
  CheckOk(archive->Begin(&out));
  flush();
  for (const CompressedChunk& chunk : chunks) {
    CheckOk(archive->Append(chunk, &out));
    flush();
  }
  CheckOk(archive->Finish(&out, &patches));
  flush();
  EXPECT_TRUE(patches.empty() || compressor.needs_seek());
  for (const Patch& patch : patches) {
    EXPECT_LE(patch.offset + patch.bytes.size(), file.size());
    file.replace(patch.offset, patch.bytes.size(), patch.bytes);
  }
  return file;
}

inline std::string CompressAll(Codec codec, std::optional<int> level,
                               const Chunks& chunks, int threads = 1,
                               unsigned order_seed = 0,
                               const std::string& entry_name = "data.csv") {
  const auto compressor = MakeCompressor(codec, level, threads);
  return JoinArchive(*compressor, entry_name,
                     CompressChunks(*compressor, chunks, threads, order_seed));
}

/// A folder that lives as long as the object.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "compress-XXXXXX");
    path_ = mkdtemp(pattern.data());
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }

  const std::string& path() const { return path_; }

  std::string Write(const std::string& name, std::string_view bytes) const {
    const std::string path = path_ + "/" + name;
    std::ofstream(path, std::ios::binary)
        .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return path;
  }

  std::string Read(const std::string& name) const {
    std::ostringstream text;
    text << std::ifstream(path_ + "/" + name, std::ios::binary).rdbuf();
    return text.str();
  }

 private:
  std::string path_;
};

struct CommandResult {
  int exit_code;
  std::string output;  ///< standard output and standard error
};

inline CommandResult RunShell(const std::string& command) {
  FILE* pipe = popen((command + " 2>&1").c_str(), "r");
  std::string output;
  std::array<char, 4096> buffer;
  while (const size_t count = fread(buffer.data(), 1, buffer.size(), pipe)) {
    output.append(buffer.data(), count);
  }
  const int status = pclose(pipe);
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, output};
}

inline bool IsInstalled(const std::string& tool) {
  return RunShell("command -v " + tool).exit_code == 0;
}

}  // namespace rand_engine::compress_test
