#include "producers/ctl/two_persons.h"

#include <fmt/core.h>

#include "common/base/clock.h"
#include "producers/ctl/exit_codes.h"

namespace ctl {

base::Result<operators::Consent> consent_to(const Connection& connection, operators::Act act,
                                            const audit::Person& me, bool break_glass) {
    auto consent = operators::ask(
        *connection.session,
        {std::move(act), me, connection.operators.two_persons, break_glass, base::wall_now().us});
    if (consent.ok()) tell_glass(consent.value().glass);
    return consent;
}

void tell_glass(const std::string& told) {
    if (!told.empty()) fmt::print(stderr, "{}\n", told);
}

std::string note_of_two_persons(const Connection& connection, bool break_glass) {
    if (!connection.operators.two_persons || break_glass) return {};
    return "without --dry-run it takes two persons: the first asks, another agrees";
}

void tell_two_persons(const Connection& connection, bool break_glass, bool json) {
    const std::string note = note_of_two_persons(connection, break_glass);
    if (!json && !note.empty()) fmt::print("{}\n", note);
}

int tell_asked(std::string_view command, const operators::Consent& consent, bool json) {
    const std::string text =
        fmt::format("{}: {}\nthe exit code is {}: it is asked for, and not done yet\n", command,
                    consent.said, kFailed);
    if (json) fmt::print("{{\"asked\":{{\"id\":{},\"state\":\"waiting\"}}}}\n", consent.approval);
    fmt::print(json ? stderr : stdout, "{}", text);
    return kFailed;
}

}  // namespace ctl
