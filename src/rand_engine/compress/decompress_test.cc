#include "rand_engine/compress/decompress.h"

#include <arrow/status.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>

#include "rand_engine/compress/compress_test_support.h"
#include "rand_engine/error.h"

namespace rand_engine {
namespace {

using namespace compress_test;  // NOLINT: the tests' own vocabulary
using ::testing::HasSubstr;

struct ReadResult {
  arrow::Status status;
  std::string content;
  size_t largest_piece = 0;
};

ReadResult ReadAll(const std::string& path, Codec codec) {
  ReadResult result;
  result.status = ReadDecompressed(path, codec, [&](std::string_view piece) {
    EXPECT_FALSE(piece.empty());
    result.content += piece;
    result.largest_piece = std::max(result.largest_piece, piece.size());
    return true;
  });
  return result;
}

std::string Read(const std::string& path, Codec codec) {
  const ReadResult result = ReadAll(path, codec);
  EXPECT_TRUE(result.status.ok()) << result.status.ToString();
  return result.content;
}

class DecompressTest : public ::testing::TestWithParam<Codec> {
 protected:
  std::string Compressed(const Chunks& chunks) const {
    return CompressAll(GetParam(), {}, chunks);
  }
  std::string Suffix() const { return GetCodec(GetParam()).suffix; }
  bool IsStream() const {
    return GetParam() != Codec::kNone && GetParam() != Codec::kZip;
  }

