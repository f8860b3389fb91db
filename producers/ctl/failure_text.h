#pragma once

#include <string>
#include <string_view>

namespace ctl {

// "day open: day: 20260803 is over"; a field that is called as the command is said once. Pure.
std::string sentence_of(std::string_view command, std::string_view why);
// A failure in words that say what to do, where its own words do not: the database's about a value
// that was typed. Others come back as they are. Pure.
std::string explained(std::string_view why);
// What the database refuses because of a value that was typed.
bool is_wrong_use(std::string_view why);

// {"error":{"field":…,"reason":…,"exit_code":…}} of `why`, which begins with a field, an option or
// a section's key and a colon; the field is empty where it does not. Pure.
std::string error_json(std::string_view why, int exit_code);

}  // namespace ctl
