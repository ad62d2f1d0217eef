#include "rand_engine/compress/compressor.h"

#include <arrow/result.h>
#include <arrow/status.h>
#include <bzlib.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zstd.h>

#include <latch>
#include <set>

#include "rand_engine/compress/compress_test_support.h"
#include "rand_engine/error.h"

namespace rand_engine {
namespace {

using namespace compress_test;  // NOLINT: the tests' own vocabulary
using ::testing::HasSubstr;
using ::testing::SizeIs;

struct CodecLevel {
  Codec codec;
  std::optional<int> level;
};

std::string NameOf(const CodecLevel& codec_level) {
  return GetCodec(codec_level.codec).name + "_" +
         (codec_level.level.has_value() ? std::to_string(*codec_level.level) : "default");
}

const std::vector<CodecLevel>& CodecLevels() {
  static const std::vector<CodecLevel> all = {
      {Codec::kNone, {}}, {Codec::kGzip, {}}, {Codec::kGzip, 0},   {Codec::kGzip, 1},
      {Codec::kGzip, 2},  {Codec::kGzip, 3},  {Codec::kGzip, 6},   {Codec::kGzip, 9},
      {Codec::kZip, {}},  {Codec::kZip, 0},   {Codec::kZip, 2},    {Codec::kZip, 9},
      {Codec::kBzip2, 1}, {Codec::kBzip2, 2}, {Codec::kBzip2, {}}, {Codec::kXz, 0},
      {Codec::kXz, {}},   {Codec::kXz, 9},    {Codec::kZstd, 1},   {Codec::kZstd, {}},
      {Codec::kZstd, 19}, {Codec::kZstd, 22},
  };
  return all;
}

class EveryCodecTest : public ::testing::TestWithParam<CodecLevel> {};

INSTANTIATE_TEST_SUITE_P(AllLevels, EveryCodecTest, ::testing::ValuesIn(CodecLevels()),
                         [](const auto& test) { return NameOf(test.param); });

TEST_P(EveryCodecTest, BytesAreTheSameForAnyNumberOfThreadsInAnyOrder) {
  const auto [codec, level] = GetParam();
  for (const auto& [name, chunks] : Contents()) {
    const std::string expected = CompressAll(codec, level, chunks);
    EXPECT_TRUE(expected == CompressAll(codec, level, chunks, 5, 17)) << name;
    EXPECT_TRUE(expected == CompressAll(codec, level, chunks, 2, 99)) << name;
  }
}

TEST_P(EveryCodecTest, TakingMakesTheSameBytesAsCopying) {
  const auto [codec, level] = GetParam();
  const auto compressor = MakeCompressor(codec, level);
  const Chunks chunks = {CsvText(50'000, 1), "", CsvText(70'000, 2)};
  const auto archive = compressor->OpenArchive("data.csv").ValueOrDie();
  std::string file;
  std::vector<Patch> patches;
  ByteBuffer out;
  CompressedChunk compressed;
  CheckOk(archive->Begin(&out));
  for (const std::string& chunk : chunks) {
    ByteBuffer raw = ToBuffer(chunk);
    CheckOk(compressor->CompressChunkTaking(&raw, &compressed));
    CheckOk(archive->AppendTaking(&compressed, &out));
    file += out.view();
    out.Clear();
  }
  CheckOk(archive->Finish(&out, &patches));
  file += out.view();
  for (const Patch& patch : patches) {
    file.replace(patch.offset, patch.bytes.size(), patch.bytes);
  }
  EXPECT_TRUE(file == CompressAll(codec, level, chunks));
}

// Reads each archive "<name>.<suffix>" by Python's own module, compares the content with
// the file "<name>", and makes sure that there is one member, entry, stream, and no more.
constexpr const char* kPythonReader = R"(
import bz2, gzip, lzma, pathlib, struct, sys, zipfile, zlib

def one(decoder, data):
    content = decoder.decompress(data)
    assert decoder.eof, 'not at its end'
    assert decoder.unused_data == b'', 'more than one stream'
    return content

def read_gz(path):
    data = path.read_bytes()
    assert data[:8] == b'\x1f\x8b\x08\0\0\0\0\0', data[:10]
    assert data[9] == 255, data[:10]
    content = one(zlib.decompressobj(31), data)
    assert gzip.decompress(data) == content
    return content

def read_bz2(path):
    data = path.read_bytes()
    content = one(bz2.BZ2Decompressor(), data)
    assert bz2.decompress(data) == content
    return content

def read_xz(path):
    data = path.read_bytes()
    content = one(lzma.LZMADecompressor(lzma.FORMAT_XZ), data)
    assert lzma.decompress(data) == content
    return content

def read_zip(path):
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        (entry,) = archive.infolist()
        assert entry.filename == 'data.csv', entry.filename
        assert entry.date_time == (1980, 1, 1, 0, 0, 0), entry.date_time
        assert entry.compress_type == zipfile.ZIP_DEFLATED
        assert entry.header_offset == 0 and entry.flag_bits & 8 == 0
        header = path.read_bytes()[:30]
        assert struct.unpack('<III', header[14:26]) == (
            entry.CRC, entry.compress_size, entry.file_size), 'local header'
        return archive.read(entry)

readers = {'.gz': read_gz, '.bz2': read_bz2, '.xz': read_xz, '.zip': read_zip}
count = 0
for path in sorted(pathlib.Path(sys.argv[1]).iterdir()):
    if path.suffix in readers:
        try:
            assert readers[path.suffix](path) == path.with_suffix('').read_bytes(), 'content'
        except Exception as error:
            print(path.name, type(error).__name__, error)
        count += 1
print(count, 'read')
)";

// Every content by every codec and level, in files.
class ReadersTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new TemporaryFolder;
    for (const auto& [name, chunks] : Contents()) {
      for (const CodecLevel& codec_level : CodecLevels()) {
        const std::string plain = name + "_" + NameOf(codec_level);
        folder_->Write(plain, Joined(chunks));
        if (codec_level.codec == Codec::kNone) continue;
        folder_->Write(plain + GetCodec(codec_level.codec).suffix,
                       CompressAll(codec_level.codec, codec_level.level, chunks, 2));
      }
    }
  }
  static void TearDownTestSuite() {
    delete folder_;
    folder_ = nullptr;
  }

  static std::vector<std::string> FilesOf(Codec codec) {
    std::vector<std::string> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder_->path())) {
      if (entry.path().extension() == GetCodec(codec).suffix) {
        files.push_back(entry.path());
      }
    }
    return files;
  }

  static size_t CountOf(Codec codec) {
    const auto levels =
        std::count_if(CodecLevels().begin(), CodecLevels().end(),
                      [codec](const auto& c) { return c.codec == codec; });
    return Contents().size() * static_cast<size_t>(levels);
  }

  // `command` with a file's name after it must succeed.
  static void CheckByTool(Codec codec, const std::string& command) {
    const std::string tool = command.substr(0, command.find(' '));
    if (!IsInstalled(tool)) GTEST_SKIP() << tool << " is not installed";
    const auto files = FilesOf(codec);
    ASSERT_THAT(files, SizeIs(CountOf(codec)));
    for (const std::string& file : files) {
      const CommandResult result = RunShell(command + " '" + file + "'");
      EXPECT_EQ(result.exit_code, 0) << file << "\n" << result.output;
    }
  }

  // What `command` prints of a file must be the content.
  static void CheckContentByTool(Codec codec, const std::string& command) {
    const std::string tool = command.substr(0, command.find(' '));
    if (!IsInstalled(tool)) GTEST_SKIP() << tool << " is not installed";
    for (const std::string& file : FilesOf(codec)) {
      const std::string plain = file.substr(0, file.rfind('.'));
      const CommandResult result =
          RunShell(fmt::format("{} '{}' | cmp - '{}'", command, file, plain));
      EXPECT_EQ(result.exit_code, 0) << file << "\n" << result.output;
    }
  }

  static TemporaryFolder* folder_;
};

