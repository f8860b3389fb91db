# Every library that is not ours, as a SYSTEM target. Each is named by one room only (test/tidy checks).
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(prometheus-cpp REQUIRED)
find_package(benchmark REQUIRED)
pkg_check_modules(uv REQUIRED IMPORTED_TARGET libuv)
pkg_check_modules(rabbitmq REQUIRED IMPORTED_TARGET librabbitmq)
pkg_check_modules(zstd REQUIRED IMPORTED_TARGET libzstd)
pkg_check_modules(CURL REQUIRED IMPORTED_TARGET libcurl)
pkg_check_modules(mariadb REQUIRED IMPORTED_TARGET libmariadb)

# Header-only, or without a usable pkg-config file.
find_path(RAPIDJSON_INCLUDE rapidjson/rapidjson.h REQUIRED)
find_path(TOMLPLUSPLUS_INCLUDE toml++/toml.h REQUIRED)
find_path(CLI11_INCLUDE CLI/CLI.hpp REQUIRED)
find_path(BEAST_INCLUDE boost/beast/http.hpp REQUIRED)
find_path(DOCTEST_INCLUDE doctest/doctest.h REQUIRED)
find_path(SOCI_INCLUDE soci/soci.h REQUIRED)
find_library(SOCI_CORE soci_core REQUIRED)
find_library(SOCI_MYSQL soci_mysql REQUIRED)

add_library(soci_mysql_backend INTERFACE)
target_include_directories(soci_mysql_backend SYSTEM INTERFACE ${SOCI_INCLUDE} ${mariadb_INCLUDE_DIRS})
target_link_libraries(soci_mysql_backend INTERFACE ${SOCI_MYSQL} ${SOCI_CORE} PkgConfig::mariadb)

find_path(QUICKFIX_INCLUDE quickfix/Session.h REQUIRED)
find_library(QUICKFIX quickfix REQUIRED)
find_package(OpenSSL REQUIRED)  # its headers are part of QuickFIX's
add_library(quickfix_library INTERFACE)
target_include_directories(quickfix_library SYSTEM INTERFACE ${QUICKFIX_INCLUDE})
target_compile_definitions(quickfix_library INTERFACE HAVE_SSL=1)  # as the package was built
target_link_libraries(quickfix_library INTERFACE ${QUICKFIX} OpenSSL::SSL)
