#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace amqp {

// One connection to the broker. Plain TCP: the broker is on this host or behind a tunnel.
struct LinkConfig {
    std::vector<std::string> hosts;  // "host:port", tried in turn; the port may be left out: 5672
    std::string vhost;
    std::string user;
    std::string password;  // from the environment only; never logged
    std::string name;      // shown as the connection's name by the broker
    // The peer counts as dead after twice this; a broker in an alarm may be silent for a while.
    int heartbeat_s = 10;
    int connect_timeout_ms = 3000;  // for TCP; the whole login may take twice this
    // Encoded and not yet taken by the socket. Above this, nothing more is encoded.
    size_t out_bytes_max = 4u << 20;
};

}  // namespace amqp
