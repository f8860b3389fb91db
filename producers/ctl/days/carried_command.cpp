#include "producers/ctl/days/carried_command.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "common/account/read_view.h"
#include "common/audit/audit.h"
#include "common/base/clock.h"
#include "common/events/json_text.h"
#include "common/site/day_store.h"
#include "producers/ctl/connection.h"
#include "producers/ctl/days/carried_text.h"
#include "producers/ctl/exit_codes.h"
#include "producers/ctl/transaction.h"

namespace ctl {
namespace {

using base::Errc;
using base::Error;
using base::Result;

constexpr std::string_view kDayCarried = "day carried";
constexpr std::string_view kDayCarry = "day carry";
constexpr int64_t kProgressEveryUs = 2 * base::kSecondUs;

Result<carry::Step> step_of(db::Session& session, const std::optional<int64_t>& wished) {
    const auto open = site::require_day(session);
    if (!open.ok()) return open.error();
    const int64_t day = wished.value_or(open.value());
    const auto steps = carry::read_steps(session);
    if (!steps.ok()) return steps.error();
    const auto found = std::ranges::find(steps.value(), day, &carry::Step::day);
    if (found != steps.value().end()) return *found;
    return Error{Errc::Invalid, fmt::format("day: {} has not begun with the positions of another "
                                            "day",
                                            day)};
}

struct Shown {
    carry::Carried carried;
    std::vector<carry::Opening> corrections;
    account::Instruments instruments;
};

Result<Shown> shown_of(db::Session& session, carry::Carried carried) {
    auto corrections = carry::read_corrections(session, carried.step.day);
    if (!corrections.ok()) return corrections.error();
    std::set<account::InstrumentKey> keys = instruments_in(carried);
    for (const auto& one : corrections.value()) keys.insert(one.key.instrument);
    auto instruments = account::read_instruments(session, keys, carried.step.from);
    if (!instruments.ok()) return instruments.error();
    return Shown{std::move(carried), std::move(corrections).value(),
                 std::move(instruments).value()};
}

void print_carried(const Shown& shown, bool json) {
    if (!json) {
        fmt::print("day {}\n{}{}", shown.carried.step.day,
                   carried_text(shown.carried, shown.instruments),
                   corrections_text(shown.corrections, shown.instruments));
        return;
    }
    events::JsonText text;
    text.open_object();
    text.integer("day", shown.carried.step.day);
    write_carried(text, shown.carried, shown.instruments);
    write_corrections(text, shown.corrections, shown.instruments);
    text.close_object();
    fmt::print("{}\n", text.take());
}

}  // namespace

Result<carry::Carried> carry_forward(db::Session& session, const carry::Step& step,
                                     carry::Mode mode) {
    base::MonoTime told = base::mono_now();
    return carry::carry_day(session, step, mode, [&](int64_t accounts) {
        if (base::mono_now() - told < kProgressEveryUs) return;
        told = base::mono_now();
        fmt::print(stderr, "day: positions of {} accounts looked at\n", accounts);
    });
}

std::set<account::InstrumentKey> instruments_in(const carry::Carried& carried) {
    std::set<account::InstrumentKey> keys;
    for (const auto& one : carried.left_open) keys.insert(one.held.key.instrument);
    for (const auto& one : carried.changes) keys.insert(one.key.instrument);
    return keys;
}

int show_carried(const CarriedOptions& options) {
    const auto connection = connect(options.config, Use::Database);
    if (!connection.ok()) return failed(kDayCarried, connection.error());
    db::Session& session = *connection.value().session;
    const auto step = step_of(session, options.day);
    if (!step.ok()) return failed(kDayCarried, step.error());
    auto carried = carry_forward(session, step.value(), carry::Mode::Look);
    if (!carried.ok()) return failed(kDayCarried, carried.error());
    const auto shown = shown_of(session, std::move(carried).value());
    if (!shown.ok()) return failed(kDayCarried, shown.error());
    print_carried(shown.value(), options.json);
    const int64_t changed = shown.value().carried.counts.changed;
    if (changed == 0 || step.value().loaded) return kDone;
    return incomplete(kDayCarried, fmt::format("{} positions would begin with something else now: "
                                               "backstopctl day carry",
                                               changed));
}

int carry_again(const CarriedOptions& options) {
    const auto connection = connect(options.config, Use::Database);
    if (!connection.ok()) return failed(kDayCarry, connection.error());
    db::Session& session = *connection.value().session;
    const auto step = step_of(session, options.day);
    if (!step.ok()) return failed(kDayCarry, step.error());
    const auto who = acting(session, options.by);
    if (!who.ok()) return failed(kDayCarry, who.error());
    auto carried = carry_forward(session, step.value(), carry::Mode::Write);
    if (!carried.ok()) return failed(kDayCarry, carried.error());
    // What later days have begun with follows from this one.
    const auto behind = carry::carry_behind(session, step.value().day);
    if (!behind.ok()) return failed(kDayCarry, behind.error());
    const auto noted = in_transaction(session, [&] {
        return audit::record(
            session, base::wall_now().us, who.value(), "day carry",
            fmt::format("{} to {}, {} positions changed: {}", step.value().from, step.value().day,
                        carried.value().counts.changed, options.reason));
    });
    if (!noted.ok()) return failed(kDayCarry, noted.error());
    const auto shown = shown_of(session, std::move(carried).value());
    if (!shown.ok()) return failed(kDayCarry, shown.error());
    print_carried(shown.value(), options.json);
    return kDone;
}

}  // namespace ctl