TemporaryFolder* ReadersTest::folder_ = nullptr;

TEST_F(ReadersTest, PythonReadsEveryArchiveAndFindsOneMember) {
  if (!IsInstalled("python3")) GTEST_SKIP() << "python3 is not installed";
  const size_t count = CountOf(Codec::kGzip) + CountOf(Codec::kBzip2) +
                       CountOf(Codec::kXz) + CountOf(Codec::kZip);
  TemporaryFolder script_folder;
  const std::string script = script_folder.Write("reader.py", kPythonReader);
  const CommandResult result =
      RunShell("/usr/bin/env python3 " + script + " " + folder_->path());
  EXPECT_EQ(result.output, fmt::format("{} read\n", count));
}

TEST_F(ReadersTest, GzipAcceptsEveryArchive) { CheckByTool(Codec::kGzip, "gzip -t"); }
TEST_F(ReadersTest, Bzip2AcceptsEveryArchive) { CheckByTool(Codec::kBzip2, "bzip2 -t"); }
TEST_F(ReadersTest, XzAcceptsEveryArchive) { CheckByTool(Codec::kXz, "xz -t"); }
TEST_F(ReadersTest, UnzipAcceptsEveryArchive) { CheckByTool(Codec::kZip, "unzip -t"); }
TEST_F(ReadersTest, ZstdAcceptsEveryArchive) { CheckByTool(Codec::kZstd, "zstd -q -t"); }
TEST_F(ReadersTest, ZstdReadsTheContent) {
  CheckContentByTool(Codec::kZstd, "zstd -q -dc");
}
TEST_F(ReadersTest, UnzipReadsTheContent) { CheckContentByTool(Codec::kZip, "unzip -p"); }

