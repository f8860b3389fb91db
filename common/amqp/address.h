#pragma once

#include <string>

#include "common/base/result.h"

namespace amqp {

struct Address {
    std::string host;
    int port = 5672;
};

// "host:port" or "host". Invalid when the host is empty or the port is not 1 to 65535.
base::Result<Address> parse_address(const std::string& text);

}  // namespace amqp
