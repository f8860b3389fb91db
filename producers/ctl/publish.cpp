#include "producers/ctl/publish.h"

#include "common/amqp/publisher.h"
#include "common/loop/loop.h"
#include "common/loop/timer.h"

namespace ctl {

base::Status publish_confirmed(const amqp::LinkConfig& link, std::vector<amqp::Message> messages,
                               int64_t timeout_ms) {
    if (messages.empty()) return base::Unit{};
    loop::Loop loop;
    size_t next = 0;
    loop::Timer deadline{loop, [&] { loop.stop(); }};
    amqp::Publisher* publishing = nullptr;
    const auto pump = [&] {
        while (next < messages.size() && publishing->try_publish(messages[next])) ++next;
        if (publishing->confirmed_through() == messages.size()) loop.stop();
    };
    amqp::Publisher publisher{loop, link, {}, pump};
    publishing = &publisher;
    loop::Timer begin{loop, pump};  // from within the loop
    begin.start_once(0);
    deadline.start_once(timeout_ms);
    loop.run();
    const uint64_t confirmed = publisher.confirmed_through();
    const bool blocked = publisher.state().blocked;
    const bool connected = publisher.state().connected;
    publisher.close();
    if (confirmed == messages.size()) return base::Unit{};
    const std::string why = blocked     ? "the broker is in an alarm and takes nothing"
                            : connected ? "the broker has not confirmed"
                                        : "no connection to the broker";
    return base::Error{base::Errc::Retryable,
                       why + " within " + std::to_string(timeout_ms / 1000) + " s: " +
                           std::to_string(confirmed) + " of " + std::to_string(messages.size()) +
                           " messages are confirmed, the others may have been published or not"};
}

bool wait_until(const std::function<bool()>& fact, int64_t timeout_ms) {
    constexpr int64_t kPollMs = 50;
    if (fact()) return true;
    loop::Loop loop;
    bool found = false;
    loop::Timer poll{loop, [&] {
                         found = fact();
                         if (found) loop.stop();
                     }};
    loop::Timer deadline{loop, [&] { loop.stop(); }};
    poll.start_every(kPollMs);
    deadline.start_once(timeout_ms);
    loop.run();
    return found;
}

}  // namespace ctl
