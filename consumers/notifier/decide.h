#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "consumers/notifier/templates.h"

namespace notifier {

// What leaves the house.
struct Outgoing {
    std::string id;  // idempotency key
    std::string recipient;
    std::string subject;
    std::string text;
};

struct Done {};  // sent or dead already: nothing is left to do
struct Later {   // somebody is at it, or died at it
    int64_t wait_us = 0;
};
struct Dead {
    std::string reason;
};
struct Send {
    Outgoing outgoing;
    bool fell_back = false;  // in English
};
using Decision = std::variant<Done, Later, Dead, Send>;

struct Rules {
    Channel channel{};  // of the queue
    uint32_t attempts_max = 10;
    // How long a row that is being sent is left to the process that marked it. Longer than any
    // sending takes: only then is it known that the process has died.
    int64_t lease_us = 20'000'000;
};

// What is to be done about a row as it was read. Pure.
Decision decide(const Notice& notice, const Rules& rules, const Templates& templates,
                base::WallTime now);

// Empty, or why it cannot be sent any more just because of the time or the attempts, with the last
// failure: "expired", "attempts: used up; last: gateway: 500".
std::string over(const Notice& notice, const Rules& rules, base::WallTime now);

// Mail: as SMTP takes it. SMS: + and 8 to 15 digits, or the digits alone. Push: printable ASCII.
bool is_recipient(Channel channel, std::string_view recipient);

}  // namespace notifier
