# Installs the build in BUILD_DIR, builds the program in SOURCE_DIR against it and checks what
# the program writes.
cmake_minimum_required(VERSION 3.25)

function(run)
  execute_process(
    COMMAND ${ARGN}
    RESULT_VARIABLE result
    OUTPUT_VARIABLE output
    ERROR_VARIABLE output
    OUTPUT_STRIP_TRAILING_WHITESPACE)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "${ARGN}\nended with ${result}:\n${output}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()

function(expect what given wanted)
  if(NOT given STREQUAL wanted)
    message(FATAL_ERROR "${what}: expected '${wanted}', got '${given}'")
  endif()
endfunction()

file(REMOVE_RECURSE "${WORK_DIR}")
set(prefix "${WORK_DIR}/first-place")
run("${CMAKE_COMMAND}" --install "${BUILD_DIR}" --prefix "${prefix}" --component cpp)

# The package must not lean on the place that it was installed to, nor on the place where
# pyarrow was when it was built.
file(RENAME "${prefix}" "${WORK_DIR}/prefix")
set(prefix "${WORK_DIR}/prefix")
file(MAKE_DIRECTORY "${WORK_DIR}/elsewhere")
file(CREATE_LINK "${ARROW_DIR}" "${WORK_DIR}/elsewhere/pyarrow" SYMBOLIC)

file(GLOB headers RELATIVE "${prefix}/include/rand_engine" "${prefix}/include/rand_engine/*")
if(NOT "api.h" IN_LIST headers OR NOT "data_generator.h" IN_LIST headers)
  message(FATAL_ERROR "public headers are missing: ${headers}")
endif()

set(consumer "${WORK_DIR}/consumer")
run("${CMAKE_COMMAND}" -S "${SOURCE_DIR}" -B "${consumer}"
    "-DCMAKE_PREFIX_PATH=${prefix}" "-DArrow_ROOT=${WORK_DIR}/elsewhere/pyarrow"
    "-DCMAKE_CXX_COMPILER=${CXX_COMPILER}")
run("${CMAKE_COMMAND}" --build "${consumer}")

run("${consumer}/write_users" "${WORK_DIR}/out/users.csv")
string(REGEX REPLACE ", [0-9]+ bytes" "" said "${output}")
expect("what the program says" "${said}" "10000 rows, 1 files")
file(STRINGS "${WORK_DIR}/out/users.csv" lines ENCODING UTF-8)
list(LENGTH lines count)
expect("lines of the file" "${count}" "10001")
list(GET lines 0 header)
expect("the header" "${header}" "id,name,age")
list(GET lines 1 row)
if(NOT row MATCHES "^1,[^,]+,[1-6][0-9]$")
  message(FATAL_ERROR "the first row is '${row}'")
endif()

run("${consumer}/write_users" "${WORK_DIR}/out/users.parquet" 4)
file(GLOB parts "${WORK_DIR}/out/users/part_*.parquet")
list(LENGTH parts count)
expect("number of parts" "${count}" "4")

run("${consumer}/stream_users" "${WORK_DIR}/out/stream")
expect("what the stream says" "${output}" "500 rows, 5 files")
file(GLOB parts "${WORK_DIR}/out/stream/part-*.csv")
list(LENGTH parts count)
expect("number of files of the stream" "${count}" "5")

execute_process(
  COMMAND "${consumer}/write_users" "${WORK_DIR}/out/users.xlsx"
  RESULT_VARIABLE result ERROR_VARIABLE text)
expect("exit code of a wrong path" "${result}" "1")
if(NOT text MATCHES "xlsx")
  message(FATAL_ERROR "the error does not name the extension: ${text}")
endif()
