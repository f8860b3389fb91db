#pragma once

#include <string>
#include <string_view>

namespace audit {

// A text that a person has typed, without what tells who a customer is: a mail address becomes
// "a***@***", a mobile number (ten digits from 6 on, perhaps behind 91 or +91) "********10", a PAN
// (AAAAA9999A) "AA********". Numbers of orders and accounts stay. Pure.
std::string masked(std::string_view text);

}  // namespace audit
