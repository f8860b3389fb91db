#include "common/site/site_state.h"

#include <doctest/doctest.h>

#include <map>

#include "common/site/next_step.h"

using site::Action;
using site::next;
using site::SiteState;
using site::State;

namespace {

constexpr int64_t kNow = 1'785'728'700'000'000;

SiteState in(State state) { return {state, 7, 1, "somebody", "before"}; }

std::string refusal(const SiteState& now, Action action, const std::string& who = "asha",
                    const std::string& why = "drill") {
    const auto moved = next(now, action, who, why, kNow);
    return moved.ok() ? "" : moved.error().what;
}

}  // namespace

TEST_CASE("site: every pair of state and action that is no step is refused") {
    const std::map<std::pair<State, Action>, State> steps{
        {{State::Standby, Action::Activate}, State::Activating},
        {{State::Activating, Action::Open}, State::Active},
        {{State::Active, Action::Return}, State::Returning},
        {{State::Returning, Action::Standby}, State::Standby},
        {{State::Standby, Action::Pause}, State::Paused},
        {{State::Paused, Action::Resume}, State::Standby}};
    for (int from = 0; from < 5; ++from) {
        for (int what = 0; what < 6; ++what) {
            CAPTURE(from);
            CAPTURE(what);
            const auto state = static_cast<State>(from);
            const auto action = static_cast<Action>(what);
            const auto moved = next(in(state), action, "asha", "drill", kNow);
            const auto step = steps.find({state, action});
            REQUIRE(moved.ok() == (step != steps.end()));
            if (step == steps.end()) continue;
            CHECK(moved.value().state == step->second);
            CHECK(moved.value().epoch == (action == Action::Activate ? 8 : 7));
            CHECK(moved.value().since_us == kNow);
            CHECK(moved.value().who == "asha");
            CHECK(moved.value().why == "drill");
        }
    }
}

TEST_CASE("site: a refusal tells what the action needs and what the site is") {
    CHECK(refusal(in(State::Paused), Action::Activate) ==
          "state: activate needs STANDBY, the site is PAUSED; " +
              std::string{site::next_step(State::Paused)});
    CHECK(refusal(in(State::Standby), Action::Return) ==
          "state: return needs ACTIVE, the site is STANDBY; " +
              std::string{site::next_step(State::Standby)});
}

TEST_CASE("site: each state's hint names a step that the state allows, and no other command") {
    const std::map<State, Action> hinted{{State::Standby, Action::Activate},
                                         {State::Activating, Action::Activate},
                                         {State::Active, Action::Return},
                                         {State::Returning, Action::Standby},
                                         {State::Paused, Action::Resume}};
    for (const auto& [state, action] : hinted) {
        const std::string hint{site::next_step(state)};
        const std::string command = "backstopctl site " + std::string{name_of(action)};
        CHECK(hint.find(command) != std::string::npos);
        CHECK(hint.find("backstopctl", hint.find(command) + 1) == std::string::npos);
        // An activation that was cut off goes on when it is given again.
        const Action step = state == State::Activating ? Action::Open : action;
        CHECK(next(in(state), step, "asha", "drill", kNow).ok());
    }
}

TEST_CASE("site: nobody acts without a name and a reason") {
    CHECK(refusal(in(State::Standby), Action::Activate, "") == "by: must not be empty");
    CHECK(refusal(in(State::Standby), Action::Activate, "asha", "") == "reason: must not be empty");
    CHECK(refusal(in(State::Standby), Action::Activate, std::string(81, 'a')) ==
          "by: must be at most 80 bytes");
    CHECK(refusal(in(State::Standby), Action::Activate, "asha", std::string(201, 'a')) ==
          "reason: must be at most 200 bytes");
    CHECK(refusal(in(State::Standby), Action::Activate, "asha", "a\nb") ==
          "reason: has a character that is not allowed");
    CHECK(refusal(in(State::Standby), Action::Activate, "asha", std::string(200, 'a')).empty());
}

TEST_CASE("site: the message tells the whole row") {
    CHECK(site::encode({State::Active, 3, kNow, "asha", R"(the "main" site)"}) ==
          R"({"kind":"site","state":"ACTIVE","epoch":3,"since_us":1785728700000000,)"
          R"("by":"asha","reason":"the \"main\" site"})");
}
