#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/clock.h"
#include "common/events/names.h"

namespace notifier {

using events::Channel;

// The closed list of schemas/sql/0005_notices.sql, in the order of its ENUM column.
enum class State { Waiting, Queued, Sending, Sent, Dead };

inline constexpr std::string_view kStates[] = {"waiting", "queued", "sending", "sent", "dead"};

constexpr std::string_view name_of(State state) { return kStates[static_cast<size_t>(state)]; }

// A row of `notices` as it is read, with what the customer's row adds.
struct Notice {
    std::string id;
    std::string account;    // "": only the recipient is known
    std::string name;       // the customer's; "": not known
    std::string recipient;  // the notice's own, else the customer's; "": there is none
    Channel channel{};
    std::string name_of_template;
    std::string language;  // "en" or "hi": the notice's own, else the customer's
    std::string fields;    // a JSON object of texts
    int64_t created_us = 0;
    int64_t expires_us = 0;
    State state{};
    uint32_t attempts = 0;
    int64_t changed_us = 0;
    int64_t due_us = 0;    // it waits in the table until then; 0: a message names it, or did
    std::string reason;    // of the last failure; "": there was none
    uint32_t untried = 0;  // of the attempts: marked by this process, but nothing left the house
};

// A change of a row from the state in which it was seen. It happens only where the row is in that
// state still: whoever comes second changes nothing.
struct Change {
    std::string id;
    State from{};
    uint32_t attempts = 0;   // seen with `from`
    State to{};              // Sending counts one attempt more
    std::string reason;      // of the last failure; of Dead: why
    int64_t due_us = 0;      // of Queued: when it is taken from the table
    std::string waits = {};  // with `due_us`: why it has to wait, where nothing has failed
};

// Both clocks of one moment: the first for waits and rates, the second for what stands in rows.
struct Now {
    base::MonoTime mono;
    base::WallTime wall;
};

}  // namespace notifier
