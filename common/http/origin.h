#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/http/message.h"

namespace http {

// Which names a server is asked by. A page from elsewhere may have its own name point here (DNS
// rebinding), or send a form here: then the browser tells it in Host or Origin. Pure.
struct OwnNames {
    std::string address;             // of this end of the connection, as text
    std::vector<std::string> hosts;  // further names, and addresses, in lower case
};

// 0: it may go on. 421: it is asked for under the name of somebody else. 403: a page of somebody
// else asks. Right are the address that was connected to, on the loopback also `localhost` and each
// of its addresses, and `hosts`; the port of Host does not count, for tunnels change it. An Origin
// must be the Host that is asked for, or one of `hosts`.
int foreign(const Request& request, const OwnNames& own);

// 127.0.0.0/8 as four numbers, or ::1.
bool is_loopback(std::string_view address);

}  // namespace http
