#include "common/amqp/read_link_config.h"

#include <utility>

#include "common/amqp/address.h"

namespace amqp {

LinkConfig link_config(config::Section& section, std::string name) {
    constexpr int64_t kHeartbeatMaxS = 600;
    LinkConfig link;
    link.hosts = section.texts("hosts", {"127.0.0.1:5672"});
    if (link.hosts.empty()) section.reject("hosts", "names no host");
    for (const std::string& host : link.hosts) {
        const auto address = parse_address(host);
        if (!address.ok()) section.reject("hosts", address.error().what);
    }
    link.vhost = section.text("vhost", "backstop");
    link.user = section.text("user", "backstop");
    link.heartbeat_s = static_cast<int>(
        section.integer("heartbeat_s", link.heartbeat_s, /*min=*/1, kHeartbeatMaxS));
    link.name = std::move(name);
    return link;
}

}  // namespace amqp
