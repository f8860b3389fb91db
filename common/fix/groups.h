#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "common/fix/message.h"

namespace fix {

// Which fields stand in a repeating group that FIX 4.2 or 4.4 defines, as one flag a field; empty:
// none does. A group's own fields never say what the message says, though they may have its tags.
// The last entry of a group is taken to end where a tag comes that no entry before it had.
std::vector<bool> in_groups(std::span<const Tag> fields);

}  // namespace fix
