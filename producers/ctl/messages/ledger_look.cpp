#include "producers/ctl/messages/ledger_look.h"

#include "common/events/topology.h"

namespace ctl {

std::string without_ledger(const std::vector<amqp::QueueLook>& queues) {
    std::string names;
    for (const amqp::QueueLook& one : queues) {
        if (one.consumers == 0) names += (names.empty() ? "" : ", ") + one.name;
    }
    if (names.empty()) return names;
    return "no ledger reads " + names + ": start it; until then nothing is applied";
}

std::string look_for_ledgers(const Connection& connection, const std::vector<int32_t>& partitions) {
    if (connection.link.password.empty()) return {};
    std::vector<std::string> queues;
    for (const int32_t one : partitions) queues.push_back(events::topology::ledger_queue(one));
    const auto looks = amqp::look_at_queues(connection.link, queues);
    if (!looks.ok()) return "no ledger goes on without the broker: " + looks.error().what;
    return without_ledger(looks.value());
}

}  // namespace ctl
