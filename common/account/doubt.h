#pragma once

#include "common/events/event_outline.h"

namespace account {

// Something that contradicts the books of an account. Where the books say one thing and this says
// another, only what both agree on is exited.
struct Doubt {
    enum class Kind {
        Parked,  // an event that could not be applied: the books are without it
        Edited,  // an event that a person has changed and sent again: the books are with it
        Differs  // the reconciler has found the live books and the record to differ
    };
    Kind kind{};
    events::Outline event;  // what it could have changed; of Differs: which rows
};

}  // namespace account