  TemporaryFolder folder_;
};

INSTANTIATE_TEST_SUITE_P(Codecs, DecompressTest,
                         ::testing::Values(Codec::kNone, Codec::kGzip, Codec::kBzip2,
                                           Codec::kZip, Codec::kXz, Codec::kZstd),
                         [](const auto& test) { return GetCodec(test.param).name; });

TEST_P(DecompressTest, ReadsWhatTheCompressorWritesInBoundedPieces) {
  for (const auto& [name, chunks] : Contents()) {
    const std::string path = folder_.Write(name + Suffix(), Compressed(chunks));
    const ReadResult result = ReadAll(path, GetParam());
    EXPECT_TRUE(result.status.ok()) << result.status.ToString();
    EXPECT_TRUE(result.content == Joined(chunks)) << name;
    EXPECT_LE(result.largest_piece, size_t{1} << 20) << name;
  }
}

TEST_P(DecompressTest, ReadsStreamsThatFollowEachOther) {
  if (!IsStream()) return;
  const std::string first = CsvText(300'000, 1);
  const std::string second = CsvText(70'000, 2);
  const std::string path =
      folder_.Write("data", Compressed({first}) + Compressed({}) + Compressed({second}));
  EXPECT_TRUE(Read(path, GetParam()) == first + second);
}

TEST_P(DecompressTest, StopsWhenTheConsumerHasEnough) {
  const std::string path = folder_.Write("data", Compressed({CsvText(1'000'000, 1)}));
  int calls = 0;
  CheckOk(ReadDecompressed(path, GetParam(), [&](std::string_view) {
    ++calls;
    return false;
  }));
  EXPECT_EQ(calls, 1);
}

TEST_P(DecompressTest, AFileCutAnywhereIsAnErrorThatNamesIt) {
  if (GetParam() == Codec::kNone) return;
  const std::string file = Compressed({CsvText(700, 1), CsvText(500, 2)});
  for (size_t size = 0; size < file.size(); ++size) {
    const std::string path = folder_.Write("data", file.substr(0, size));
    const arrow::Status status = ReadAll(path, GetParam()).status;
    ASSERT_FALSE(status.ok()) << size << " of " << file.size();
    ASSERT_EQ(GetErrorKind(status), ErrorKind::kWrite);
    ASSERT_THAT(status.message(), HasSubstr(path));
  }
}

TEST_P(DecompressTest, DamagedContentIsAnError) {
  if (GetParam() == Codec::kNone) return;
  const std::string file = Compressed({CsvText(200'000, 1)});
  for (const size_t position : {file.size() / 4, file.size() / 2, file.size() / 3 * 2}) {
    std::string damaged = file;
    damaged[position] = static_cast<char>(damaged[position] ^ 0x10);
    const std::string path = folder_.Write("data", damaged);
    const arrow::Status status = ReadAll(path, GetParam()).status;
    ASSERT_FALSE(status.ok()) << position;
    EXPECT_EQ(GetErrorKind(status), ErrorKind::kWrite);
    EXPECT_THAT(status.message(), HasSubstr(path + ": damaged"));
  }
}

TEST_P(DecompressTest, AFileOfAnotherFormatIsAnError) {
  if (GetParam() == Codec::kNone) return;
  const std::string path = folder_.Write("data", "id,name\n1,Ann\n2,Bob\n");
  EXPECT_THAT(ReadAll(path, GetParam()).status.message(), HasSubstr("damaged, or not "));
}

TEST_P(DecompressTest, OtherBytesAfterTheLastStreamAreAnError) {
  if (!IsStream()) return;
  const std::string path = folder_.Write("data", Compressed({"a\n"}) + "rubbish here");
  EXPECT_FALSE(ReadAll(path, GetParam()).status.ok());
}

TEST_P(DecompressTest, AMissingFileIsAnErrorWithItsErrno) {
  const std::string path = folder_.path() + "/missing";
  const arrow::Status status = ReadAll(path, GetParam()).status;
  EXPECT_EQ(GetErrorKind(status), ErrorKind::kWrite);
  EXPECT_EQ(GetErrorNumber(status), ENOENT);
  EXPECT_EQ(status.message(),
            path + ": cannot be opened for reading: No such file or directory");
}

TEST_P(DecompressTest, AFolderIsAnError) {
  const arrow::Status status = ReadAll(folder_.path(), GetParam()).status;
  EXPECT_EQ(GetErrorKind(status), ErrorKind::kWrite);
  EXPECT_EQ(GetErrorNumber(status), EISDIR);
}

// The tools' own files, with what this engine never writes: names, other checks, sizes
// after the content.
TEST_P(DecompressTest, ReadsWhatTheToolsWrite) {
  const std::vector<std::pair<Codec, std::string>> commands = {
      {Codec::kGzip, "gzip -k"},
      {Codec::kBzip2, "bzip2 -k"},
      {Codec::kXz, "xz -k -C sha256"},
      {Codec::kZstd, "zstd -q -19"}};
  for (const auto& [codec, command] : commands) {
    if (codec != GetParam()) continue;
    const std::string tool = command.substr(0, command.find(' '));
    if (!IsInstalled(tool)) GTEST_SKIP() << tool << " is not installed";
    const std::string content = CsvText(1'000'000, 4);
    const std::string path = folder_.Write("data.csv", content);
    ASSERT_EQ(RunShell(command + " " + path).exit_code, 0);
    EXPECT_TRUE(Read(path + Suffix(), codec) == content);
  }
}

TEST(DecompressGzipTest, ZerosAfterTheLastMemberAreAllowed) {
  TemporaryFolder folder;
  const std::string path = folder.Write(
      "data.gz", CompressAll(Codec::kGzip, {}, {"a,b\n"}) + std::string(1024, '\0'));
  EXPECT_EQ(Read(path, Codec::kGzip), "a,b\n");
}

class DecompressZipTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!IsInstalled("python3")) GTEST_SKIP() << "python3 is not installed";
  }

  // `statements` write into the zip file `z`.
  std::string MakeZip(const std::string& statements) const {
    const std::string path = folder_.path() + "/data.zip";
    const CommandResult result =
        RunShell("python3 -c 'import zipfile; z = zipfile.ZipFile(\"" + path +
                 "\", \"w\"); " + statements + "z.close()'");
    EXPECT_EQ(result.exit_code, 0) << result.output;
    return path;
  }

  TemporaryFolder folder_;
};

TEST_F(DecompressZipTest, ReadsTheFirstEntryStoredOrDeflated) {
  EXPECT_EQ(Read(MakeZip("z.writestr(\"a\", \"one\"); z.writestr(\"b\", \"two\"); "),
                 Codec::kZip),
            "one");
  EXPECT_EQ(
      Read(MakeZip("z.writestr(\"a\", \"one\", zipfile.ZIP_DEFLATED); "), Codec::kZip),
      "one");
}

TEST_F(DecompressZipTest, AnArchiveWithoutEntriesIsAnError) {
  EXPECT_FALSE(ReadAll(MakeZip(""), Codec::kZip).status.ok());
}

TEST_F(DecompressZipTest, AnotherMethodIsAnErrorThatNamesIt) {
  const std::string path = MakeZip("z.writestr(\"a\", \"one\", zipfile.ZIP_BZIP2); ");
  EXPECT_THAT(ReadAll(path, Codec::kZip).status.message(),
              HasSubstr("compressed by method 12; only stored (0) and deflate (8)"));
}

TEST_F(DecompressZipTest, AnEncryptedEntryIsAnError) {
  const std::string path = MakeZip("z.writestr(\"a\", \"one\"); ");
  std::string file = folder_.Read("data.zip");
  file[file.find("PK\x01\x02") + 8] |= 1;
  folder_.Write("data.zip", file);
  EXPECT_THAT(ReadAll(path, Codec::kZip).status.message(), HasSubstr("encrypted"));
}

TEST(DecompressParquetCodecTest, IsRefused) {
  TemporaryFolder folder;
  const std::string path = folder.Write("data", "x");
  EXPECT_THAT(ReadAll(path, Codec::kSnappy).status.message(),
              HasSubstr("snappy compresses inside Parquet only"));
}

}  // namespace
}  // namespace rand_engine
