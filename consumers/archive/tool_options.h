#pragma once

#include <optional>

namespace archive {

// Runs `verify`, `list` or `cat` where the command line names one, and returns the exit code: 0
// good, 1 not, 2 wrong use. nullopt: it names none, the service is meant.
std::optional<int> run_tool(int argc, char** argv);

}  // namespace archive
