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

// Time.
MethodInfo Timestamps();
MethodInfo EventTimesMethod();
MethodInfo BusinessDates();
MethodInfo Durations();

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

// Things that look real; what could reach somebody is of ranges kept for tests.
MethodInfo Ipv4();
MethodInfo Ipv6();
MethodInfo Mac();
MethodInfo DomainName();
MethodInfo Url();
MethodInfo UserAgentText();
MethodInfo CreditCard();
MethodInfo Iban();
MethodInfo Ean13();
MethodInfo Isbn();
MethodInfo Color();
MethodInfo Lorem();
MethodInfo FileName();
MethodInfo Latitude();
MethodInfo Longitude();
MethodInfo Job();
MethodInfo Company();
// People and places; columns that agree within a row.
MethodInfo Person();
MethodInfo Address();
MethodInfo StreetAddress();
MethodInfo Phone();
// Those that read other columns, and patterns.
MethodInfo Expression();
MethodInfo Template();
MethodInfo Regex();
MethodInfo DependentChoice();

// Columns made of columns.
MethodInfo StructMethod();
MethodInfo ListMethod();
MethodInfo MapMethod();

// Those of datasets of several tables.
MethodInfo ForeignKey();
MethodInfo LookupMethod();
MethodInfo ChildNumber();

}  // namespace rand_engine
