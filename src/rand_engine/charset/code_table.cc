#include "rand_engine/charset/code_table.h"

#include <arrow/result.h>
#include <arrow/status.h>
#include <arrow/util/base64.h>
#include <lzma.h>

#include <bit>
#include <cstring>
#include <string>

namespace rand_engine {
namespace {

static_assert(std::endian::native == std::endian::little,
              "packed words are little-endian");

arrow::Result<std::vector<uint32_t>> UnpackFamily(EncodingFamily family) {
  const PackedFamily& packed = GetPackedFamily(family);
  ARROW_ASSIGN_OR_RAISE(const std::string xz, arrow::util::base64_decode(packed.text));
  std::vector<uint32_t> words(packed.word_count);
  uint64_t memory_limit = UINT64_MAX;
  size_t in = 0;
  size_t out = 0;
  const lzma_ret result = lzma_stream_buffer_decode(
      &memory_limit, 0, nullptr, reinterpret_cast<const uint8_t*>(xz.data()), &in,
      xz.size(), reinterpret_cast<uint8_t*>(words.data()), &out,
      words.size() * sizeof(uint32_t));
  if (result != LZMA_OK || out != words.size() * sizeof(uint32_t)) {
    return arrow::Status::UnknownError("the built-in encoding tables are damaged");
  }
  return words;
}

}  // namespace

CodeTable::CodeTable() : codes_(size_t{1} << kPageBits) { page_starts_.fill(0); }

void CodeTable::Insert(char32_t character, uint32_t code) {
  uint32_t& start = page_starts_[character >> kPageBits];
  if (start == 0) {
    start = static_cast<uint32_t>(codes_.size());
    codes_.resize(codes_.size() + (size_t{1} << kPageBits));
  }
  codes_[start + (character & kPageMask)] = code;
}

void CodeTable::AddPairs(std::span<const uint32_t> words) {
  for (size_t i = 0; i + 2 < words.size(); i += 3) {
    pairs_.push_back({words[i], words[i + 1], words[i + 2]});
  }
}

uint32_t CodeTable::FindPair(char32_t first, char32_t second) const {
  for (const Pair& pair : pairs_) {
    if (pair.first == first && pair.second == second) return pair.code;
  }
  return 0;
}

arrow::Result<CodeTable> CodeTable::Unpack(const EncodingEntry& entry) {
  ARROW_ASSIGN_OR_RAISE(const std::vector<uint32_t> words, UnpackFamily(entry.family));
  const std::span<const uint32_t> own = std::span(words).subspan(
      entry.first_word, size_t{2} * entry.entry_count + size_t{3} * entry.pair_count);
  CodeTable table;
  uint32_t code = 0;
  uint32_t character = 0;
  for (uint32_t i = 0; i < entry.entry_count; ++i) {
    code += own[i];
    character += own[entry.entry_count + i];
    table.Insert(character, code);
  }
  table.AddPairs(own.subspan(size_t{2} * entry.entry_count));
  return table;
}

}  // namespace rand_engine
