#include "producers/ctl/exit_codes.h"

#include <fmt/core.h>

#include <cstdio>

#include "producers/ctl/failure_text.h"

namespace ctl {
namespace {

bool as_json = false;  // set once, before the command runs

int tell(std::string_view command, const std::string& why, int exit_code) {
    fmt::print(stderr, "{}: {}\n", command, why);
    return told(why, exit_code);
}

}  // namespace

void tell_failures_as_json() { as_json = true; }

int told(std::string_view why, int exit_code) {
    if (as_json) fmt::print("{}\n", error_json(why, exit_code));
    return exit_code;
}

int failed(std::string_view command, std::string_view why) {
    return tell(command, explained(why), kFailed);
}

int failed(std::string_view command, const base::Error& error) {
    return failed(command, error.what);
}

int incomplete(std::string_view command, std::string_view why) {
    fmt::print(stderr, "{}: {}\n", command, why);
    return kFailed;
}

int wrong_use(std::string_view command, std::string_view why) {
    return tell(command, std::string{why}, kWrongUse);
}

}  // namespace ctl
