# Finds Apache Arrow C++ and Parquet: the ones inside the `pyarrow` wheel (which ships headers
# and versioned libraries but no CMake files), or any other by find_package(Arrow).
#
#   Arrow_ROOT   a folder with include/ and the libraries (a wheel's `pyarrow` folder) or an
#                ordinary Arrow installation; overrides the search
#
# Defines the targets ArrowCpp::arrow and ArrowCpp::parquet, and ArrowCpp_LIBRARY_DIR.
include(FindPackageHandleStandardArgs)

if(TARGET ArrowCpp::arrow)
  set(ArrowCpp_FOUND TRUE)
  return()
endif()

set(_arrow_dir "${Arrow_ROOT}")
if(NOT _arrow_dir AND DEFINED ENV{Arrow_ROOT})
  set(_arrow_dir "$ENV{Arrow_ROOT}")
endif()
if(NOT _arrow_dir)
  if(NOT Python_EXECUTABLE)
    find_package(Python 3.11 COMPONENTS Interpreter QUIET)
  endif()
  if(Python_EXECUTABLE)
    execute_process(
      COMMAND "${Python_EXECUTABLE}" -c
              "import importlib.util as u; print(u.find_spec('pyarrow').submodule_search_locations[0])"
      OUTPUT_VARIABLE _arrow_dir OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  endif()
endif()

set(ArrowCpp_REQUIRED_MAJOR 26)
math(EXPR _arrow_soversion "${ArrowCpp_REQUIRED_MAJOR} * 100")

if(_arrow_dir AND EXISTS "${_arrow_dir}/libarrow.so.${_arrow_soversion}")
  set(ArrowCpp_LIBRARY_DIR "${_arrow_dir}")
  set(ArrowCpp_INCLUDE_DIR "${_arrow_dir}/include")
  foreach(_name arrow parquet)
    add_library(ArrowCpp::${_name} SHARED IMPORTED)
    set_target_properties(
      ArrowCpp::${_name}
      PROPERTIES IMPORTED_LOCATION "${_arrow_dir}/lib${_name}.so.${_arrow_soversion}"
                 INTERFACE_INCLUDE_DIRECTORIES "${ArrowCpp_INCLUDE_DIR}")
  endforeach()
  set_property(TARGET ArrowCpp::parquet APPEND PROPERTY INTERFACE_LINK_LIBRARIES
                                                        ArrowCpp::arrow)
else()
  find_package(Arrow ${ArrowCpp_REQUIRED_MAJOR} CONFIG QUIET)
  find_package(Parquet ${ArrowCpp_REQUIRED_MAJOR} CONFIG QUIET)
  if(TARGET Arrow::arrow_shared AND TARGET Parquet::parquet_shared)
    add_library(ArrowCpp::arrow INTERFACE IMPORTED)
    target_link_libraries(ArrowCpp::arrow INTERFACE Arrow::arrow_shared)
    add_library(ArrowCpp::parquet INTERFACE IMPORTED)
    target_link_libraries(ArrowCpp::parquet INTERFACE Parquet::parquet_shared)
    get_target_property(ArrowCpp_INCLUDE_DIR Arrow::arrow_shared
                        INTERFACE_INCLUDE_DIRECTORIES)
    set(ArrowCpp_LIBRARY_DIR "${Arrow_DIR}/../..")
  endif()
endif()

find_package_handle_standard_args(
  ArrowCpp REQUIRED_VARS ArrowCpp_LIBRARY_DIR ArrowCpp_INCLUDE_DIR
  REASON_FAILURE_MESSAGE
    "install it with: pip install 'pyarrow>=26.0,<27' (or set Arrow_ROOT)")
