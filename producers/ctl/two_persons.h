#pragma once

#include <string>
#include <string_view>

#include "common/operators/consent.h"
#include "producers/ctl/connection.h"

namespace ctl {

// Asks whether the act may be done now (common/operators/consent.h), as [operators] says, and says
// on standard error who is told where the glass is broken. Blocks.
base::Result<operators::Consent> consent_to(const Connection& connection, operators::Act act,
                                            const audit::Person& me, bool break_glass);

// Says on standard error who is told of a broken glass; nothing of an empty text.
void tell_glass(const std::string& told);

// For a dry run of what takes two persons: what the real one will do. Empty where [operators] asks
// for one alone, or where the glass is broken. Pure.
std::string note_of_two_persons(const Connection& connection, bool break_glass);
// Prints it below what a dry run has shown for people.
void tell_two_persons(const Connection& connection, bool break_glass, bool json);

// Says that another person is needed, and what to do; as JSON {"asked":{"id":…,"state":"waiting"}}.
// Returns the exit code: that of what is not done yet.
int tell_asked(std::string_view command, const operators::Consent& consent, bool json);

}  // namespace ctl
