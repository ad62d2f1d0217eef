# What every target of this project is compiled with, and how sources, tests and benchmarks
# are named.

add_library(rand_engine_options INTERFACE)
target_compile_options(
  rand_engine_options
  # -Wrestrict of GCC 12 is wrong about std::string (GCC bug 105329).
  INTERFACE -Wall -Wextra -Wshadow -Wnon-virtual-dtor $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict> -ffp-contract=off
            $<$<BOOL:${RAND_ENGINE_WARNINGS_AS_ERRORS}>:-Werror>)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  target_compile_options(rand_engine_options INTERFACE -march=x86-64-v2)
endif()

# rand_engine_sources(a.cc b.cc ...): sources of the engine in this folder.
function(rand_engine_sources)
  target_sources(rand_engine_objects PRIVATE ${ARGN})
endfunction()

# rand_engine_test(NAME): NAME.cc beside its source is a GoogleTest program and one ctest.
function(rand_engine_test name)
  if(NOT RAND_ENGINE_BUILD_TESTS)
    return()
  endif()
  add_executable(${name} ${name}.cc ${ARGN})
  target_link_libraries(${name} PRIVATE rand_engine_static GTest::gmock GTest::gtest_main)
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES TIMEOUT 600)
endfunction()

# rand_engine_benchmark(NAME): NAME.cc is a Google Benchmark program.
function(rand_engine_benchmark name)
  if(NOT RAND_ENGINE_BUILD_BENCHMARKS)
    return()
  endif()
  add_executable(${name} ${name}.cc ${ARGN})
  target_link_libraries(${name} PRIVATE rand_engine_static benchmark::benchmark_main)
  set_property(GLOBAL APPEND PROPERTY RAND_ENGINE_BENCHMARKS ${name})
endfunction()
