# What `cmake --install` gives to C++ programs: the shared library, the public headers, and a
# package for find_package(rand_engine).
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

add_library(rand_engine SHARED)
target_link_libraries(
  rand_engine
  PRIVATE rand_engine_objects rand_engine_options
  PUBLIC ArrowCpp::arrow
  # Programs need it only to load the library: its own RPATH names where pyarrow was when it
  # was built, the program's RPATH where it is.
  INTERFACE ArrowCpp::parquet)
target_link_options(rand_engine INTERFACE LINKER:--no-as-needed)
target_include_directories(
  rand_engine INTERFACE "$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>"
                        "$<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>")
target_compile_features(rand_engine INTERFACE cxx_std_20)
set_target_properties(
  rand_engine
  PROPERTIES VERSION ${PROJECT_VERSION}
             SOVERSION ${PROJECT_VERSION_MAJOR}
             INSTALL_RPATH "${ArrowCpp_LIBRARY_DIR}")
add_library(rand_engine::rand_engine ALIAS rand_engine)

set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/rand_engine")
configure_package_config_file(
  "${PROJECT_SOURCE_DIR}/cmake/rand_engineConfig.cmake.in"
  "${PROJECT_BINARY_DIR}/rand_engineConfig.cmake" INSTALL_DESTINATION "${package_dir}")
write_basic_package_version_file(
  "${PROJECT_BINARY_DIR}/rand_engineConfigVersion.cmake" COMPATIBILITY SameMajorVersion)

install(
  TARGETS rand_engine
  EXPORT rand_engineTargets
  LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT cpp NAMELINK_COMPONENT cpp)
install(
  DIRECTORY "${PROJECT_SOURCE_DIR}/include/rand_engine"
  DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
  COMPONENT cpp
  FILES_MATCHING
  PATTERN "*.h")
install(
  EXPORT rand_engineTargets
  NAMESPACE rand_engine::
  DESTINATION "${package_dir}"
  COMPONENT cpp)
install(
  FILES "${PROJECT_BINARY_DIR}/rand_engineConfig.cmake"
        "${PROJECT_BINARY_DIR}/rand_engineConfigVersion.cmake"
        "${PROJECT_SOURCE_DIR}/cmake/FindArrowCpp.cmake"
  DESTINATION "${package_dir}"
  COMPONENT cpp)
