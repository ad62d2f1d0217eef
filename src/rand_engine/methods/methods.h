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

// Those of the Python library rand_engine, by its names.
MethodInfo Integers();
MethodInfo IntZfilled();
MethodInfo Floats();
MethodInfo FloatsNormal();
MethodInfo Booleans();
MethodInfo Distincts();
MethodInfo DistinctsProp();
MethodInfo DistinctsMap();
MethodInfo DistinctsMapProp();
MethodInfo DistinctsMultiMap();
MethodInfo ComplexDistincts();
MethodInfo UnixTimestamps();
MethodInfo Dates();
MethodInfo UniqueIds();
MethodInfo Uuid4();

// Those of datasets of several tables.
MethodInfo ForeignKey();
MethodInfo LookupMethod();
MethodInfo ChildNumber();

}  // namespace rand_engine
