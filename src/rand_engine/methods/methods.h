// The entries of the method table, one function a method, a file a family.
#pragma once

#include "rand_engine/methods/method.h"

namespace rand_engine {

MethodInfo GenIncremental();
MethodInfo GenInts();
MethodInfo GenFloats();
MethodInfo GenStrChoice();
MethodInfo GenName();
MethodInfo GenEmail();
MethodInfo GenUuid();
MethodInfo GenDates();
MethodInfo GenNow();

}  // namespace rand_engine
