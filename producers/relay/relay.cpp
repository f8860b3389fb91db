#include "producers/relay/relay.h"

#include "common/log/log.h"

namespace relay {

Relay::Relay(loop::Loop& loop, const RelayConfig& config, const amqp::LinkConfig& link,
             const db::DatabaseConfig& database, metrics::Registry& registry)
    : loop_{loop},
      urgent_{loop,
              config,
              link,
              database,
              Urgency::Urgent,
              registry,
              [this](const std::string& why) { fail(why); }},
      bulk_{loop, config, link, database, Urgency::Bulk, registry, [this](const std::string& why) {
                fail(why);
            }} {}

std::vector<std::string> Relay::not_ready() const {
    std::vector<std::string> reasons;
    for (const Lane* lane : {&urgent_, &bulk_}) {
        if (std::string why = lane->not_ready(); !why.empty()) reasons.push_back(std::move(why));
    }
    return reasons;
}

void Relay::stop() {
    urgent_.stop();
    bulk_.stop();
}

void Relay::fail(const std::string& why) {
    if (failed_) return;
    logging::error("the relay cannot go on; notices wait in the database", {{"reason", why}});
    failed_ = true;
    loop_.stop();
}

}  // namespace relay
