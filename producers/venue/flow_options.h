#pragma once

#include <cstdint>
#include <string>

namespace flow {

struct Options {
    std::string config;
    std::string books_file;
    int64_t orders = 1000;
    int64_t rate = 100;
    int64_t accounts = 3000;
    int64_t seed = 1;
    std::string prefix;
    bool check_config = false;
};

// Reads the command line; ends the program where it is wrong or asks for help.
Options options(int argc, char** argv);

}  // namespace flow
