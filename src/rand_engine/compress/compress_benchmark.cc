// Speed of one thread's CompressChunk and of the ordered joining, on chunks of CSV text.
#include <arrow/result.h>
#include <arrow/status.h>
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "rand_engine/compress/compressor.h"

namespace rand_engine {
namespace {

constexpr size_t kChunkSize = 1 << 20;
constexpr int kNoLevel = -1;

ByteBuffer OrdersCsv() {
  std::mt19937 random(1);
  ByteBuffer text;
  for (int row = 0; text.size() < kChunkSize; ++row) {
    text.Append(fmt::format("{},{},{:.2f},{}-{:02}-{:02},shipped\n", row,
                            random() % 10000, (random() % 100000) / 100.0,
                            2020 + random() % 5, 1 + random() % 12, 1 + random() % 28));
  }
  text.Resize(kChunkSize);
  return text;
}

std::unique_ptr<Compressor> MakeCompressor(const benchmark::State& state, Codec codec) {
  const auto level = static_cast<int>(state.range(0));
  auto made =
      Compressor::Make(codec, level == kNoLevel ? std::nullopt : std::optional(level), 1);
  return std::move(made).ValueOrDie();
}

void CompressChunk(benchmark::State& state, Codec codec) {
  const auto compressor = MakeCompressor(state, codec);
  const ByteBuffer raw = OrdersCsv();
  CompressedChunk chunk;
  for (auto _ : state) {
    if (!compressor->CompressChunk(raw, &chunk).ok()) state.SkipWithError("failed");
    benchmark::DoNotOptimize(chunk.bytes.data());
  }
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * raw.size()));
  state.counters["ratio"] =
      static_cast<double>(raw.size()) / static_cast<double>(chunk.bytes.size());
}

// One archive of 16 chunks: what the ordered stage costs (for zstd: all of the work).
void JoinChunks(benchmark::State& state, Codec codec) {
  const auto compressor = MakeCompressor(state, codec);
  const ByteBuffer raw = OrdersCsv();
  CompressedChunk chunk;
  if (!compressor->CompressChunk(raw, &chunk).ok()) state.SkipWithError("failed");
  constexpr int kChunks = 16;
  ByteBuffer out;
  std::vector<Patch> patches;
  for (auto _ : state) {
    const auto archive = compressor->OpenArchive("data.csv").ValueOrDie();
    arrow::Status status = archive->Begin(&out);
    for (int i = 0; i < kChunks; ++i) {
      out.Clear();
      status &= archive->Append(chunk, &out);
    }
    status &= archive->Finish(&out, &patches);
    if (!status.ok()) state.SkipWithError("failed");
    out.Clear();
  }
  state.SetBytesProcessed(
      static_cast<int64_t>(state.iterations() * kChunks * raw.size()));
}

BENCHMARK_CAPTURE(CompressChunk, gzip, Codec::kGzip)->Arg(kNoLevel)->Arg(0)->Arg(2);
BENCHMARK_CAPTURE(CompressChunk, gzip_by_zlib, Codec::kGzip)->Arg(3)->Arg(6)->Arg(9);
BENCHMARK_CAPTURE(CompressChunk, bz2, Codec::kBzip2)->Arg(1)->Arg(kNoLevel);
BENCHMARK_CAPTURE(CompressChunk, xz, Codec::kXz)->Arg(0)->Arg(kNoLevel);
BENCHMARK_CAPTURE(JoinChunks, gzip, Codec::kGzip)->Arg(kNoLevel)->UseRealTime();
BENCHMARK_CAPTURE(JoinChunks, zip, Codec::kZip)->Arg(kNoLevel)->UseRealTime();
BENCHMARK_CAPTURE(JoinChunks, bz2, Codec::kBzip2)->Arg(kNoLevel)->UseRealTime();
BENCHMARK_CAPTURE(JoinChunks, xz, Codec::kXz)->Arg(0)->UseRealTime();
BENCHMARK_CAPTURE(JoinChunks, zstd, Codec::kZstd)->Arg(1)->Arg(kNoLevel)->UseRealTime();

}  // namespace
}  // namespace rand_engine
