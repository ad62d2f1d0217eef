#include "rand_engine/plan/text_decoder.h"

#include <arrow/result.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "rand_engine/memory/byte_buffer.h"

namespace rand_engine {
namespace {

std::string Encoded(const TextEncoding& encoding, std::string_view text) {
  ByteBuffer bytes;
  bytes.Append(encoding.byte_order_mark());
  EXPECT_EQ(encoding.Encode(text, &bytes), std::nullopt);
  return std::string(bytes.view());
}

std::string DecodedInPieces(const TextEncoding& encoding, const std::string& bytes,
                            size_t piece, std::string_view expected = {}) {
  TextDecoder decoder(encoding, TextDecoder::Use::kText, expected);
  std::string text;
  for (size_t at = 0; at < bytes.size(); at += piece) {
    decoder.Decode(std::string_view(bytes).substr(at, piece), &text);
  }
  return text;
}

TEST(TextDecoderTest, GivesBackWhatEveryKindOfEncodingMadeWhereverItIsCut) {
  struct Case {
    const char* encoding;
    const char* text;
  };
  for (const Case& c :
       {Case{"utf-8", "a,é\n€𝄞"}, Case{"utf-8-sig", "a,é\n€𝄞"}, Case{"utf-16", "a,é\n€𝄞"},
        Case{"utf-16-be", "a,é\n€𝄞"}, Case{"utf-32", "a,é\n€𝄞"},
        Case{"utf-32-be", "a,é\n€𝄞"}, Case{"latin-1", "a,é\n"}, Case{"cp1252", "a,é\n€"},
        Case{"cp037", "a,\"é\n"}, Case{"shift_jis", "a,日本\n"},
        Case{"gb18030", "a,中€𝄞\n"}, Case{"euc_jp", "日a本\n"},
        Case{"koi8-r", "да,\n"}}) {
    const TextEncoding encoding = *TextEncoding::Find(c.encoding);
    const std::string bytes = Encoded(encoding, c.text);
    for (size_t piece : {1u, 2u, 3u, 100u}) {
      EXPECT_EQ(DecodedInPieces(encoding, bytes, piece, c.text), c.text)
          << c.encoding << " " << piece;
    }
  }
}

TEST(TextDecoderTest, ByteOrderMarkTurnsTheBytes) {
  const TextEncoding utf16 = *TextEncoding::Find("utf-16");
  EXPECT_EQ(DecodedInPieces(utf16, std::string("\xFE\xFF\0A\0\n", 6), 1), "A\n");
  const TextEncoding utf32 = *TextEncoding::Find("utf-32");
  EXPECT_EQ(DecodedInPieces(utf32, std::string("\0\0\xFE\xFF\0\0\0A", 8), 3), "A");
}

TEST(TextDecoderTest, MalformedBytesBecomeTheReplacementCharacter) {
  const TextEncoding utf16 = *TextEncoding::Find("utf-16-le");
  EXPECT_EQ(DecodedInPieces(utf16,
                            std::string("\x00\xD8"
                                        "A\0",
                                        4),
                            1),
            "\uFFFDA");
  EXPECT_EQ(DecodedInPieces(utf16,
                            std::string("\x00\xDC"
                                        "A\0",
                                        4),
                            1),
            "\uFFFDA");
  const TextEncoding shift_jis = *TextEncoding::Find("shift_jis");
  EXPECT_EQ(DecodedInPieces(shift_jis,
                            "\xFF"
                            "abcd",
                            5),
            "\uFFFDabcd");
}

TEST(TextDecoderTest, StructureKeepsAsciiOfAsciiSupersets) {
  TextDecoder decoder(*TextEncoding::Find("latin-1"), TextDecoder::Use::kStructure);
  std::string text;
  decoder.Decode("a\xE9\"\n", &text);
  EXPECT_EQ(text, "a\xE9\"\n");
}

}  // namespace
}  // namespace rand_engine
