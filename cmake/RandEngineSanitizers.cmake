# Builds that watch the engine. RAND_ENGINE_SANITIZE: sanitizers for everything that is
# compiled here ("address,undefined", "thread"); Arrow, oneTBB and the codecs come as they are.
# RAND_ENGINE_BUILD_FUZZERS: also the programs of fuzz/ with libFuzzer, which clang has.
set(RAND_ENGINE_SANITIZE "" CACHE STRING "Sanitizers to build with; empty = none")
option(RAND_ENGINE_BUILD_FUZZERS "Build the libFuzzer programs (clang only)" OFF)

if(RAND_ENGINE_BUILD_FUZZERS)
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    message(FATAL_ERROR "RAND_ENGINE_BUILD_FUZZERS needs clang (set CMAKE_CXX_COMPILER)")
  endif()
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
if(RAND_ENGINE_SANITIZE)
  add_compile_options(-fsanitize=${RAND_ENGINE_SANITIZE} -fno-sanitize-recover=all -g1
                      -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${RAND_ENGINE_SANITIZE})
  # Quick enough, and the frames of a report are those of the source.
  set(CMAKE_CXX_FLAGS_RELEASE "-O1 -DNDEBUG")
endif()
