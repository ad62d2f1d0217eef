#include "table.h"

#include <gtest/gtest.h>

namespace rand_engine::cli {
namespace {

TextTable Orders() {
  return {{"id", "product", "price"},
          {{"1", "Laptop", "1113.17"}, {"10", "Phone", "9.5"}},
          {true, false, true}};
}

TEST(FormatTable, AlignsNumbersToTheRightAndTextToTheLeft) {
  EXPECT_EQ(FormatTable(Orders(), 0),
            "id  product    price\n"
            "--  -------  -------\n"
            " 1  Laptop   1113.17\n"
            "10  Phone        9.5\n");
}

TEST(FormatTable, LeavesNoBlanksAtTheEndsOfLines) {
  const TextTable table{{"a", "name"}, {{"1", "x"}, {"2", ""}}, {true, false}};
  EXPECT_EQ(FormatTable(table, 0), "a  name\n-  ----\n1  x\n2\n");
}

TEST(FormatTable, WithoutRowsIsTheHeader) {
  const TextTable table{{"a", "b"}, {}, {true, false}};
  EXPECT_EQ(FormatTable(table, 0), "a  b\n-  -\n");
}

TEST(FormatTable, CountsWideCharactersAsTwoColumns) {
  const TextTable table{{"name", "n"}, {{"山田太郎", "1"}, {"Ann", "22"}}, {false, true}};
  EXPECT_EQ(FormatTable(table, 0),
            "name       n\n"
            "--------  --\n"
            "山田太郎   1\n"
            "Ann       22\n");
}

TEST(FormatTable, KeepsEveryRowOnOneLine) {
  const TextTable table{{"te\nxt"}, {{"a\nb"}, {"\x1b[2J"}}, {false}};
  EXPECT_EQ(FormatTable(table, 0), "te\\nxt\n-------\na\\nb\n\\x1b[2J\n");
}

TEST(FormatTable, CutsTheWidestTextFirstButNoNumber) {
  const TextTable table{{"id", "long", "short"},
                        {{"1234567890123456", "a text of thirty columns ......", "kept"}},
                        {true, false, false}};
  EXPECT_EQ(FormatTable(table, 40),
            "              id  long             short\n"
            "----------------  ---------------  -----\n"
            "1234567890123456  a text of thir…  kept\n");
}

TEST(FormatTable, CutsLinesWhenNoColumnCanGiveMore) {
  const TextTable table{{"a", "b"}, {{"123456789012", "123456789012"}}, {true, true}};
  EXPECT_EQ(FormatTable(table, 20),
            "           a       …\n"
            "------------  -----…\n"
            "123456789012  12345…\n");
}

TEST(FormatTable, WithoutALimitCutsNothingAndPadsNotForOneLongValue) {
  const std::string longest(500, 'x');
  const TextTable table{{"a", "b"}, {{longest, "1"}, {"y", "2"}}, {false, true}};
  EXPECT_EQ(FormatTable(table, 0), "a" + std::string(121, ' ') + "b\n" +
                                       std::string(120, '-') + "  -\n" + longest +
                                       "  1\n" + "y" + std::string(121, ' ') + "2\n");
}

}  // namespace
}  // namespace rand_engine::cli
