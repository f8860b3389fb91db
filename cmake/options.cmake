set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)

option(BACKSTOP_WARNINGS_AS_ERRORS "Warnings stop the build (packagers may turn this off)" ON)
option(BACKSTOP_FUZZ "Build the fuzz targets with libFuzzer (clang)" OFF)
set(BACKSTOP_SANITIZE "" CACHE STRING "Value for -fsanitize=, empty for none")

# Ten files of a room are compiled as one, which a build from nothing has most of its speed from. Not with ccache
# (CMAKE_CXX_COMPILER_LAUNCHER=ccache in the environment), which does better with small pieces, and not where somebody has
# said -DCMAKE_UNITY_BUILD=OFF (the preset dev does): such a build also shows a header that a file forgot.
if(NOT DEFINED CMAKE_UNITY_BUILD AND NOT CMAKE_CXX_COMPILER_LAUNCHER MATCHES ccache)
    set(CMAKE_UNITY_BUILD ON)
    set(CMAKE_UNITY_BUILD_BATCH_SIZE 10)
endif()

option(BACKSTOP_SHARED_HEADERS "What almost every file includes is read once (targets.cmake)" ${CMAKE_UNITY_BUILD})

# -O2 with debug information: profiles and core dumps of what runs in production stay readable.
# The library's own assertions stay on: a broken precondition must stop a service, not corrupt a book.
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O2 -g1 -D_GLIBCXX_ASSERTIONS")
# Of rooms that serve a person: a third of the time to compile.
set(backstop_cold $<$<CONFIG:RelWithDebInfo>:-O1>)

add_library(backstop_options INTERFACE)
target_include_directories(backstop_options INTERFACE ${CMAKE_SOURCE_DIR})
target_link_libraries(backstop_options INTERFACE fmt::fmt)  # texts are made everywhere
target_compile_options(backstop_options INTERFACE
    -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wnon-virtual-dtor
    -Wold-style-cast -Woverloaded-virtual -Wimplicit-fallthrough
    # Of one file: a name that another keeps to itself shadows nothing, and with more to inline g++ 12 sees null pointers
    # in std::string itself.
    $<$<NOT:$<BOOL:${CMAKE_UNITY_BUILD}>>:-Wshadow$<SEMICOLON>-Wnull-dereference>
    $<$<BOOL:${BACKSTOP_WARNINGS_AS_ERRORS}>:-Werror>
    # g++ collects what it no longer needs only where it has taken more than a gigabyte: a tenth of its time is collecting.
    $<$<CXX_COMPILER_ID:GNU>:--param=ggc-min-heapsize=1048576>)
if(BACKSTOP_SANITIZE)
    # Without vptr: it needs the type information of SOCI's backend, which that library does not export.
    target_compile_options(backstop_options INTERFACE
        -fsanitize=${BACKSTOP_SANITIZE} -fno-sanitize=vptr -fno-omit-frame-pointer)
    target_link_options(backstop_options INTERFACE -fsanitize=${BACKSTOP_SANITIZE})
    # GCC's flow analysis sees null pointers in the code that sanitizers add.
    target_compile_options(backstop_options INTERFACE -Wno-null-dereference)
endif()
