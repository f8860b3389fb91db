#include "common/overview/verdict_inputs.h"

#include <algorithm>
#include <array>
#include <utility>

namespace overview {
namespace {

// By the beginning of their names: without them exits go on.
constexpr std::array<std::string_view, 4> kHelpers{"archive", "console", "relay", "notifier"};

bool is_helper(const std::string& name) {
    return std::ranges::any_of(kHelpers, [&](auto helper) { return name.starts_with(helper); });
}

// Of a gateway's session the tables tell where it leads, the gateway itself what it is now.
void add(const verdict::Session& session, verdict::Inputs& inputs) {
    const auto known = std::ranges::find(inputs.sessions, session.name, &verdict::Session::name);
    if (known == inputs.sessions.end()) {
        inputs.sessions.push_back(session);
    } else {
        known->logged_on = known->logged_on && session.logged_on;
    }
}

}  // namespace

verdict::Inputs inputs_of(const Answers& answers, verdict::Inputs books) {
    verdict::Inputs inputs = std::move(books);
    for (const ServiceAnswers& answer : answers.services) {
        for (const verdict::Session& session : answer.sessions) add(session, inputs);
        if (answer.comparing_us) inputs.comparing_us = answer.comparing_us;
        const Service& service = answer.service;
        if (is_helper(service.name) && !(service.live && service.ready)) {
            inputs.helpers_down.push_back(service.name);
        }
    }
    if (answers.database.known()) inputs.clock_apart_us = answers.database.value->clock_ahead_us;
    return inputs;
}

}  // namespace overview
