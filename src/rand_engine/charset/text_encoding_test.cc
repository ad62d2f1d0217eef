#include "rand_engine/charset/text_encoding.h"

#include <arrow/result.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "rand_engine/charset/utf8_reader.h"
#include "rand_engine/error.h"

namespace rand_engine {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TextEncoding FindOrFail(std::string_view name) {
  auto found = TextEncoding::Find(name);
  EXPECT_TRUE(found.ok()) << found.status().ToString();
  return found.ok() ? *found : TextEncoding();
}

std::string MessageFor(std::string_view name) {
  const auto found = TextEncoding::Find(name);
  EXPECT_FALSE(found.ok()) << name;
  if (found.ok()) return "";
  EXPECT_EQ(GetErrorKind(found.status()), ErrorKind::kOption);
  return found.status().message();
}

std::string Encoded(std::string_view name, std::string_view text) {
  ByteBuffer out;
  const std::optional<size_t> bad = FindOrFail(name).Encode(text, &out);
  if (bad) return "bad character at " + std::to_string(*bad);
  return std::string(out.view());
}

TEST(TextEncoding, NamesAreFoundAsPythonFindsThem) {
  for (const char* name :
       {"utf-8", "UTF8", "utf_8", "Utf 8", "u8", "cp65001", " utf--8 "}) {
    EXPECT_EQ(FindOrFail(name).name(), "utf-8") << name;
  }
  for (const char* name : {"latin-1", "LATIN1", "L1", "iso_8859-1:1987", "ISO.8859-1"}) {
    EXPECT_EQ(FindOrFail(name).name(), "iso8859-1") << name;
  }
  EXPECT_EQ(FindOrFail("windows-1252").name(), "cp1252");
  EXPECT_EQ(FindOrFail("UTF-8-SIG").name(), "utf-8-sig");
  EXPECT_EQ(FindOrFail("utf_16").name(), "utf-16");
  EXPECT_EQ(FindOrFail("Shift-JIS").name(), "shift_jis");
  EXPECT_EQ(FindOrFail("macintosh").name(), "mac-roman");
}

TEST(TextEncoding, DefaultIsUtf8) {
  EXPECT_EQ(TextEncoding().name(), "utf-8");
  EXPECT_TRUE(TextEncoding().is_utf8());
  EXPECT_EQ(TextEncoding().byte_order_mark(), "");
}

TEST(TextEncoding, UnknownNameIsToldTheNearestAndTheCommonOnes) {
  EXPECT_THAT(MessageFor("latin-l"),
              AllOf(HasSubstr("option 'encoding': unknown encoding 'latin-l'"),
                    HasSubstr("did you mean"), HasSubstr("utf-8, utf-8-sig, utf-16")));
  EXPECT_THAT(MessageFor("cp-1252"), HasSubstr("did you mean 'cp1252'"));
  EXPECT_THAT(MessageFor(""), HasSubstr("unknown encoding ''"));
  EXPECT_THAT(MessageFor("utf-8\xC3\xA9"), HasSubstr("unknown encoding"));
}

TEST(TextEncoding, StatefulEncodingsAreRefusedWithTheReason) {
  for (const char* name : {"iso2022_jp", "csiso2022jp", "ISO-2022-KR", "hz", "utf-7",
                           "iso2022_jp_2004", "iso2022_jp_ext"}) {
    EXPECT_THAT(MessageFor(name), HasSubstr("is stateful")) << name;
  }
}

TEST(TextEncoding, CodecsThatAreNoTextEncodingAreRefused) {
  for (const char* name : {"base64", "rot13", "hex", "zlib", "bz2", "uu", "quopri"}) {
    EXPECT_THAT(MessageFor(name), HasSubstr("not a text encoding")) << name;
  }
  for (const char* name : {"idna", "punycode", "raw_unicode_escape", "unicode_escape",
                           "undefined", "charmap"}) {
    EXPECT_THAT(MessageFor(name), HasSubstr("special-purpose")) << name;
  }
  for (const char* name : {"mbcs", "oem", "ansi", "dbcs"}) {
    EXPECT_THAT(MessageFor(name), HasSubstr("Windows only")) << name;
  }
}

TEST(TextEncoding, BytesOfWellKnownTexts) {
  EXPECT_EQ(Encoded("utf-8", "a\u00E9\u20AC\U0001F600"), "a\u00E9\u20AC\U0001F600");
  EXPECT_EQ(Encoded("latin-1", "a\u00E9\u00FF"), "a\xE9\xFF");
  EXPECT_EQ(Encoded("cp1252", "\u20AC\u00E9"), "\x80\xE9");
  EXPECT_EQ(Encoded("iso8859_15", "\u20AC"), "\xA4");
  EXPECT_EQ(Encoded("cp037", "A1"), "\xC1\xF1");
  EXPECT_EQ(Encoded("utf-16", "a\U0001F600"), std::string("a\0\x3D\xD8\x00\xDE", 6));
  EXPECT_EQ(Encoded("utf-16-be", "a\u20AC"), std::string("\0a\x20\xAC", 4));
  EXPECT_EQ(Encoded("utf-32", "\U0001F600"), std::string("\x00\xF6\x01\x00", 4));
  EXPECT_EQ(Encoded("utf-32-be", "a"), std::string("\0\0\0a", 4));
  EXPECT_EQ(Encoded("gbk", "\u4F60\u597D"), "\xC4\xE3\xBA\xC3");
  EXPECT_EQ(Encoded("gb18030", "\U0001F600"), "\x94\x39\xFC\x36");
  EXPECT_EQ(Encoded("shift_jis", "\u3042"), "\x82\xA0");
  EXPECT_EQ(Encoded("shift_jis_2004", "\u304B\u309A"), "\x82\xF5");
  EXPECT_EQ(Encoded("euc_kr", "\uB620"), "\xA4\xD4\xA4\xA8\xA4\xC7\xA4\xB1");
  EXPECT_EQ(Encoded("cp949", "\uB620"), "\x8C\x63");
  EXPECT_EQ(Encoded("latin-1", std::string("a\0b", 3)), std::string("a\0b", 3));
  EXPECT_EQ(Encoded("big5", std::string("a\0b", 3)), std::string("a\0b", 3));
}

TEST(TextEncoding, ByteOrderMarkStandsApartFromTheText) {
  EXPECT_EQ(FindOrFail("utf-8-sig").byte_order_mark(), "\xEF\xBB\xBF");
  EXPECT_EQ(FindOrFail("utf-16").byte_order_mark(), "\xFF\xFE");
  EXPECT_EQ(FindOrFail("utf-32").byte_order_mark(), std::string("\xFF\xFE\0\0", 4));
  for (const char* name : {"utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be",
                           "ascii", "latin-1", "gb18030"}) {
    EXPECT_EQ(FindOrFail(name).byte_order_mark(), "") << name;
  }
  EXPECT_EQ(Encoded("utf-8-sig", "a") + Encoded("utf-8-sig", "b"), "ab");
  EXPECT_EQ(Encoded("utf-16", "a") + Encoded("utf-16", "b"), std::string("a\0b\0", 4));
}

TEST(TextEncoding, OffsetIsThatOfTheFirstCharacterThatCannotBeHeld) {
  EXPECT_EQ(Encoded("ascii", "01234567890123456789\u00E9"), "bad character at 20");
  EXPECT_EQ(Encoded("latin-1", "\u00E9\u00E9x\u20AC\u20AC"), "bad character at 5");
  EXPECT_EQ(Encoded("cp1252", "\u20AC\u0100"), "bad character at 3");
  EXPECT_EQ(Encoded("shift_jis", "\u3042\U0001F600"), "bad character at 3");
  EXPECT_EQ(Encoded("big5hkscs", "\u00CA\u0304\u0304"), "bad character at 4");
}

TEST(TextEncoding, MalformedUtf8IsRefusedByEveryEncoding) {
  for (const char* name : {"utf-8", "latin-1", "utf-16", "utf-32", "cp1252", "gb18030",
                           "euc_jis_2004", "ascii"}) {
    for (const char* bad : {"ab\xFF", "ab\xC3", "ab\xC0\x80", "ab\xED\xA0\x80",
                            "ab\xE2\x82", "ab\xF4\x90\x80\x80", "ab\x80", "ab\xC3(",
                            "ab\xE0\x80\x80", "ab\xF0\x80\x80\x80"}) {
      EXPECT_EQ(Encoded(name, bad), "bad character at 2") << name;
    }
  }
}

TEST(TextEncoding, RefusedTextLeavesTheBufferAsItWas) {
  ByteBuffer out;
  out.Append("before");
  EXPECT_EQ(FindOrFail("latin-1").Encode("abc\u20AC", &out), 3u);
  EXPECT_EQ(out.view(), "before");
  EXPECT_EQ(FindOrFail("latin-1").Encode("\u00E9", &out), std::nullopt);
  EXPECT_EQ(out.view(), "before\xE9");
  EXPECT_EQ(FindOrFail("latin-1").Encode("", &out), std::nullopt);
  EXPECT_EQ(out.view(), "before\xE9");
}

TEST(TextEncoding, CanEncodeTellsTheOffset) {
  size_t offset = 99;
  EXPECT_TRUE(FindOrFail("cp1252").CanEncode("\u20AC", &offset));
  EXPECT_EQ(offset, 99u);
  EXPECT_FALSE(FindOrFail("cp1252").CanEncode("x\u4E00", &offset));
  EXPECT_EQ(offset, 1u);
  EXPECT_FALSE(FindOrFail("ascii").CanEncode("\u00E9", nullptr));
}

TEST(TextEncoding, AsciiSupersetsAreTold) {
  for (const char* name : {"utf-8", "utf-8-sig", "ascii", "latin-1", "cp1252", "gb18030",
                           "shift_jis", "euc_kr", "johab"}) {
    EXPECT_TRUE(FindOrFail(name).is_ascii_superset()) << name;
  }
  for (const char* name : {"utf-16", "utf-32-le", "cp037", "cp500", "shift_jis_2004"}) {
    EXPECT_FALSE(FindOrFail(name).is_ascii_superset()) << name;
  }
  EXPECT_TRUE(FindOrFail("utf-8-sig").is_utf8());
  EXPECT_FALSE(FindOrFail("ascii").is_utf8());
}

TEST(TextEncoding, LongTextsFitWhateverTheyGrowTo) {
  std::string ascii(10'000, '\\');
  std::string syllables;
  std::string four_bytes;
  for (int i = 0; i < 10'000; ++i) {
    syllables += "\uB620";
    four_bytes += "\u00E0";
  }
  EXPECT_EQ(Encoded("shift_jis_2004", ascii).size(), 20'000u);
  EXPECT_EQ(Encoded("utf-32", ascii).size(), 40'000u);
  EXPECT_EQ(Encoded("utf-16", ascii).size(), 20'000u);
  EXPECT_EQ(Encoded("euc_kr", syllables).size(), 80'000u);
  EXPECT_EQ(Encoded("utf-32", syllables).size(), 40'000u);
  EXPECT_EQ(Encoded("gb18030", std::string("\u00E1") + four_bytes).size(), 20'002u);
  EXPECT_EQ(Encoded("gb18030", "\u00FF\u00FF").size(), 8u);
}

TEST(TextEncoding, ManyThreadsMayFindAndEncodeAtOnce) {
  std::vector<std::string> results(8);
  std::vector<std::thread> threads;
  for (std::string& result : results) {
    threads.emplace_back([&result] { result = Encoded("cp950", "\u4E2D\u6587"); });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::string& result : results) EXPECT_EQ(result, "\xA4\xA4\xA4\xE5");
}

TEST(AsciiRunLength, FindsTheFirstOtherByteAtEveryPlace) {
  for (size_t length = 0; length < 40; ++length) {
    for (size_t bad = 0; bad <= length; ++bad) {
      std::string text(length, 'x');
      if (bad < length) text[bad] = '\x80';
      EXPECT_EQ(AsciiRunLength(text), bad);
    }
  }
}

}  // namespace
}  // namespace rand_engine
