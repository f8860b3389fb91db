#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/result.h"
#include "common/site/words.h"

namespace site {

// In the order of the ENUM column of schemas/sql/0003_site.sql.
enum class State { Standby, Activating, Active, Returning, Paused };
inline constexpr std::array<std::string_view, 5> kStateNames{"STANDBY", "ACTIVATING", "ACTIVE",
                                                             "RETURNING", "PAUSED"};
constexpr std::string_view name_of(State state) { return kStateNames[static_cast<size_t>(state)]; }

enum class Action {
    Activate,  // STANDBY to ACTIVATING, under a new epoch
    Open,      // ACTIVATING to ACTIVE: from here on it trades
    Return,    // ACTIVE to RETURNING: nothing new is accepted
    Standby,   // RETURNING to STANDBY
    Pause,     // STANDBY to PAUSED: no automatic activation
    Resume     // PAUSED to STANDBY
};
inline constexpr std::array<std::string_view, 6> kActionNames{"activate", "open",  "return",
                                                              "standby",  "pause", "resume"};
constexpr std::string_view name_of(Action action) {
    return kActionNames[static_cast<size_t>(action)];
}

// The one row of `site_state`.
struct SiteState {
    State state = State::Standby;
    int64_t epoch = 0;  // raised by every activation
    int64_t since_us = 0;
    std::string who;
    std::string why;
    friend bool operator==(const SiteState&, const SiteState&) = default;
};

// What the site becomes. Invalid, naming what is wrong, for every action that the state does not
// allow and where nobody or no reason is named. Pure.
base::Result<SiteState> next(const SiteState& now, Action action, std::string_view who,
                             std::string_view why, int64_t now_us);

// As published on the exchange `site`: schemas/events/site.schema.json.
std::string encode(const SiteState& state);

}  // namespace site
