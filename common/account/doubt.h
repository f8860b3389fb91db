#pragma once

#include "common/events/event_outline.h"

namespace account {

// Something that contradicts the books of an account. Where the books say one thing and this says
// another, only what both agree on is exited.
struct Doubt {
    enum class Kind {
        Parked,    // an event that could not be applied: the books are without it
        Edited,    // an event that a person has changed and sent again: the books are with it
        Differs,   // the reconciler has found the live books and the record to differ
        Lacking,   // the record has a position that the books do not have at all; which is unknown
        Unbooked,  // an order has filled more than its trades come to: the rest is on its way, or
                   // lost; or its trades come to more than was ordered, and one is there twice
        Misplaced  // an order of ours stands in the books under another position, the other side or
                   // another account
    };
    Kind kind{};
    events::Outline event;  // what it could have changed; of Differs, Misplaced: which positions
    int64_t since_us = 0;   // of Unbooked: the exchange's time of the order's state
};

}  // namespace account
