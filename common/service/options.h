#pragma once

#include <string>

namespace service {

// What every service takes on its command line, and nothing else.
struct Options {
    std::string config_path;  // --config FILE
    bool check_config = false;
};

// Ends the process with 0 after --help and with 2 where the command line is wrong.
Options options(int argc, char** argv, const std::string& description);

}  // namespace service
