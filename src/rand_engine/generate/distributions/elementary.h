// Logarithm and exponential of our own: those of the platform's library differ between
// machines in the last bit, and these decide data.
#pragma once

namespace rand_engine {

/// The natural logarithm, good to some 15 digits. REQUIRES: x is positive and normal.
double NaturalLog(double x);

/// e^x, good to some 15 digits; 0 below -700. REQUIRES: x <= 700.
double Exponential(double x);

}  // namespace rand_engine
