#include "rand_engine/generate/distributions/normal.h"

#include <array>
#include <cmath>

#include "rand_engine/generate/distributions/elementary.h"

namespace rand_engine {
namespace {

template <size_t kTerms>
double Polynomial(const std::array<double, kTerms>& coefficients, double x) {
  double sum = coefficients[kTerms - 1];
  for (size_t i = kTerms - 1; i-- > 0;) sum = sum * x + coefficients[i];
  return sum;
}

constexpr std::array<double, 8> kCentreAbove = {
    3.3871328727963666080e0,  1.3314166789178437745e+2, 1.9715909503065514427e+3,
    1.3731693765509461125e+4, 4.5921953931549871457e+4, 6.7265770927008700853e+4,
    3.3430575583588128105e+4, 2.5090809287301226727e+3};
constexpr std::array<double, 8> kCentreBelow = {1.0,
                                                4.2313330701600911252e+1,
                                                6.8718700749205790830e+2,
                                                5.3941960214247511077e+3,
                                                2.1213794301586595867e+4,
                                                3.9307895800092710610e+4,
                                                2.8729085735721942674e+4,
                                                5.2264952788528545610e+3};
constexpr std::array<double, 8> kMiddleAbove = {
    1.42343711074968357734e0,  4.63033784615654529590e0, 5.76949722146069140550e0,
    3.64784832476320460504e0,  1.27045825245236838258e0, 2.41780725177450611770e-1,
    2.27238449892691845833e-2, 7.74545014278341407640e-4};
constexpr std::array<double, 8> kMiddleBelow = {1.0,
                                                2.05319162663775882187e0,
                                                1.67638483018380384940e0,
                                                6.89767334985100004550e-1,
                                                1.48103976427480074590e-1,
                                                1.51986665636164571966e-2,
                                                5.47593808499534494600e-4,
                                                1.05075007164441684324e-9};
constexpr std::array<double, 8> kTailAbove = {
    6.65790464350110377720e0,  5.46378491116411436990e0,  1.78482653991729133580e0,
    2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
    2.71155556874348757815e-5, 2.01033439929228813265e-7};
constexpr std::array<double, 8> kTailBelow = {1.0,
                                              5.99832206555887937690e-1,
                                              1.36929880922735805310e-1,
                                              1.48753612908506148525e-2,
                                              7.86869131145613259100e-4,
                                              1.84631831751005468180e-5,
                                              1.42151175831644588870e-7,
                                              2.04426310338993978564e-15};

double Ratio(const std::array<double, 8>& above, const std::array<double, 8>& below,
             double x) {
  return Polynomial(above, x) / Polynomial(below, x);
}

// The first bit says which side of the mean, the next 52 how far out.
constexpr uint64_t kRightSide = uint64_t{1} << 63;

class NormalSource : public CodeSource {
 public:
  NormalSource(const StreamKey& key, const NormalShape& shape)
      : key_(key),
        shape_(shape),
        smallest_(shape.smallest()),
        narrow_(shape.largest() - smallest_ <= INT64_C(0xffffffff)) {}

  void Fill(uint64_t first_row, int64_t count, CodeBuffer* codes) const override {
    if (narrow_) {
      FillInto(first_row, count, codes->Prepare32(count));
    } else {
      FillInto(first_row, count, codes->Prepare64(count));
    }
  }

  void Gather(const uint64_t* rows, int64_t count, CodeBuffer* codes) const override {
    if (narrow_) {
      GatherInto(rows, count, codes->Prepare32(count));
    } else {
      GatherInto(rows, count, codes->Prepare64(count));
    }
  }

 private:
  template <typename Code>
  void GatherInto(const uint64_t* rows, int64_t count, Code* out) const {
    for (int64_t i = 0; i < count; ++i) {
      out[i] = static_cast<Code>(shape_.ValueAt(DrawBits(key_, rows[i])) - smallest_);
    }
  }

  template <typename Code>
  void FillInto(uint64_t first_row, int64_t count, Code* out) const {
    for (int64_t i = 0; i < count; ++i) {
      out[i] =
          static_cast<Code>(shape_.ValueAt(DrawBits(key_, first_row + i)) - smallest_);
    }
  }

  StreamKey key_;
  NormalShape shape_;
  int64_t smallest_;
  bool narrow_;
};

}  // namespace

double NormalQuantile(uint64_t bits) {
  const uint64_t distance = (bits & ~kRightSide) >> 11;
  // Odd multiples of 2^-54 below a half: exact, and never 0.
  const double tail = static_cast<double>(2 * distance + 1) * 0x1p-54;
  const double from_centre = 0.5 - tail;
  double magnitude;
  if (from_centre <= 0.425) {
    magnitude = from_centre *
                Ratio(kCentreAbove, kCentreBelow, 0.180625 - from_centre * from_centre);
  } else {
    const double root = std::sqrt(-NaturalLog(tail));
    magnitude = root <= 5 ? Ratio(kMiddleAbove, kMiddleBelow, root - 1.6)
                          : Ratio(kTailAbove, kTailBelow, root - 5);
  }
  return (bits & kRightSide) != 0 ? magnitude : -magnitude;
}

int64_t NormalShape::ValueAt(uint64_t bits) const {
  const double value = mean + deviation * NormalQuantile(bits) + 0.5;
  const auto whole = static_cast<int64_t>(value);
  return static_cast<double>(whole) > value ? whole - 1 : whole;
}

int64_t NormalShape::smallest() const { return ValueAt(0); }

int64_t NormalShape::largest() const { return ValueAt(kRightSide); }

std::unique_ptr<CodeSource> MakeNormalSource(const StreamKey& key,
                                             const NormalShape& shape) {
  return std::make_unique<NormalSource>(key, shape);
}

}  // namespace rand_engine
