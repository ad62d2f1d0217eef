#include "rand_engine/encode/parquet/file_page.h"

#include <isa-l.h>

#include "rand_engine/encode/parquet/varint.h"

namespace rand_engine {
namespace {

/// One struct in Thrift's compact protocol (thrift-compact-protocol.md): fields in the
/// order of their numbers, which stay below 16 steps apart.
class ThriftStruct {
 public:
  explicit ThriftStruct(ByteBuffer* out) : out_(out) {}

  void Integer32(int field, int32_t value) {
    Begin(field, 5);
    AppendZigZag(value, out_);
  }
  void Boolean(int field, bool value) { Begin(field, value ? 1 : 2); }
  ThriftStruct Struct(int field) {
    Begin(field, 12);
    return ThriftStruct(out_);
  }
  void End() { AppendByte(0); }

 private:
  void Begin(int field, int type) {
    AppendByte((field - last_field_) << 4 | type);
    last_field_ = field;
  }
  void AppendByte(uint32_t value) {
    const char byte = static_cast<char>(value);
    out_->Append(&byte, 1);
  }

  ByteBuffer* out_;
  int last_field_ = 0;
};

// The part that pages of all kinds have.
ThriftStruct BeginHeader(parquet::PageType::type type, FilePage* page) {
  page->header.Clear();
  ThriftStruct header(&page->header);
  header.Integer32(1, type);
  header.Integer32(2, static_cast<int32_t>(page->uncompressed_size));
  header.Integer32(3, static_cast<int32_t>(page->bytes.size()));
  const auto* bytes = reinterpret_cast<const unsigned char*>(page->bytes.data());
  header.Integer32(4,
                   static_cast<int32_t>(crc32_gzip_refl(0, bytes, page->bytes.size())));
  return header;
}

}  // namespace

parquet::Encoding::type ParquetEncoding(PageEncoding encoding) {
  switch (encoding) {
    case PageEncoding::kFullDictionary:
    case PageEncoding::kUsedDictionary:
      return parquet::Encoding::RLE_DICTIONARY;
    case PageEncoding::kDelta:
      return parquet::Encoding::DELTA_BINARY_PACKED;
    case PageEncoding::kByteStreamSplit:
      return parquet::Encoding::BYTE_STREAM_SPLIT;
    case PageEncoding::kPlain:
      break;
  }
  return parquet::Encoding::PLAIN;
}

void MakeDictionaryHeader(int32_t values, FilePage* page) {
  ThriftStruct header = BeginHeader(parquet::PageType::DICTIONARY_PAGE, page);
  ThriftStruct dictionary = header.Struct(7);
  dictionary.Integer32(1, values);
  dictionary.Integer32(2, parquet::Encoding::PLAIN);
  dictionary.Boolean(3, false);  // is_sorted
  dictionary.End();
  header.End();
}

void MakeDataHeader(int32_t rows, PageEncoding encoding, FilePage* page) {
  ThriftStruct header = BeginHeader(parquet::PageType::DATA_PAGE, page);
  ThriftStruct data = header.Struct(5);
  data.Integer32(1, rows);
  data.Integer32(2, ParquetEncoding(encoding));
  data.Integer32(3, parquet::Encoding::RLE);  // of definition levels
  data.Integer32(4, parquet::Encoding::RLE);  // of repetition levels
  data.End();
  header.End();
}

}  // namespace rand_engine
