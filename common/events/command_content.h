#pragma once

#include <string>
#include <string_view>

#include "common/events/command.h"

namespace events {

// An id stands for one instruction. What makes up the instruction is every field but the times at
// which it was asked for (`issued_us`, `expires_us`): who repeats a command asks at another time.

// The first field in which they say something else; empty: it is the same instruction.
std::string_view different_field(const Command& one, const Command& other);

// Equal for equal instructions, whatever the times.
std::string content_of(Command command);

}  // namespace events
