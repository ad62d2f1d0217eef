#include "rand_engine/write/part_name.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace rand_engine {
namespace {

const std::string kHash(
    "\x01\x23\x45\x67\x89\xab\xcd\xef\xfe\xdc\xba\x98\x76\x54\x32\x10", 16);

TEST(PartName, BatchIsEighteenCharactersOfAVersion8Uuid) {
  EXPECT_EQ(MakePartName(PartNaming::kBatch, 0, kHash, ".csv"),
            "part_00000000-0123-8456.csv");
  EXPECT_EQ(MakePartName(PartNaming::kBatch, 0x1234abcd, kHash, ".json.gz"),
            "part_1234abcd-0123-8456.json.gz");
}

TEST(PartName, StreamIsTheWholeUuidWithItsVariant) {
  // The variant's two bits are 10 and the next two those of the hash's digit 7 (0111).
  EXPECT_EQ(MakePartName(PartNaming::kStream, 4294967295u, kHash, ".parquet"),
            "part-ffffffff-0123-8456-b89a-bcdeffedcba9.parquet");
}

TEST(PartName, SortsInTheOrderOfTheIndex) {
  std::string last;
  for (uint32_t index : {0u, 1u, 9u, 10u, 15u, 16u, 255u, 256u, 65536u, 4294967295u}) {
    const std::string hash(16, static_cast<char>(255 - index % 256));
    const std::string name = MakePartName(PartNaming::kBatch, index, hash, ".csv");
    EXPECT_LT(last, name);
    last = name;
  }
}

TEST(PartName, ReadsBackWhatItMakes) {
  for (const PartNaming naming : {PartNaming::kBatch, PartNaming::kStream}) {
    for (int byte = 0; byte < 256; ++byte) {
      const std::string hash(16, static_cast<char>(byte));
      const uint32_t index = 16777259u * static_cast<uint32_t>(byte);
      const auto part = ParsePartName(MakePartName(naming, index, hash, ".csv.zst"));
      ASSERT_TRUE(part.has_value()) << byte;
      EXPECT_EQ(part->naming, naming);
      EXPECT_EQ(part->index, index);
      EXPECT_EQ(part->suffix, ".csv.zst");
    }
  }
}

TEST(PartName, EveryBitOfTheHashInTheNameChangesIt) {
  const std::string name = MakePartName(PartNaming::kBatch, 7, kHash, ".csv");
  for (int bit = 0; bit < 28; ++bit) {
    std::string hash = kHash;
    hash[static_cast<size_t>(bit / 8)] ^= static_cast<char>(0x80 >> (bit % 8));
    EXPECT_NE(MakePartName(PartNaming::kBatch, 7, hash, ".csv"), name) << bit;
  }
}

TEST(PartName, RefusesWhatItWouldNotMake) {
  const std::vector<std::string> names = {
      "",
      "part_",
      "part_00000000-0123-8456",   // no suffix
      "part_00000000-0123-8456.",  // an empty one
      "part_00000000-0123-8456csv",
      "part_00000000-0123-4456.csv",  // another version
      "part_0000000G-0123-8456.csv",
      "part_0000000A-0123-8456.csv",  // upper case
      "part_000000000-123-8456.csv",
      "xpart_00000000-0123-8456.csv",
      "Part_00000000-0123-8456.csv",
      "part-00000000-0123-8456.csv",                    // a stream's is longer
      "part_00000000-0123-8456-b89a-bcdeffedcba9.csv",  // a batch's is shorter
      "part-00000000-0123-8456-789a-bcdeffedcba9.csv",  // not the variant
      "part-00000000-0123-8456-c89a-bcdeffedcba9.csv",
      "part-00000-1b0a2a3c-5b3d-4f55-8e5e-9d6f3a1c2b4d-c000.snappy.parquet",
      "part-00000000-1b0a-4f55-8e5e-9d6f3a1c2b4d-c000.csv",
      "part_a1b2c3d4e5f6g7h8.parquet",
  };
  for (const std::string& name : names) EXPECT_FALSE(ParsePartName(name)) << name;
}

}  // namespace
}  // namespace rand_engine
