#include "producers/ctl/exits/unread_commands.h"

#include <fmt/core.h>

#include <algorithm>

#include "common/events/partition.h"
#include "common/events/topology.h"

namespace ctl {

using amqp::QueueLook;

namespace {

bool is_of_commands(std::string_view queue) { return queue.starts_with("squareoff."); }

}  // namespace

std::vector<QueueLook> unread_of(const std::vector<QueueLook>& queues) {
    std::vector<QueueLook> unread;
    std::ranges::copy_if(queues, std::back_inserter(unread), [](const QueueLook& one) {
        return is_of_commands(one.name) && one.ready > 0 && one.consumers == 0;
    });
    return unread;
}

std::vector<QueueLook> unread_of(const overview::Overview& overview) {
    if (!overview.queues.known()) return {};
    std::vector<QueueLook> counted;
    for (const overview::Queue& one : *overview.queues.value) {
        if (!one.ready || !one.consumers) continue;  // the broker has not counted it yet
        counted.push_back({one.name, *one.ready, *one.consumers});
    }
    return unread_of(counted);
}

UnreadCommands look_for_unread(const Connection& connection, const std::string& account) {
    if (connection.link.password.empty()) return {{}, "BACKSTOP_AMQP_PASSWORD is not set"};
    std::vector<std::string> queues;
    const int32_t only =
        account.empty() ? -1 : events::partition_of(account, connection.partitions);
    for (int32_t number = 0; number < connection.partitions; ++number) {
        if (only < 0 || only == number) queues.push_back(events::topology::squareoff_queue(number));
    }
    const auto looks = amqp::look_at_queues(connection.link, queues);
    if (!looks.ok()) return {{}, looks.error().what};
    return {unread_of(looks.value()), {}};
}

std::string unread_text(const std::vector<QueueLook>& unread) {
    std::string text;
    for (const QueueLook& one : unread) {
        text += fmt::format("{}{} {} in {}", text.empty() ? "" : ", ", one.ready,
                            one.ready == 1 ? "message waits" : "messages wait", one.name);
    }
    if (text.empty()) return text;
    const char* const what = unread.size() == 1 ? "it" : "them";
    return text + fmt::format(" and nobody reads {}: start the square-off", what);
}

std::string unread_line(const UnreadCommands& unread) {
    if (!unread.unknown.empty()) {
        return "what waits in the queues of commands is not known: " + unread.unknown + "\n";
    }
    const std::string text = unread_text(unread.queues);
    return text.empty() ? text : text + "\n";
}

void write_unread(events::JsonText& json, const std::vector<QueueLook>& unread) {
    json.objects("unread", unread, [](events::JsonText& to, const QueueLook& one) {
        to.text("queue", one.name);
        to.integer("messages", one.ready);
    });
}

}  // namespace ctl
