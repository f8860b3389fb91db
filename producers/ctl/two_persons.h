#pragma once

#include <string_view>

#include "common/operators/consent.h"
#include "producers/ctl/connection.h"

namespace ctl {

// Asks whether the act may be done now (common/operators/consent.h), as [operators] says. Blocks.
base::Result<operators::Consent> consent_to(const Connection& connection, operators::Act act,
                                            const audit::Person& me, bool break_glass);

// Says that another person is needed, and what to do; as JSON {"asked":{"id":…,"state":"waiting"}}.
// Returns the exit code.
int tell_asked(std::string_view command, const operators::Consent& consent, bool json);

}  // namespace ctl
