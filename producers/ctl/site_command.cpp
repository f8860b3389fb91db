#include "producers/ctl/site_command.h"

#include <fmt/core.h>

#include "common/base/clock.h"
#include "common/events/json_text.h"
#include "common/events/topology.h"
#include "common/site/next_step.h"
#include "common/site/site_store.h"
#include "producers/ctl/books_inputs.h"
#include "producers/ctl/connection.h"
#include "producers/ctl/exit_codes.h"
#include "producers/ctl/limits.h"
#include "producers/ctl/publish.h"
#include "producers/ctl/site_consent.h"
#include "producers/ctl/table.h"
#include "producers/ctl/two_persons.h"

namespace ctl {
namespace {

using base::Result;
using site::Action;
using site::SiteState;
using site::State;

void print(const SiteState& state, bool json) {
    if (json) {
        fmt::print("{}\n", site::encode(state));
        return;
    }
    fmt::print("state   {}\nepoch   {}\nsince   {}\nby      {}\nreason  {}\nnext    {}\n",
               site::name_of(state.state), state.epoch, india_time(state.since_us), state.who,
               state.why, site::next_step(state.state));
}

std::vector<Action> steps_of(Action action, State now) {
    if (action != Action::Activate) return {action};
    // An activation that was cut off in the middle goes on.
    if (now == State::Activating) return {Action::Open};
    return {Action::Activate, Action::Open};
}

// Only tells the others at once: the row is what counts, and they read it before they act.
amqp::Message message_of(const SiteState& state) {
    amqp::Message message;
    message.exchange = events::topology::kSite;
    message.body = site::encode(state);
    return message;
}

// The epoch tells one activation from the next.
operators::Act degraded_act(const SiteState& now, const SiteState& after, const std::string& why,
                            const std::string& books) {
    operators::Act act{"site activate degraded",
                       R"({"from":")" + std::string{site::name_of(now.state)} + R"(","epoch":)" +
                           std::to_string(after.epoch) + "}",
                       why};
    events::JsonText shown;
    shown.open_object();
    shown.text("books", books);
    shown.close_object();
    act.shown = shown.take();
    act.subject = "site under epoch " + std::to_string(after.epoch);
    return act;
}

int rehearse(SiteState state, const std::vector<Action>& steps, const SiteOptions& options,
             const std::string& who) {
    for (const Action step : steps) {
        auto moved = site::next(state, step, who, options.reason, base::wall_now().us);
        if (!moved.ok()) return failed("site", moved.error());
        state = std::move(moved).value();
    }
    if (!options.json) fmt::print("would become:\n");
    print(state, options.json);
    return kDone;
}

}  // namespace

int show_site(const SiteOptions& options) {
    const auto connection = connect(options.config, Use::Database);
    if (!connection.ok()) return failed("site", connection.error());
    const auto state = site::read(*connection.value().session);
    if (!state.ok()) return failed("site", state.error());
    print(state.value(), options.json);
    return kDone;
}

int change_site(const SiteOptions& options, Action action) {
    const auto opened = connect(options.config, Use::DatabaseAndBroker);
    if (!opened.ok()) return failed("site", opened.error());
    const Connection& connection = opened.value();
    const auto who = acting(*connection.session, options.by);
    if (!who.ok()) return failed("site", who.error());
    auto state = site::read(*connection.session);
    if (!state.ok()) return failed("site", state.error());
    const std::vector<Action> steps = steps_of(action, state.value().state);
    // What the state does not allow is told first.
    const auto allowed = site::next(state.value(), steps.front(), who.value().name, options.reason,
                                    base::wall_now().us);
    if (!allowed.ok()) return failed("site", allowed.error());
    site::Evidence evidence;
    if (action == Action::Activate) {
        if (!options.json) fmt::print(stderr, "the reconciler compares once more\n");
        const auto compared =
            compare_books(*connection.session, connection.partitions, connection.verdict);
        if (!compared.ok()) return failed("site", compared.error());
        const auto books = verdict::judge(compared.value().inputs, connection.verdict);
        const auto consent = consent_to_activate(books, compared.value().anew, options.degraded);
        if (!consent.ok()) return failed("site", consent.error());
        evidence = consent.value();
        if (!options.json) fmt::print("books   {}\n", evidence.books);
    }
    if (options.dry_run) {
        const int code = rehearse(state.value(), steps, options, who.value().name);
        if (evidence.degraded) tell_two_persons(connection, options.break_glass, options.json);
        return code;
    }
    operators::Consent consent{.given = true, .approval = 0, .said = ""};
    if (evidence.degraded) {
        const auto agreed =
            consent_to(connection,
                       degraded_act(state.value(), allowed.value(), options.reason, evidence.books),
                       who.value(), options.break_glass);
        if (!agreed.ok()) return failed("site", agreed.error());
        if (!agreed.value().given) return tell_asked("site", agreed.value(), options.json);
        consent = agreed.value();
    }
    if (const auto begun = operators::begin(*connection.session, consent); !begun.ok()) {
        return failed("site", begun.error());
    }

    std::vector<amqp::Message> messages;
    for (const Action step : steps) {
        state = site::apply(*connection.session, step, who.value(), options.reason,
                            base::wall_now().us, evidence);
        if (!state.ok()) return failed("site", state.error());
        messages.push_back(message_of(state.value()));
    }
    const auto finished =
        operators::finish(*connection.session, consent, who.value(), base::wall_now().us);
    if (!finished.ok()) return failed("site", finished.error());
    const auto published = publish_confirmed(connection.link, std::move(messages), kConfirmMs);
    if (published.ok() || !options.json) print(state.value(), options.json);
    if (published.ok()) return kDone;
    return failed("site",
                  "the state has changed, but the others were not told: " + published.error().what);
}

}  // namespace ctl
