# One function per kind of target.

# backstop_headers(headers_cold FLAGS…): what almost every file includes, read once for each set of flags.
function(backstop_headers name)
    if(NOT BACKSTOP_SHARED_HEADERS)
        return()
    endif()
    file(GENERATE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp CONTENT "")
    add_library(${name} OBJECT ${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp)
    target_link_libraries(${name} PRIVATE backstop_options soci_mysql_backend)
    target_compile_options(${name} PRIVATE ${ARGN})
    target_precompile_headers(${name} PRIVATE
        <algorithm> <array> <charconv> <chrono> <cstdint> <deque> <filesystem> <functional> <map> <memory> <optional> <set>
        <string> <string_view> <unordered_map> <utility> <variant> <vector> <fmt/format.h> <soci/soci.h>)
endfunction()

# Joins a target to such headers.
function(backstop_take_headers target name)
    if(TARGET ${name})
        target_precompile_headers(${target} REUSE_FROM ${name})
    endif()
endfunction()

# backstop_room(common/base SOURCES a.cpp … [PUBLIC libs…] [PRIVATE libs…])
# A room is a static library named after its folder: common/base -> backstop::common_base. COLD: it serves a person, or runs
# once; it is compiled for the build's time, not for its own.
function(backstop_room folder)
    cmake_parse_arguments(ARG "COLD" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
    string(REPLACE "/" "_" name ${folder})
    add_library(${name} STATIC ${ARG_SOURCES})
    add_library(backstop::${name} ALIAS ${name})
    target_link_libraries(${name} PUBLIC backstop_options ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE})
    if(ARG_COLD)
        target_compile_options(${name} PRIVATE ${backstop_cold})
        backstop_take_headers(${name} headers_cold)
    else()
        backstop_take_headers(${name} headers)
    endif()
endfunction()

# What runs on a site, without its tests: `cmake --build … --target programs`.
add_custom_target(programs)

# backstop_program(backstop-feed SOURCES main.cpp LINK libs…)
function(backstop_program name)
    cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
    add_executable(${name} ${ARG_SOURCES})
    target_link_libraries(${name} PRIVATE backstop_options ${ARG_LINK})
    string(FIND "${CMAKE_CURRENT_SOURCE_DIR}/" "${CMAKE_SOURCE_DIR}/test/" place)
    if(NOT place EQUAL 0)
        add_dependencies(programs ${name})
    endif()
endfunction()

# backstop_unit_test(base SOURCES a_test.cpp … LINK libs…): one doctest executable, ctest label "unit".
function(backstop_unit_test name)
    cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
    add_executable(unit_${name} ${ARG_SOURCES})
    target_link_libraries(unit_${name} PRIVATE doctest_main ${ARG_LINK})
    # What is tested is optimized, the tests are not: a third of the time that they take to compile.
    target_compile_options(unit_${name} PRIVATE -O0)
    backstop_take_headers(unit_${name} headers_tests)
    add_test(NAME unit/${name} COMMAND unit_${name})
    set_tests_properties(unit/${name} PROPERTIES LABELS unit TIMEOUT 60)
endfunction()

# backstop_script_test(LABEL name COMMAND…): a script that exits 0, or 77 to say that it skips and why.
function(backstop_script_test label name timeout_s)
    add_test(NAME ${label}/${name} COMMAND ${ARGN} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
    set_tests_properties(${label}/${name} PROPERTIES LABELS ${label} TIMEOUT ${timeout_s} SKIP_RETURN_CODE 77)
endfunction()
