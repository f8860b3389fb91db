#pragma once

#include <string>

#include "common/events/command.h"

namespace events {

// The rules of docs/commands.md, for a command from whatever place: a body, or a command line.
// Empty, or a reason that begins with the field.
std::string broken_rule(const Command& command);

}  // namespace events
