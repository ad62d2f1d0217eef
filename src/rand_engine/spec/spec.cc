#include "rand_engine/spec.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <memory>
#include <system_error>
#include <utility>

#include "rand_engine/error.h"
#include "rand_engine/random/stream_key.h"
#include "rand_engine/spec/spec_reader.h"
#include "rand_engine/spec/value.h"

namespace rand_engine {

struct Spec::Content {
  Value root;
  std::string source;
  std::string json;
  std::string sha256;
};

namespace {

arrow::Result<std::string> ReadWholeFile(const std::string& path) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(
      std::fopen(path.c_str(), "rb"), std::fclose);
  if (file == nullptr) {
    return SpecError(fmt::format("cannot read the spec '{}': {}", path,
                                 std::generic_category().message(errno)));
  }
  const auto limit = static_cast<size_t>(SpecLimits{}.max_text_bytes);
  std::string text;
  std::string piece(size_t{1} << 16, '\0');
  while (text.size() <= limit) {
    const size_t count = std::fread(piece.data(), 1, piece.size(), file.get());
    if (count == 0) break;
    text.append(piece, 0, count);
  }
  if (std::ferror(file.get()) != 0) {
    return SpecError(fmt::format("cannot read the spec '{}': {}", path,
                                 std::generic_category().message(errno)));
  }
  return text;
}

}  // namespace

Spec::Spec(std::shared_ptr<const Content> content) : content_(std::move(content)) {}

Spec Spec::FromValue(Value root, const std::string& source) {
  auto content = std::make_shared<Content>();
  content->json = ToJson(root);
  content->sha256 = Sha256Hex(content->json);
  content->root = std::move(root);
  content->source = source;
  return Spec(std::move(content));
}

arrow::Result<Spec> Spec::FromJson(std::string_view text, const std::string& source) {
  ARROW_ASSIGN_OR_RAISE(Value root, ReadJson(text, source));
  return FromValue(std::move(root), source);
}

arrow::Result<Spec> Spec::FromYaml(std::string_view text, const std::string& source) {
  ARROW_ASSIGN_OR_RAISE(Value root, ReadYaml(text, source));
  return FromValue(std::move(root), source);
}

arrow::Result<Spec> Spec::FromText(std::string_view text, const std::string& source) {
  ARROW_ASSIGN_OR_RAISE(Value root, ReadSpecText(text, source));
  return FromValue(std::move(root), source);
}

arrow::Result<Spec> Spec::FromFile(const std::string& path) {
  ARROW_ASSIGN_OR_RAISE(const std::string text, ReadWholeFile(path));
  return FromText(text, path);
}

const std::string& Spec::json() const { return content_->json; }
const std::string& Spec::sha256() const { return content_->sha256; }
const std::string& Spec::source() const { return content_->source; }
const Value& Spec::root() const { return content_->root; }

}  // namespace rand_engine
