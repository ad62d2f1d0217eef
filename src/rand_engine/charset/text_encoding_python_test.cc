// Compares every encoding with Python's codecs, asked through
// text_encoding_python_oracle.py.
#include <arrow/result.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>
#include <zlib.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "rand_engine/charset/encoding_tables.h"
#include "rand_engine/charset/text_encoding.h"

namespace rand_engine {
namespace {

std::vector<std::string> ReadLines(const std::string& path) {
  std::ifstream file(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

/// Answers of the oracle to these questions; empty without Python 3.11.
std::vector<std::string> Ask(const std::vector<std::string>& questions) {
  const std::string base = (std::filesystem::temp_directory_path() /
                            fmt::format("text_encoding_python_test_{}", getpid()))
                               .string();
  std::ofstream file(base + ".in");
  file << "version\n";
  for (const std::string& question : questions) file << question << "\n";
  file.close();
  std::vector<std::string> answers;
  for (const char* python : {"python3.11", "python3"}) {
    const std::string command = fmt::format("{0} {1} < {2}.in > {2}.out 2> {2}.err",
                                            python, TEXT_ENCODING_ORACLE, base);
    if (std::system(command.c_str()) == 0) answers = ReadLines(base + ".out");
    if (!answers.empty() && answers[0] == "3.11") break;
    answers.clear();
  }
  for (const char* suffix : {".in", ".out", ".err"})
    std::filesystem::remove(base + suffix);
  if (!answers.empty()) answers.erase(answers.begin());
  return answers;
}

#define ASK_OR_SKIP(answers, questions)                                   \
  const std::vector<std::string> answers = Ask(questions);                \
  if ((answers).empty()) GTEST_SKIP() << "needs python3 of version 3.11"; \
  ASSERT_EQ((answers).size(), (questions).size())

bool IsSupported(const EncodingEntry& entry) {
  return entry.kind < EncodingKind::kStateful;
}

std::vector<const EncodingEntry*> SupportedEntries() {
  std::vector<const EncodingEntry*> entries;
  for (const EncodingEntry& entry : EncodingEntries()) {
    if (IsSupported(entry)) entries.push_back(&entry);
  }
  return entries;
}

std::string ToHex(std::string_view bytes) {
  std::string hex;
  for (const char c : bytes) {
    fmt::format_to(std::back_inserter(hex), "{:02x}", static_cast<unsigned char>(c));
  }
  return hex.empty() ? "-" : hex;
}

std::string ToUtf8(char32_t c) {
  const auto tail = [c](int shift) {
    return static_cast<char>(0x80 | (c >> shift & 0x3F));
  };
  if (c < 0x80) return {static_cast<char>(c)};
  if (c < 0x800) return {static_cast<char>(0xC0 | c >> 6), tail(0)};
  if (c < 0x10000) return {static_cast<char>(0xE0 | c >> 12), tail(6), tail(0)};
  return {static_cast<char>(0xF0 | c >> 18), tail(12), tail(6), tail(0)};
}

/// The same digest as the oracle's `page`.
uint32_t PageDigest(const TextEncoding& encoding, char32_t page) {
  std::string bytes;
  ByteBuffer out;
  for (char32_t c = page * 256; c < page * 256 + 256; ++c) {
    out.Clear();
    const bool refused = encoding.Encode(ToUtf8(c), &out).has_value();
    bytes += refused ? '\xFF' : static_cast<char>(out.size());
    if (!refused) bytes += out.view();
  }
  return static_cast<uint32_t>(
      crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

struct PageRange {
  const EncodingEntry* entry;
  char32_t first;
  char32_t last;
};

/// The basic plane for all, planes 1 and 2 for those that hold many characters, and pages
/// of others.
std::vector<PageRange> PagesToCompare() {
  std::vector<PageRange> ranges;
  for (const EncodingEntry* entry : SupportedEntries()) {
    const bool small = entry->family == EncodingFamily::kSingleByte;
    ranges.push_back({entry, 0, char32_t{small ? 0xFFu : 0x2FFu}});
    if (small) ranges.push_back({entry, 0x1F6, 0x1F6});
    ranges.push_back({entry, 0xE00, 0xE00});
    ranges.push_back({entry, 0x10FF, 0x10FF});
  }
  return ranges;
}

TEST(TextEncodingPython, EveryCharacterBecomesThePythonBytesOrIsRefusedAsThere) {
  const std::vector<PageRange> ranges = PagesToCompare();
  std::vector<std::string> questions;
  for (const PageRange& range : ranges) {
    questions.push_back(fmt::format("pages {} {} {}", range.entry->module,
                                    uint32_t{range.first}, uint32_t{range.last}));
  }
  ASK_OR_SKIP(answers, questions);
  for (size_t i = 0; i < ranges.size(); ++i) {
    auto encoding = TextEncoding::Find(ranges[i].entry->module);
    ASSERT_TRUE(encoding.ok()) << encoding.status().ToString();
    std::istringstream expected(answers[i]);
    for (char32_t page = ranges[i].first; page <= ranges[i].last; ++page) {
      uint32_t digest = 0;
      ASSERT_TRUE(expected >> digest) << questions[i];
      EXPECT_EQ(PageDigest(*encoding, page), digest)
          << ranges[i].entry->module << ", page "
          << fmt::format("{:x}00", uint32_t{page});
    }
  }
}

const std::vector<std::string>& Texts() {
  static const auto& texts = *new std::vector<std::string>{
      "plain ASCII, 0123456789; \\ ~ \x01\x7F",
      "Gr\u00FC\u00DFe aus K\u00F6ln, \u20AC 5",
      "\u0141\u00F3d\u017A, \u017D\u0161\u010D",
      "\u041F\u0440\u0438\u0432\u0435\u0442, \u043C\u0438\u0440",
      "\u039A\u03B1\u03BB\u03B7\u03BC\u03AD\u03C1\u03B1",
      "\u05E9\u05DC\u05D5\u05DD",
      "\u0645\u0631\u062D\u0628\u0627",
      "\u0E2A\u0E27\u0E31\u0E2A\u0E14\u0E35",
      "\u4F60\u597D\uFF0C\u4E16\u754C",
      "\u81FA\u7063\u7E41\u9AD4",
      "\u3053\u3093\u306B\u3061\u306F\u4E16\u754C \uFF76\uFF85",
      "\uC548\uB155\uD558\uC138\uC694 \uB620\uBC29\uAC01\uD558",
      "smile \U0001F600 and \U00020000 and \U0002A6DF",
      // Characters that are one code in JIS X 0213 and Big5-HKSCS, whole and half.
      "\u304B\u309A\u304B\u309A\u30AB\u309A\u304B",
      "\u304B",
      "\u309A",
      "\u00E6\u0300\u00E6",
      "\u02E9\u02E5\u02E5\u02E9",
      "\u00CA\u0304\u00CA\u030C\u00EA\u0304",
      "\u00CA\u0301",
      "\u00CA\u0304x\u304B\u309Ax",
      "ok until here \u00E9\u4E00 \u0627 \u0E01 \U0001F4A9 end",
  };
  return texts;
}

TEST(TextEncodingPython, TextsOfManyScriptsEncodeOrStopAtTheSameCharacter) {
  std::vector<std::string> questions;
  for (const EncodingEntry* entry : SupportedEntries()) {
    for (const std::string& text : Texts()) {
      questions.push_back(fmt::format("encode {} {}", entry->module, ToHex(text)));
    }
  }
  ASK_OR_SKIP(answers, questions);
  size_t i = 0;
  for (const EncodingEntry* entry : SupportedEntries()) {
    const TextEncoding encoding = TextEncoding::Find(entry->module).ValueOrDie();
    for (const std::string& text : Texts()) {
      ByteBuffer out;
      out.Append(encoding.byte_order_mark());
      const std::optional<size_t> bad = encoding.Encode(text, &out);
      const std::string ours = bad ? fmt::format("!{}", *bad) : ToHex(out.view());
      EXPECT_EQ(ours, answers[i]) << questions[i];
      size_t offset = 0;
      EXPECT_EQ(encoding.CanEncode(text, &offset), !bad.has_value()) << questions[i];
      EXPECT_EQ(offset, bad.value_or(0)) << questions[i];
      ++i;
    }
  }
}

TEST(TextEncodingPython, NamesAndByteOrderMarksArePythons) {
  std::vector<std::string> questions;
  for (const EncodingEntry* entry : SupportedEntries()) {
    questions.push_back(fmt::format("name {}", entry->module));
  }
  ASK_OR_SKIP(answers, questions);
  for (size_t i = 0; i < questions.size(); ++i) {
    const TextEncoding encoding =
        TextEncoding::Find(SupportedEntries()[i]->module).ValueOrDie();
    EXPECT_EQ(encoding.name() + " " + ToHex(encoding.byte_order_mark()), answers[i]);
  }
}

TEST(TextEncodingPython, EveryPythonAliasIsFoundOrRefusedWithAReason) {
  const std::vector<std::string> questions = {"aliases"};
  ASK_OR_SKIP(answers, questions);
  std::istringstream rows(answers[0]);
  int count = 0;
  for (std::string row; rows >> row; ++count) {
    const std::string alias = row.substr(0, row.find('='));
    const std::string module = row.substr(row.find('=') + 1);
    const auto by_alias = TextEncoding::Find(alias);
    const auto by_module = TextEncoding::Find(module);
    ASSERT_EQ(by_alias.ok(), by_module.ok()) << row;
    if (by_alias.ok()) {
      EXPECT_EQ(by_alias->name(), by_module->name()) << row;
    } else {
      EXPECT_EQ(by_alias.status().message().find("unknown encoding"), std::string::npos)
          << row << ": " << by_alias.status().message();
    }
  }
  EXPECT_GT(count, 300);
}

}  // namespace
}  // namespace rand_engine
