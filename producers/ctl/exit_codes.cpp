#include "producers/ctl/exit_codes.h"

#include <fmt/core.h>

#include <cstdio>

namespace ctl {

int failed(std::string_view command, std::string_view why) {
    fmt::print(stderr, "{}: {}\n", command, why);
    return kFailed;
}

int failed(std::string_view command, const base::Error& error) {
    return failed(command, error.what);
}

int wrong_use(std::string_view command, std::string_view why) {
    fmt::print(stderr, "{}: {}\n", command, why);
    return kWrongUse;
}

}  // namespace ctl
