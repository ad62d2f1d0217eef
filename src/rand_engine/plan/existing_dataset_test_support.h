// For tests: a dataset of parts with any content, and what an append to it resolves to.
#pragma once

#include <arrow/result.h>
#include <arrow/status.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "rand_engine/charset/text_encoding.h"
#include "rand_engine/error.h"
#include "rand_engine/memory/byte_buffer.h"
#include "rand_engine/plan/output_plan.h"
#include "rand_engine/write/part_name.h"
#include "rand_engine/write/testing/scratch_directory.h"

namespace rand_engine {

inline constexpr char kHash[] = "0123456789abcdef";

inline const Schema& Orders() {
  static const Schema schema = {
      {"id", ValueType::kInt64},        {"price", ValueType::kFloat64, true},
      {"day", ValueType::kDate},        {"at", ValueType::kTimestamp},
      {"paid", ValueType::kBool, true}, {"name", ValueType::kString}};
  return schema;
}

inline constexpr char kCsv[] =
    "id,price,day,at,paid,name\n"
    "1,,2024-05-01,2024-05-01T10:00:00.000000Z,,a\n"
    "2,9.5,2024-05-02,2024-05-01T10:00:00.000001Z,True,\"b,\nc\"\n";

inline std::string Encoded(const std::string& text, const char* name) {
  const TextEncoding encoding = *TextEncoding::Find(name);
  ByteBuffer bytes;
  bytes.Append(encoding.byte_order_mark());
  EXPECT_EQ(encoding.Encode(text, &bytes), std::nullopt);
  return std::string(bytes.view());
}

class ExistingDatasetTest : public testing::Test {
 protected:
  /// Returns the path of the new part of dataset "set".
  std::string WritePart(uint32_t index, const std::string& suffix,
                        const std::string& content) {
    const std::string name =
        "set/" + MakePartName(PartNaming::kBatch, index, kHash, suffix);
    scratch_.WriteFile(name, content);
    return scratch_ / name;
  }

  /// Write a part and compress it with the system's own tool.
  void WriteCompressed(uint32_t index, const std::string& suffix,
                       const std::string& codec, const std::string& content,
                       const std::string& command) {
    const std::string path = WritePart(index, suffix, content);
    ASSERT_EQ(std::system((command + " < " + path + " > " + path + codec).c_str()), 0);
    ASSERT_EQ(std::remove(path.c_str()), 0);
  }

  arrow::Result<OutputPlan> Resolve(OptionList options, const Schema& schema = Orders()) {
    OutputRequest request;
    request.path = scratch_ / "set/";
    request.mode = "append";
    request.options = std::move(options);
    return ResolveOutput(request, schema, PosixFileSystem());
  }

  OutputPlan Plan(OptionList options = {}, const Schema& schema = Orders()) {
    auto plan = Resolve(std::move(options), schema);
    EXPECT_TRUE(plan.ok()) << plan.status().message();
    return plan.ok() ? *plan : OutputPlan();
  }

  std::string Refusal(OptionList options = {}, const Schema& schema = Orders()) {
    const auto plan = Resolve(std::move(options), schema);
    if (plan.ok()) return "it was not refused";
    EXPECT_EQ(GetErrorKind(plan.status()), ErrorKind::kOption) << plan.status().message();
    return plan.status().message();
  }

  int64_t Rows(OptionList options = {}, const Schema& schema = Orders()) {
    options.emplace_back("firstRow", "continue");
    return Plan(std::move(options), schema).first_row;
  }

  ScratchDirectory scratch_;
};

inline Schema WithColumn(size_t index, ColumnSchema column) {
  Schema schema = Orders();
  schema[index] = std::move(column);
  return schema;
}

inline std::string Replaced(std::string text, const std::string& from,
                            const std::string& to) {
  for (size_t at = text.find(from); at != std::string::npos;
       at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

}  // namespace rand_engine
