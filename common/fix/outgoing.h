#pragma once

#include <quickfix/Message.h>

#include "common/fix/message.h"

namespace fix {

// Type, fields and groups of a message, for QuickFIX to add header and trailer.
void write_message(const Message& message, FIX::Message& out);

}  // namespace fix
