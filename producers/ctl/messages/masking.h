#pragma once

#include <string>
#include <string_view>

namespace ctl {

// What a person at a terminal may see of a message without saying why. Pure.

// "AB1234" -> "AB****"; empty stays empty.
std::string masked(std::string_view text);
// JSON over several lines, two blanks a level. Without `unmask` the values of fields that tell who
// a customer is (account, name, recipient, …) are masked; of a text that is no JSON only the size
// is shown.
std::string pretty_body(std::string_view body, bool unmask);
// A reason in which the database has quoted values: they are left out.
std::string without_quoted(std::string_view reason);

}  // namespace ctl
