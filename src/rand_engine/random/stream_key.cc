#include "rand_engine/random/stream_key.h"

#include <sha2.h>

#include <bit>
#include <initializer_list>

#include "rand_engine/version.h"

namespace rand_engine {
namespace {

// Little-endian on every host: the length and key bytes decide the data.
void AppendUint64(uint64_t value, std::string* out) {
  for (int i = 0; i < 8; ++i) out->push_back(static_cast<char>(value >> (8 * i)));
}

uint64_t ReadUint64(const std::string& bytes, size_t offset) {
  uint64_t value = 0;
  for (int i = 7; i >= 0; --i) {
    value = (value << 8) | static_cast<unsigned char>(bytes[offset + i]);
  }
  return value;
}

uint64_t MakeGamma(uint64_t bits) {
  uint64_t gamma = Mix(bits) | 1;
  const bool too_regular = std::popcount(gamma ^ (gamma >> 1)) < 24;
  return too_regular ? gamma ^ 0xaaaaaaaaaaaaaaaau : gamma;
}

}  // namespace

std::string Sha256(std::string_view bytes) {
  SHA2_CTX context;
  SHA256Init(&context);
  SHA256Update(&context, reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size());
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  SHA256Final(reinterpret_cast<uint8_t*>(digest.data()), &context);
  return digest;
}

std::string Sha256Hex(std::string_view bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  for (const unsigned char byte : Sha256(bytes)) {
    hex.push_back(kDigits[byte >> 4]);
    hex.push_back(kDigits[byte & 15]);
  }
  return hex;
}

StreamKey DeriveStreamKey(const StreamName& name) {
  std::string message;
  AppendUint64(kDataVersion, &message);
  for (const std::string_view field :
       {name.seed, name.table, name.column, name.purpose}) {
    AppendUint64(field.size(), &message);
    message += field;
  }
  const std::string digest = Sha256(message);
  return {ReadUint64(digest, 0), MakeGamma(ReadUint64(digest, 8))};
}

}  // namespace rand_engine