TEST(ZstdTest, IsOneFrameWithAChecksum) {
  for (const auto& [name, chunks] : Contents()) {
    const std::string file = CompressAll(Codec::kZstd, {}, chunks, 3);
    EXPECT_EQ(ZSTD_findFrameCompressedSize(file.data(), file.size()), file.size())
        << name;
    constexpr int kChecksumFlag = 4;
    EXPECT_TRUE(file.at(4) & kChecksumFlag) << name;
  }
}

TEST(ZstdTest, BytesAreTheSameForAnyNumberOfWorkers) {
  Chunks chunks;  // several jobs
  for (unsigned i = 0; i < 20; ++i) chunks.push_back(CsvText(1'000'000 + i, i));
  const std::string expected = CompressAll(Codec::kZstd, {}, chunks, 1);
  EXPECT_TRUE(expected == CompressAll(Codec::kZstd, {}, chunks, 2));
  EXPECT_TRUE(expected == CompressAll(Codec::kZstd, {}, chunks, 4));
}

TEST(ZstdTest, NoLevelNeedsALargerWindowThanEveryReaderSupports) {
  const Chunks chunks = {CsvText(100'000, 1)};
  TemporaryFolder folder;
  if (!IsInstalled("zstd")) GTEST_SKIP() << "zstd is not installed";
  const std::string path =
      folder.Write("data.zst", CompressAll(Codec::kZstd, 22, chunks));
  EXPECT_EQ(RunShell("zstd -q -t --memory=8MB " + path).exit_code, 0);
}

TEST(Bzip2Test, EmptyContentIsTheEmptyStream) {
  const std::string expected("BZh9\x17\x72\x45\x38\x50\x90\0\0\0\0", 14);
  EXPECT_EQ(CompressAll(Codec::kBzip2, 9, {}), expected);
  EXPECT_EQ(CompressAll(Codec::kBzip2, 9, {"", ""}), expected);
}

TEST(Bzip2Test, OneSmallChunkIsWhatLibbz2Makes) {
  const std::string content = CsvText(50'000, 3);
  std::string expected(100'000, '\0');
  auto size = static_cast<unsigned>(expected.size());
  ASSERT_EQ(
      BZ2_bzBuffToBuffCompress(expected.data(), &size, const_cast<char*>(content.data()),
                               static_cast<unsigned>(content.size()), 9, 0, 0),
      BZ_OK);
  expected.resize(size);
  EXPECT_TRUE(CompressAll(Codec::kBzip2, 9, {content}) == expected);
}

// All eight shifts of a block against a byte's beginning occur.
TEST(Bzip2Test, BlocksOfAllBitLengthsAreJoined) {
  Chunks chunks;
  for (unsigned i = 0; i < 200; ++i) chunks.push_back(CsvText(1 + i * 3, i));
  const auto compressor = MakeCompressor(Codec::kBzip2, 9);
  const auto compressed = CompressChunks(*compressor, chunks, 1, 0);
  std::set<uint64_t> shifts;
  uint64_t bits = 0;
  for (const CompressedChunk& chunk : compressed) {
    for (size_t i = 0; i < chunk.blocks.size(); i += 2) {
      bits += chunk.blocks[i];
      shifts.insert(bits % 8);
    }
  }
  EXPECT_THAT(shifts, SizeIs(8));
  const std::string file = JoinArchive(*compressor, "", compressed);
  std::string content(1'000'000, '\0');
  auto size = static_cast<unsigned>(content.size());
  ASSERT_EQ(
      BZ2_bzBuffToBuffDecompress(content.data(), &size, const_cast<char*>(file.data()),
                                 static_cast<unsigned>(file.size()), 0, 0),
      BZ_OK);
  content.resize(size);
  EXPECT_TRUE(content == Joined(chunks));
}

TEST(Bzip2Test, SlicesOfTheWorstRunsStayOneBlockEach) {
  for (int level = 1; level <= 9; ++level) {
    const auto compressor = MakeCompressor(Codec::kBzip2, level);
    CompressedChunk chunk;
    const size_t slice_size = 79'000 * static_cast<size_t>(level);
    CheckOk(compressor->CompressChunk(ToBuffer(RunsOfFour(slice_size)), &chunk));
    EXPECT_THAT(chunk.blocks, SizeIs(2)) << level;
    CheckOk(compressor->CompressChunk(ToBuffer(RunsOfFour(slice_size + 1)), &chunk));
    EXPECT_THAT(chunk.blocks, SizeIs(4)) << level;
  }
}

TEST(GzipTest, EmptyContentIsAHeaderAnEmptyBlockAndATrailer) {
  const std::string expected("\x1f\x8b\x08\0\0\0\0\0\x04\xff\x03\0\0\0\0\0\0\0\0\0", 20);
  EXPECT_EQ(CompressAll(Codec::kGzip, {}, {}), expected);
  EXPECT_EQ(CompressAll(Codec::kGzip, {}, {"", ""}), expected);
}

TEST(GzipTest, HigherLevelsMakeSmallerFiles) {
  const Chunks chunks = {CsvText(1'000'000, 1)};
  const size_t stored = CompressAll(Codec::kGzip, 0, chunks).size();
  const size_t fastest = CompressAll(Codec::kGzip, {}, chunks).size();
  const size_t slowest = CompressAll(Codec::kGzip, 9, chunks).size();
  EXPECT_GT(stored, 1'000'000U);
  EXPECT_LT(fastest, stored / 2);
  EXPECT_LT(slowest, fastest);
}

TEST(GzipTest, NoLevelIsLevelOne) {
  const Chunks chunks = {CsvText(100'000, 1)};
  EXPECT_TRUE(CompressAll(Codec::kGzip, {}, chunks) ==
              CompressAll(Codec::kGzip, 1, chunks));
  EXPECT_FALSE(CompressAll(Codec::kGzip, {}, chunks) ==
               CompressAll(Codec::kGzip, 2, chunks));
}

// ISA-L's state must not decide bytes by its address, which differs between threads (see
// IsalDeflater). Each text repeats its third position alone and its beginning as a whole,
// which are the matches that it would find at some addresses only.
TEST(GzipTest, BytesDoNotDependOnWhereThreadsKeepTheirState) {
  constexpr size_t kThreads = 64;
  constexpr unsigned kTexts = 400;
  std::vector<ByteBuffer> texts;
  for (unsigned i = 0; i < kTexts; ++i) {
    const std::string start = Noise(40, i);
    texts.push_back(ToBuffer(start + Noise(30, i + kTexts) + start.substr(2, 12) +
                             Noise(9, i + 2 * kTexts) + start));
  }
  for (const int level : {1, 2}) {
    const auto compressor = MakeCompressor(Codec::kGzip, level);
    std::vector<std::vector<std::string>> results(kThreads);
    std::latch all_done(kThreads);
    std::vector<std::thread> threads;
    for (auto& result : results) {
      threads.emplace_back([&] {
        CompressedChunk chunk;
        for (const ByteBuffer& text : texts) {
          CheckOk(compressor->CompressChunk(text, &chunk));
          result.emplace_back(chunk.bytes.view());
        }
        all_done.arrive_and_wait();  // so that no two states have one address
      });
    }
    for (std::thread& thread : threads) thread.join();
    for (const auto& result : results) EXPECT_TRUE(result == results[0]) << level;
  }
}

// The lengths and the checksum are joined, so many times one chunk costs one compression.
constexpr size_t kPieceSize = size_t{64} << 20;
constexpr int kPieces = 80;
constexpr uint64_t kFiveGibibytes = kPieces * uint64_t{kPieceSize};

// `keep` gets what each call appends, and the patches at the end.
template <class Keep>
void MakeFiveGibibytes(Codec codec, std::optional<int> level, Keep keep,
                       std::vector<Patch>* patches) {
  const auto compressor = MakeCompressor(codec, level);
  CompressedChunk chunk;
  CheckOk(compressor->CompressChunk(ToBuffer(std::string(kPieceSize, '\n')), &chunk));
  const auto archive = compressor->OpenArchive("data.csv").ValueOrDie();
  ByteBuffer out;
  const auto flush = [&] {
    keep(out.view());
    out.Clear();
  };
  CheckOk(archive->Begin(&out));
  flush();
  for (int i = 0; i < kPieces; ++i) {
    CheckOk(archive->Append(chunk, &out));
    flush();
  }
  CheckOk(archive->Finish(&out, patches));
  flush();
}

TEST(GzipTest, TrailerOfFiveGibibytesHasTheirChecksumAndTheSizeModuloFour) {
  std::string file;
  std::vector<Patch> patches;
  MakeFiveGibibytes(
      Codec::kGzip, {}, [&](std::string_view bytes) { file += bytes; }, &patches);
  // crc32 of 5 * 2^30 line ends by another program; 2^30 is what the size leaves.
  EXPECT_EQ(file.substr(file.size() - 8), std::string("\x48\x07\xcd\x50\0\0\0\x40", 8));
}

TEST(ZipTest, FiveGibibytesOfContentAreDescribedInSixtyFourBits) {
  if (!IsInstalled("python3")) GTEST_SKIP() << "python3 is not installed";
  TemporaryFolder folder;
  std::string file;
  std::vector<Patch> patches;
  MakeFiveGibibytes(
      Codec::kZip, {}, [&](std::string_view bytes) { file += bytes; }, &patches);
  for (const Patch& patch : patches) {
    file.replace(patch.offset, patch.bytes.size(), patch.bytes);
  }
  const std::string path = folder.Write("data.zip", file);
  const CommandResult result = RunShell(
      "python3 -c 'import struct, sys, zipfile; e, = "
      "zipfile.ZipFile(sys.argv[1]).infolist();"
      "h = open(sys.argv[1], \"rb\").read(58); size, packed = struct.unpack(\"<QQ\", "
      "h[42:]);"
      "print(e.file_size, e.CRC, size, packed == e.compress_size, h[18:26].hex(), "
      "h[38:40])' " +
      path);
  EXPECT_EQ(result.output,
            "5368709120 1355614024 5368709120 True ffffffffffffffff "
            "b'\\x01\\x00'\n");
}

TEST(ZipTest, MoreThanFourGibibytesOfArchiveAreDescribedInSixtyFourBits) {
  if (!IsInstalled("python3")) GTEST_SKIP() << "python3 is not installed";
  TemporaryFolder folder;
  const std::string path = folder.path() + "/data.zip";
  // Holes for the content: readers find everything about it at the end.
  std::ofstream file(path, std::ios::binary);
  std::vector<Patch> patches;
  const auto keep = [&](std::string_view bytes) {
    if (bytes.size() < kPieceSize / 2) {
      file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    } else {
      file.seekp(static_cast<std::streamoff>(bytes.size()), std::ios::cur);
    }
  };
  MakeFiveGibibytes(Codec::kZip, 0, keep, &patches);
  for (const Patch& patch : patches) {
    file.seekp(static_cast<std::streamoff>(patch.offset));
    file.write(patch.bytes.data(), static_cast<std::streamsize>(patch.bytes.size()));
  }
  file.close();
  const CommandResult result = RunShell(
      "python3 -c 'import sys, zipfile; e, = zipfile.ZipFile(sys.argv[1]).infolist(); "
      "print(e.file_size, e.compress_size > 2**32, e.header_offset)' " +
      path);
  EXPECT_EQ(result.output, fmt::format("{} True 0\n", kFiveGibibytes));
}

TEST(ZipTest, SmallContentIsDescribedInThirtyTwoBits) {
  const std::string file = CompressAll(Codec::kZip, {}, {"a,b\n1,2\n"});
  EXPECT_EQ(file.substr(4, 2), std::string("\x14\0", 2)) << "version 2.0";
  EXPECT_EQ(file.substr(19, 7), std::string("\0\0\0\x08\0\0\0", 7)) << "sizes";
  EXPECT_EQ(file.substr(38, 2), "\x35\xd9") << "padding, no 64-bit sizes";
  EXPECT_EQ(file.find(std::string("PK\x06\x06", 4)), std::string::npos);
}

TEST(ZipTest, NamesBeyondAsciiAreMarkedAsUtf8) {
  if (!IsInstalled("python3")) GTEST_SKIP() << "python3 is not installed";
  TemporaryFolder folder;
  const std::string path = folder.Write(
      "data.zip", CompressAll(Codec::kZip, {}, {"a\n"}, 1, 0, "größe_数据.csv"));
  const CommandResult result = RunShell(
      "PYTHONIOENCODING=utf-8 python3 -c 'import sys, zipfile; "
      "e, = zipfile.ZipFile(sys.argv[1]).infolist(); "
      "print(e.filename, e.flag_bits & 2048)' " +
      path);
  EXPECT_EQ(result.output, "größe_数据.csv 2048\n");
}

TEST(ZipTest, AsksForASeekableFile) {
  EXPECT_TRUE(MakeCompressor(Codec::kZip, {})->needs_seek());
  EXPECT_FALSE(MakeCompressor(Codec::kGzip, {})->needs_seek());
}

TEST(ZipTest, AnAbandonedArchiveLeavesNothingBehind) {
  const auto compressor = MakeCompressor(Codec::kZip, {});
  const auto archive = compressor->OpenArchive("data.csv").ValueOrDie();
  ByteBuffer out;
  CheckOk(archive->Begin(&out));
}

TEST(XzTest, EmptyContentIsAStreamWithoutBlocks) {
  EXPECT_EQ(CompressAll(Codec::kXz, {}, {}).size(), 32U);
  EXPECT_EQ(CompressAll(Codec::kXz, {}, {"", ""}), CompressAll(Codec::kXz, {}, {}));
}

TEST(MakeTest, RefusesACodecThatWorksInsideParquetOnly) {
  const auto result = Compressor::Make(Codec::kSnappy, {}, 1);
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(GetErrorKind(result.status()), ErrorKind::kOption);
  EXPECT_EQ(result.status().message(),
            "compression snappy works inside Parquet only: whole files are compressed by "
            "none, gzip, bz2, zip, xz, zstd");
}

TEST(MakeTest, RefusesALevelOutsideTheRange) {
  EXPECT_EQ(Compressor::Make(Codec::kGzip, 10, 1).status().message(),
            "compression gzip has no level 10: levels are 0 to 9");
  EXPECT_EQ(Compressor::Make(Codec::kBzip2, 0, 1).status().message(),
            "compression bz2 has no level 0: levels are 1 to 9");
  EXPECT_THAT(Compressor::Make(Codec::kNone, 1, 1).status().message(),
              HasSubstr("none takes no level (got 1)"));
}

TEST(PassThroughTest, ChunksAreJoinedUnchanged) {
  EXPECT_EQ(CompressAll(Codec::kNone, {}, {"a,b\n", "", "1,2\n"}), "a,b\n1,2\n");
}

}  // namespace
}  // namespace rand_engine
