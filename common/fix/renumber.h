#pragma once

#include <string>

#include "common/fix/session_state.h"

namespace fix {

// After a logon that was refused for its numbers, by either side: sets them as the counterparty
// says, so that the next one is not refused for them, and tells the Listener whose day has begun or
// what was lost. Returns the reason for on_logout. Engine's thread, under the session's lock, where
// the connection ends; does nothing for one that was logged on, or for an acceptor.
std::string renumber(SessionState& state, const std::string& why, Listener& listener);

// Looks at a Logout before QuickFIX does, which counts it as a number of the counterparty's even
// where it refuses a logon. Whether the counterparty counts it nobody knows: to expect one number
// too few costs a question, one too many the session.
void note_refusal(SessionState& state, int64_t seq);

}  // namespace fix
