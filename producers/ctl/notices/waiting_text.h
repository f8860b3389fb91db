#pragma once

#include <cstdint>
#include <string>

#include "common/notices/notice.h"

namespace ctl {

// What the tables tell of a notice that has not gone yet. Times: microseconds since the Unix epoch.
struct Waiting {
    notices::State state{};
    int64_t due_us = 0;    // its own turn; 0: none was given
    std::string why;       // it was given one; empty: something has failed before
    std::string lane_why;  // what holds up all of its lane; empty: nothing
    int64_t lane_until_us = 0;
    int64_t lane_seen_us = 0;  // when its notifier said so; 0: none ever has
};

// Why it waits and until when, as the notifier has said: "over the limit of 10 a minute for one
// recipient, not before 11:32:05 IST". Empty of one that does not wait. Pure.
std::string waiting_text(const Waiting& waiting, int64_t now_us);

}  // namespace ctl
