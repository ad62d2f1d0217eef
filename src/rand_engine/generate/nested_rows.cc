#include "rand_engine/generate/nested_rows.h"

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

namespace rand_engine {
namespace {

class OwnRows : public CodeSource {
 public:
  void Fill(uint64_t first_row, int64_t count, CodeBuffer* codes) const override {
    uint64_t* out = codes->Prepare64(count);
    std::iota(out, out + count, first_row);
  }
  void Gather(const uint64_t* rows, int64_t count, CodeBuffer* codes) const override {
    std::copy_n(rows, count, codes->Prepare64(count));
  }
};

class PlacesInList : public GatheringSource {
 public:
  explicit PlacesInList(uint64_t most_items) : most_items_(most_items) {}

  void Gather(const uint64_t* rows, int64_t count, CodeBuffer* codes) const override {
    uint64_t* out = codes->Prepare64(count);
    for (int64_t i = 0; i < count; ++i) out[i] = RowOf(rows[i]) % most_items_;
  }

 private:
  uint64_t most_items_;
};

class ListRows : public GatheringSource {
 public:
  ListRows(std::shared_ptr<const CodeSource> column, uint64_t most_items)
      : column_(std::move(column)), most_items_(most_items) {}

  void Gather(const uint64_t* rows, int64_t count, CodeBuffer* codes) const override {
    std::vector<uint64_t> list_rows(count);
    for (int64_t i = 0; i < count; ++i) {
      const uint64_t number = RowOf(rows[i]);
      list_rows[i] = rows[i] - number + number / most_items_;
    }
    column_->Gather(list_rows.data(), count, codes);
  }

 private:
  std::shared_ptr<const CodeSource> column_;
  uint64_t most_items_;
};

class DistinctInList : public GatheringSource {
 public:
  DistinctInList(std::shared_ptr<const CodeSource> keys, uint64_t codes,
                 uint64_t most_items)
      : keys_(std::move(keys)), codes_(codes), most_items_(most_items) {}

  void Gather(const uint64_t* rows, int64_t count, CodeBuffer* codes) const override {
    std::vector<uint64_t> found(count);
    List list;
    for (int64_t i = 0; i < count; ++i) {
      const uint64_t item = RowOf(rows[i]) % most_items_;
      const uint64_t first = rows[i] - item;
      // Items of one list mostly come one after the other.
      if (list.first != first || list.codes.size() > item) list.Begin(first);
      while (list.codes.size() <= item) AddItem(&list);
      found[i] = list.codes[item];
    }
    std::copy(found.begin(), found.end(), codes->Prepare64(count));
  }

 private:
  static constexpr int kAttempts = 32;

  /// The items of one list, as far as they are known.
  struct List {
    uint64_t first = UINT64_MAX;  ///< row of its first item
    std::vector<uint64_t> codes;
    std::vector<uint64_t> sorted;
    CodeBuffer buffer;

    void Begin(uint64_t row) {
      first = row;
      codes.clear();
      sorted.clear();
    }
    bool Add(uint64_t code) {
      const auto place = std::lower_bound(sorted.begin(), sorted.end(), code);
      if (place != sorted.end() && *place == code) return false;
      sorted.insert(place, code);
      codes.push_back(code);
      return true;
    }
  };

  void AddItem(List* list) const {
    const uint64_t row = list->first + list->codes.size();
    uint64_t code = 0;
    for (uint64_t attempt = 0; attempt < kAttempts; ++attempt) {
      // Other versions of a row are other draws.
      code = CodeAt(row ^ attempt << (kRowNumberBits + 14), &list->buffer);
      if (list->Add(code)) return;
    }
    do code = code + 1 == codes_ ? 0 : code + 1;
    while (!list->Add(code));
  }

  uint64_t CodeAt(uint64_t row, CodeBuffer* buffer) const {
    keys_->Gather(&row, 1, buffer);
    return buffer->width() == CodeWidth::k32 ? buffer->codes32()[0]
                                             : buffer->codes64()[0];
  }

  std::shared_ptr<const CodeSource> keys_;
  uint64_t codes_;
  uint64_t most_items_;
};

}  // namespace

std::unique_ptr<CodeSource> MakeOwnRowSource() { return std::make_unique<OwnRows>(); }

std::unique_ptr<CodeSource> MakePlaceInListSource(uint64_t most_items) {
  return std::make_unique<PlacesInList>(most_items);
}

std::unique_ptr<CodeSource> MakeListRowSource(std::shared_ptr<const CodeSource> column,
                                              uint64_t most_items) {
  return std::make_unique<ListRows>(std::move(column), most_items);
}

std::unique_ptr<CodeSource> MakeDistinctInListSource(
    std::shared_ptr<const CodeSource> keys, uint64_t codes, uint64_t most_items) {
  return std::make_unique<DistinctInList>(std::move(keys), codes, most_items);
}

}  // namespace rand_engine
