#pragma once

#include <string>

namespace config {

// A path as a person's configuration file has it: a relative one counts from the folder of the
// file, wherever the person or the supervisor has started the program. Empty stays empty. Pure.
std::string beside(const std::string& file, const std::string& path);

}  // namespace config
