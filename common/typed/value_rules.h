#pragma once

#include <string>
#include <string_view>

namespace typed {

// What may be typed for the option or argument `name` ("account", without dashes), of whatever
// command: names are ASCII, as the columns that they are compared with are; reasons and persons are
// UTF-8; files are anything. Empty, or what is wrong, with the value. Pure.
std::string problem_of_value(std::string_view name, std::string_view text);

}  // namespace typed
