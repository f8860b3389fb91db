#include "common/site/site_state.h"

#include "common/events/json_text.h"
#include "common/site/next_step.h"

namespace site {

using base::Errc;
using base::Error;

namespace {

struct Step {
    State from;
    State to;
};

Step step_of(Action action) {
    switch (action) {
        case Action::Activate:
            return {State::Standby, State::Activating};
        case Action::Open:
            return {State::Activating, State::Active};
        case Action::Return:
            return {State::Active, State::Returning};
        case Action::Standby:
            return {State::Returning, State::Standby};
        case Action::Pause:
            return {State::Standby, State::Paused};
        case Action::Resume:
            break;
    }
    return {State::Paused, State::Standby};
}

}  // namespace

base::Result<SiteState> next(const SiteState& now, Action action, std::string_view who,
                             std::string_view why, int64_t now_us) {
    if (const auto said = check_words(who, why); !said.ok()) return said.error();
    const Step step = step_of(action);
    if (now.state != step.from) {
        return Error{Errc::Invalid, "state: " + std::string{name_of(action)} + " needs " +
                                        std::string{name_of(step.from)} + ", the site is " +
                                        std::string{name_of(now.state)} + "; " +
                                        std::string{next_step(now.state)}};
    }
    const int64_t epoch = now.epoch + (action == Action::Activate ? 1 : 0);
    return SiteState{step.to, epoch, now_us, std::string{who}, std::string{why}};
}

std::string encode(const SiteState& state) {
    events::JsonText json;
    json.open_object();
    json.text("kind", "site");
    json.text("state", name_of(state.state));
    json.integer("epoch", state.epoch);
    json.integer("since_us", state.since_us);
    json.text("by", state.who);
    json.text("reason", state.why);
    json.close_object();
    return json.take();
}

}  // namespace site
