#pragma once

#include <string>
#include <string_view>

namespace audit {

// A text that a person has typed, without what tells who a customer is: a mail address becomes
// "a***@***"; a mobile number (ten digits from 6 on, behind 0, 91 or +91 or not, in groups or not)
// "********10"; a PAN (AAAAA9999A), also in a GSTIN, "AA********". Two numbers of five digits side
// by side look like a mobile number and go with it. Numbers of orders and accounts stay. Pure.
std::string masked(std::string_view text);

// What may be shown of one address or number: "a***@e***.com", "********89"; empty of an empty one.
std::string masked_recipient(std::string_view recipient);

}  // namespace audit
