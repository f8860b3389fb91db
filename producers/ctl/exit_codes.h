#pragma once

#include <string_view>

#include "common/base/result.h"

namespace ctl {

inline constexpr int kDone = 0;
inline constexpr int kFailed = 1;    // or refused
inline constexpr int kWrongUse = 2;  // the command line, or the configuration

// From now on the failures below are also printed as JSON on standard output: for a command that
// was given --json, whose reader would otherwise find nothing there.
void tell_failures_as_json();

// Says what went wrong on standard error and returns kFailed.
int failed(std::string_view command, const base::Error& error);
int failed(std::string_view command, std::string_view why);
// For a command that has printed what it came to: on standard error alone.
int incomplete(std::string_view command, std::string_view why);
// The same for what was typed wrong: `why` begins with the option's name.
int wrong_use(std::string_view command, std::string_view why);
// For what standard error has been told already: only the JSON. Returns `exit_code`.
int told(std::string_view why, int exit_code);

}  // namespace ctl
