#include "producers/ctl/cutoffs/cutoff_command.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "common/base/exchange_clock.h"
#include "common/cutoffs/store.h"
#include "common/events/event.h"
#include "common/events/json_text.h"
#include "common/site/trading_day.h"
#include "producers/ctl/connection.h"
#include "producers/ctl/cutoffs/cutoff_store.h"
#include "producers/ctl/exit_codes.h"
#include "producers/ctl/table.h"
#include "producers/ctl/two_persons.h"

namespace ctl {
namespace {

using base::Result;
using cutoffs::Phase;
using cutoffs::Standing;

constexpr std::string_view kCutoffShow = "cutoff show";
constexpr std::string_view kCutoffSet = "cutoff set";
constexpr std::string_view kCutoffConfirm = "cutoff confirm";
constexpr size_t kOpenAccountsTold = 20;
constexpr int64_t kSecondsBefore = -1;  // of a day that is to come

std::string_view name_of_phase(Phase phase) {
    constexpr std::string_view kNames[] = {"before", "due", "closed"};
    return kNames[static_cast<size_t>(phase)];
}

// A market of the day as it is shown.
struct MarketShown {
    Standing standing;
    bool of_day = false;
    std::vector<cutoffs::Hours> sessions;
    CutoffCount count;
    std::vector<std::string> open;  // accounts, where the cut-off is past
};
struct CutoffView {
    uint32_t day = 0;
    cutoffs::Moment moment;
    std::string why_not;
    std::vector<MarketShown> markets;
};

int64_t second_on(const cutoffs::Moment& moment, uint32_t day) {
    if (moment.clock_day == day) return moment.second_of_day;
    return day < moment.clock_day ? cutoffs::kDayS : kSecondsBefore;
}

Result<CutoffView> look_at_cutoffs(db::Session& session, std::optional<int64_t> day) {
    auto moment = cutoffs::read_moment(session, base::kExchangeOffsetS);
    if (!moment.ok()) return moment.error();
    CutoffView view;
    view.moment = moment.value();
    view.day = day ? static_cast<uint32_t>(*day) : view.moment.day;
    if (view.day == 0) return base::Error{base::Errc::Invalid, std::string{site::kNoDay}};
    view.why_not = view.day == view.moment.day
                       ? cutoffs::why_not(view.moment)
                       : fmt::format("day: {} is not the open one", view.day);
    const auto lines = cutoffs::read_lines(session, view.day);
    if (!lines.ok()) return lines.error();
    const auto counts = count_cutoffs(session, view.day);
    if (!counts.ok()) return counts.error();
    const auto in_force = cutoffs::in_force(lines.value());
    for (const Standing& one : standings(in_force, second_on(view.moment, view.day))) {
        MarketShown& shown = view.markets.emplace_back();
        shown.standing = one;
        for (const cutoffs::Line& line : in_force) {
            if (line.market != one.market) continue;
            shown.of_day = line.of_day;
            shown.sessions.push_back(line.hours);
        }
        const auto found = counts.value().find(one.market);
        if (found != counts.value().end()) shown.count = found->second;
        if (one.phase == Phase::Before || shown.count.positions == 0) continue;
        auto names = open_accounts(session, one.market, view.day, kOpenAccountsTold);
        if (!names.ok()) return names.error();
        shown.open = std::move(names).value();
    }
    return view;
}

void print_cutoffs(const CutoffView& view) {
    fmt::print("day {}: {}\n", view.day,
               view.why_not.empty() ? "cut-offs are done by the clock"
                                    : "no cut-off is done now; " + view.why_not);
    using Align = Table::Align;
    Table table{{{"MARKET"},
                 {"CUT-OFF-CLOSE"},
                 {"SAID BY"},
                 {"NOW"},
                 {"OPEN POSITIONS", Align::Right},
                 {"OF ACCOUNTS", Align::Right},
                 {"TRIED", Align::Right},
                 {"UNDER WAY", Align::Right}}};
    for (const MarketShown& one : view.markets) {
        table.add({cutoffs::name_of(one.standing.market), text_of(one.sessions),
                   one.of_day ? "the day" : "the rule",
                   std::string{name_of_phase(one.standing.phase)},
                   std::to_string(one.count.positions), std::to_string(one.count.accounts),
                   std::to_string(one.count.tried), std::to_string(one.count.under_way)});
    }
    fmt::print("{}", table.text());
    for (const MarketShown& one : view.markets) {
        if (one.open.empty()) continue;
        const int64_t more = one.count.accounts - static_cast<int64_t>(one.open.size());
        fmt::print("open after the cut-off of {}: {}{}\n", cutoffs::name_of(one.standing.market),
                   fmt::join(one.open, " "), more > 0 ? fmt::format(" and {} more", more) : "");
    }
}

void print_cutoffs_as_json(const CutoffView& view) {
    events::JsonText json;
    json.open_object();
    json.integer("day", view.day);
    json.text("why_not", view.why_not);
    json.objects("markets", view.markets, [](events::JsonText& to, const MarketShown& one) {
        const cutoffs::Market& market = one.standing.market;
        to.text("exchange", events::name_of(market.exchange));
        to.text("segment", events::name_of(market.segment));
        to.text("product", events::name_of(market.product));
        to.text("sessions", text_of(one.sessions));
        to.flag("of_day", one.of_day);
        to.text("phase", name_of_phase(one.standing.phase));
        to.integer("open_positions", one.count.positions);
        to.integer("open_accounts", one.count.accounts);
        to.integer("tried_accounts", one.count.tried);
        to.integer("under_way", one.count.under_way);
        to.texts("open", one.open);
    });
    json.close_object();
    fmt::print("{}\n", json.take());
}

// How many a change squares off.
std::string effect_text(const CutoffChange& change) {
    if (!change.effect.is_due) return "";
    return fmt::format(
        "due now or within {} minutes: {} open positions of {} accounts are squared off while the "
        "site is ACTIVE\n",
        kCutoffSoonS / 60, change.hit.positions, change.hit.accounts);
}

operators::Act act_of(const CutoffWish& wish, const CutoffChange& change, const std::string& why) {
    events::JsonText what;
    what.open_object();
    what.text("market", cutoffs::name_of(wish.market));
    what.integer("day", wish.day.value_or(0));
    what.text("after", text_of(change.after));
    what.close_object();
    operators::Act act{std::string{kCutoffSet}, what.take(), why};
    act.subject = "cut-offs of " + cutoffs::name_of(wish.market);
    events::JsonText shown;
    shown.open_object();
    shown.text("before", text_of(change.before));
    shown.integer("open_positions", change.hit.positions);
    shown.integer("open_accounts", change.hit.accounts);
    shown.close_object();
    act.shown = shown.take();
    return act;
}

void print_change(const CutoffOptions& options, const CutoffWish& wish,
                  const CutoffChange& change) {
    const std::string before = text_of(change.before);
    const std::string after = text_of(change.after);
    if (options.json) {
        events::JsonText json;
        json.open_object();
        json.flag("dry_run", options.dry_run);
        json.text("market", cutoffs::name_of(wish.market));
        json.integer("day", wish.day.value_or(0));
        json.text("before", before);
        json.text("after", after);
        json.flag("due", change.effect.is_due);
        json.flag("becomes_due", change.effect.becomes_due);
        json.integer("open_positions", change.hit.positions);
        json.integer("open_accounts", change.hit.accounts);
        json.close_object();
        fmt::print("{}\n", json.take());
        return;
    }
    fmt::print("{}{} {}\n  {}\n  {}\n{}", options.dry_run ? "dry run: nothing is changed\n" : "",
               cutoffs::name_of(wish.market),
               wish.day ? "on " + std::to_string(*wish.day) : "every day", before, after,
               effect_text(change));
}

}  // namespace

int show_cutoffs(const CutoffOptions& options) {
    if (options.day && !events::is_trading_day(*options.day)) {
        return wrong_use(kCutoffShow, site::kNoTradingDay);
    }
    const auto connection = connect(options.config, Use::Database);
    if (!connection.ok()) return failed(kCutoffShow, connection.error());
    const auto view = look_at_cutoffs(*connection.value().session, options.day);
    if (!view.ok()) return failed(kCutoffShow, view.error());
    (options.json ? print_cutoffs_as_json : print_cutoffs)(view.value());
    return kDone;
}

int set_cutoff(const CutoffOptions& options) {
    const auto wish = cutoff_wish(options.words);
    if (!wish.ok()) return wrong_use(kCutoffSet, wish.error().what);
    const auto connection = connect(options.config, Use::Database);
    if (!connection.ok()) return failed(kCutoffSet, connection.error());
    db::Session& session = *connection.value().session;
    const auto who = acting(session, options.by);
    if (!who.ok()) return failed(kCutoffSet, who.error());
    const CutoffWish& what = wish.value();
    auto changed = change_cutoff(session, what, {who.value(), options.reason, true, {}});
    if (!changed.ok()) return failed(kCutoffSet, changed.error());
    const bool takes_two = changed.value().effect.becomes_due;
    if (!options.dry_run) {
        operators::Consent consent;  // is needed where it takes two
        if (takes_two) {
            const auto agreed =
                consent_to(connection.value(), act_of(what, changed.value(), options.reason),
                           who.value(), options.break_glass);
            if (!agreed.ok()) return failed(kCutoffSet, agreed.error());
            if (!options.json) fmt::print("{}", effect_text(changed.value()));
            if (!agreed.value().given) {
                return tell_asked(kCutoffSet, agreed.value(), options.json);
            }
            consent = agreed.value();
        }
        changed =
            change_cutoff(session, what, {who.value(), options.reason, false, std::move(consent)});
        if (!changed.ok()) return failed(kCutoffSet, changed.error());
    }
    print_change(options, what, changed.value());
    if (options.dry_run && takes_two) {
        tell_two_persons(connection.value(), options.break_glass, options.json);
    }
    return kDone;
}

int confirm_cutoffs(const CutoffOptions& options) {
    const auto connection = connect(options.config, Use::Database);
    if (!connection.ok()) return failed(kCutoffConfirm, connection.error());
    db::Session& session = *connection.value().session;
    const auto who = acting(session, options.by);
    if (!who.ok()) return failed(kCutoffConfirm, who.error());
    const auto moment =
        confirm_cutoffs(session, CutoffAct{who.value(), options.reason, options.dry_run});
    if (!moment.ok()) return failed(kCutoffConfirm, moment.error());
    if (options.json) {
        events::JsonText json;
        json.open_object();
        json.flag("dry_run", options.dry_run);
        json.integer("day", moment.value().day);
        json.integer("epoch", moment.value().epoch);
        json.close_object();
        fmt::print("{}\n", json.take());
        return kDone;
    }
    fmt::print("{}the cut-offs of {} are done under the activation of {} (epoch {})\n",
               options.dry_run ? "dry run, it would be: " : "", moment.value().day,
               india_time(moment.value().active_since_us), moment.value().epoch);
    return kDone;
}

}  // namespace ctl
