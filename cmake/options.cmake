set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)

option(BACKSTOP_WARNINGS_AS_ERRORS "Warnings stop the build (packagers may turn this off)" ON)
option(BACKSTOP_FUZZ "Build the fuzz targets with libFuzzer (clang)" OFF)
set(BACKSTOP_SANITIZE "" CACHE STRING "Value for -fsanitize=, empty for none")

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

# -O2 with debug information: profiles and core dumps of what runs in production stay readable.
# The library's own assertions stay on: a broken precondition must stop a service, not corrupt a book.
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O2 -g1 -D_GLIBCXX_ASSERTIONS")

add_library(backstop_options INTERFACE)
target_include_directories(backstop_options INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(backstop_options INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor
    -Wold-style-cast -Woverloaded-virtual -Wimplicit-fallthrough -Wnull-dereference
    $<$<BOOL:${BACKSTOP_WARNINGS_AS_ERRORS}>:-Werror>)
if(BACKSTOP_SANITIZE)
    # Without vptr: it needs the type information of SOCI's backend, which that library does not export.
    target_compile_options(backstop_options INTERFACE
        -fsanitize=${BACKSTOP_SANITIZE} -fno-sanitize=vptr -fno-omit-frame-pointer)
    target_link_options(backstop_options INTERFACE -fsanitize=${BACKSTOP_SANITIZE})
    # GCC's flow analysis sees null pointers in the code that sanitizers add.
    target_compile_options(backstop_options INTERFACE -Wno-null-dereference)
endif()
