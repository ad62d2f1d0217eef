#include "display_text.h"

#include <gtest/gtest.h>

namespace rand_engine::cli {
namespace {

TEST(Printable, LeavesTextOfAllScripts) {
  EXPECT_EQ(Printable("Zoë Müller 山田 😀 ñ"), "Zoë Müller 山田 😀 ñ");
}

TEST(Printable, EscapesWhatSteersATerminal) {
  EXPECT_EQ(Printable("a\nb\r\tc"), "a\\nb\\r\\tc");
  EXPECT_EQ(Printable("\x1b[31mred"), "\\x1b[31mred");
  EXPECT_EQ(Printable("\x7f"), "\\x7f");
  EXPECT_EQ(Printable("\u009b31m"), "\\x9b31m");
  EXPECT_EQ(Printable("\u202eevil"), "\\u202eevil");
  EXPECT_EQ(Printable("\u2066\u200f"), "\\u2066\\u200f");
}

TEST(Printable, EscapesBytesThatAreNotUtf8) {
  EXPECT_EQ(Printable("\xff"
                      "a\xc3"),
            "\\xffa\\xc3");
  EXPECT_EQ(Printable("\xc0\x80"), "\\xc0\\x80");           // overlong
  EXPECT_EQ(Printable("\xed\xa0\x80"), "\\xed\\xa0\\x80");  // a surrogate
}

TEST(DisplayWidth, CountsColumns) {
  EXPECT_EQ(DisplayWidth(""), 0);
  EXPECT_EQ(DisplayWidth("abc"), 3);
  EXPECT_EQ(DisplayWidth("Müller"), 6);
  EXPECT_EQ(DisplayWidth("山田"), 4);
  EXPECT_EQ(DisplayWidth("한국"), 4);
  EXPECT_EQ(DisplayWidth("😀"), 2);
  EXPECT_EQ(DisplayWidth("e\u0301"), 1);
  EXPECT_EQ(DisplayWidth("ｆ"), 2);
}

TEST(CutToWidth, EndsInAnEllipsisWhereSomethingIsMissing) {
  EXPECT_EQ(CutToWidth("abcdef", 6), "abcdef");
  EXPECT_EQ(CutToWidth("abcdef", 5), "abcd…");
  EXPECT_EQ(CutToWidth("abcdef", 1), "…");
  EXPECT_EQ(CutToWidth("山田太郎", 8), "山田太郎");
  EXPECT_EQ(CutToWidth("山田太郎", 7), "山田太…");
  // A wide character does not fit into the one column left.
  EXPECT_EQ(CutToWidth("山田太郎", 6), "山田…");
  EXPECT_EQ(CutToWidth("", 1), "");
}

TEST(WrapText, BreaksAtSpacesAndKeepsTheMargin) {
  EXPECT_EQ(WrapText("one two three", 80, 0), "one two three");
  EXPECT_EQ(WrapText("one two three", 9, 2), "one two\n  three");
  EXPECT_EQ(WrapText("one two", 9, 2), "one two");
  EXPECT_EQ(WrapText("one two", 8, 2), "one\n  two");
  EXPECT_EQ(WrapText("unbreakable a", 4, 0), "unbreakable\na");
  EXPECT_EQ(WrapText("a\nb", 80, 2), "a\n  b");
}

}  // namespace
}  // namespace rand_engine::cli
