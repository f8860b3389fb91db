#pragma once

#include <string>
#include <string_view>

namespace db {

// What a person has to do about an error of the server that a statement cannot be blamed for: a
// database without our tables, or with those of another version. Empty for all others, which are
// told with the statement that they come from. Pure.
std::string no_tables();
std::string known_cause(unsigned native_code, std::string_view message);

}  // namespace db
