// Texts of short words alone, what most composed texts are, in loops over their codes.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <utility>

#include "rand_engine/domain/divider.h"
#include "rand_engine/domain/domain.h"

namespace rand_engine {

/// Renders what ConcatenationDomain::Render does, without a branch on what a piece is
/// and, since their number is known when a loop is compiled, without a place in memory
/// for what is known of them. Cheap to copy; the domain must outlive it.
template <size_t kPieces>
class ShortWordTexts {
 public:
  /// REQUIRES: domain.short_word_pieces() == kPieces.
  explicit ShortWordTexts(const ConcatenationDomain& domain)
      : longest_(domain.longest()) {
    for (size_t i = 0; i < kPieces; ++i) {
      const RenderPiece& piece = domain.pieces()[i];
      pieces_[i] = {piece.divider, piece.words.data()};
    }
  }

  /// Append the text of a code at `out`, which has room for the domain's longest; return
  /// its end. `see`(number of the piece, digit, begin, end) is shown the pieces in order.
  template <typename See>
  char* Render(uint64_t code, char* out, See see) const {
    const char* const limit = out + longest_;
    uint64_t digits[kPieces];
    for (size_t i = kPieces; --i > 0;) {
      const Divider::Parts split = pieces_[i].divider.Divide(code);
      digits[i] = split.remainder;
      code = split.quotient;
    }
    digits[0] = code;
    for (size_t i = 0; i < kPieces; ++i) {
      char* const begin = out;
      out = PutShortWord(pieces_[i].words[digits[i]], out, limit);
      see(i, digits[i], begin, out);
    }
    return out;
  }
  char* Render(uint64_t code, char* out) const {
    return Render(code, out, [](size_t, uint64_t, char*, char*) {});
  }

 private:
  struct Piece {
    Divider divider;
    const ShortWord* words = nullptr;
  };

  std::array<Piece, kPieces> pieces_;
  size_t longest_;
};

/// Call `visit` with the domain's ShortWordTexts; false where it has none.
template <typename Visit>
bool VisitShortWordTexts(const ConcatenationDomain& domain, Visit visit) {
  const auto visit_if = [&]<size_t kPieces>(std::integral_constant<size_t, kPieces>) {
    if (domain.short_word_pieces() != kPieces) return false;
    visit(ShortWordTexts<kPieces>(domain));
    return true;
  };
  return [&]<size_t... kBefore>(std::index_sequence<kBefore...>) {
    return (visit_if(std::integral_constant<size_t, kBefore + 1>()) || ...);
  }
  (std::make_index_sequence<ConcatenationDomain::kMostShortWordPieces>());
}

}  // namespace rand_engine
