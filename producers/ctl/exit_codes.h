#pragma once

#include <string>
#include <string_view>

#include "common/base/result.h"

namespace ctl {

// The table of docs/operations.md.
inline constexpr int kDone = 0;      // all that was asked
inline constexpr int kFailed = 1;    // it is not done, or not all of it
inline constexpr int kWrongUse = 2;  // the command line, or the configuration
inline constexpr int kStopped = 3;   // by a signal, or by the person, before the end

// From now on the failures below are also printed as JSON on standard output: for a command that
// was given --json, whose reader would otherwise find nothing there.
void tell_failures_as_json();

// Says what went wrong on standard error and returns kFailed.
int failed(std::string_view command, const base::Error& error);
int failed(std::string_view command, std::string_view why);
// From now on a signal that stops the program (Ctrl-C, SIGTERM, SIGHUP, a reader who has gone) ends
// it with kStopped, and says so. What was not committed is undone by the database.
void end_with_stopped();
// What goes on all the same where the command is stopped from now on: "command 17 goes on".
void say_when_stopped(std::string what);

// For a command that has printed what it came to: on standard error alone.
int incomplete(std::string_view command, std::string_view why);
// The same for what was typed wrong: `why` begins with the option's name.
int wrong_use(std::string_view command, std::string_view why);
// For what standard error has been told already: only the JSON. Returns `exit_code`.
int told(std::string_view why, int exit_code);

}  // namespace ctl
