// Everything that a program which writes data needs.
#pragma once

#include "rand_engine/batch_transform.h"  // IWYU pragma: export
#include "rand_engine/data_generator.h"   // IWYU pragma: export
#include "rand_engine/dataset.h"          // IWYU pragma: export
#include "rand_engine/error.h"            // IWYU pragma: export
#include "rand_engine/option_value.h"     // IWYU pragma: export
#include "rand_engine/report.h"           // IWYU pragma: export
#include "rand_engine/run_control.h"      // IWYU pragma: export
#include "rand_engine/schema.h"           // IWYU pragma: export
#include "rand_engine/seed.h"             // IWYU pragma: export
#include "rand_engine/spec.h"             // IWYU pragma: export
#include "rand_engine/stream.h"           // IWYU pragma: export
#include "rand_engine/verify.h"           // IWYU pragma: export
#include "rand_engine/version.h"          // IWYU pragma: export
