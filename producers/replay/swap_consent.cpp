#include "producers/replay/swap_consent.h"

#include <cstdio>

#include "common/base/clock.h"
#include "common/db/columns.h"
#include "common/events/json_text.h"
#include "common/operators/consent.h"
#include "common/operators/operator_store.h"
#include "common/operators/shown_token.h"
#include "producers/replay/swap.h"

namespace replay {

using base::Result;

namespace {

operators::Act act_of(const Options& options, const Job& job) {
    events::JsonText json;
    json.open_object();
    json.integer("day", job.selection.day);
    json.text("from", job.from_stream ? "the broker's stream" : "the record");
    json.texts("archive", options.archives);
    json.close_object();
    operators::Act act{"replay swap", json.take(), options.reason};
    act.subject = "books " + std::to_string(job.selection.day);
    return act;
}

// What would be replaced, as it is now.
Result<std::string> shown_of(db::Session& session, const Job& job) {
    events::JsonText json;
    json.open_object();
    json.key("live_rows_of_the_day");
    json.open_object();
    for (const char* table : {"orders", "trades", "positions", "parked"}) {
        const auto rows = session.query("SELECT COUNT(*) FROM " + std::string{table} +
                                        " WHERE day=" + std::to_string(job.selection.day));
        if (!rows.ok()) return rows.error();
        json.integer(table, db::Columns{rows.value().at(0)}.integer());
    }
    json.close_object();
    json.text("what_would_change",
              "backstop-replay verify --day " + std::to_string(job.selection.day) + " tells");
    json.close_object();
    return json.take();
}

struct Agreed {
    audit::Person who;
    operators::Consent consent;
};

Result<Agreed> agreed(db::Session& session, const Options& options, const Job& job) {
    if (auto connected = session.connect(); !connected.ok()) return connected.error();
    auto who = operators::person(session, options.by, operators::shown_token());
    if (!who.ok()) return who.error();
    auto act = act_of(options, job);
    auto shown = shown_of(session, job);
    if (!shown.ok()) return shown.error();
    act.shown = std::move(shown).value();
    auto consent = operators::ask(session, {std::move(act), who.value(), job.operators.two_persons,
                                            options.break_glass, base::wall_now().us});
    if (!consent.ok()) return consent.error();
    if (!consent.value().glass.empty()) {
        std::fprintf(stderr, "%s\n", consent.value().glass.c_str());
    }
    if (consent.value().given) {
        if (auto begun = operators::begin(session, consent.value()); !begun.ok()) {
            return begun.error();
        }
    }
    return Agreed{std::move(who).value(), std::move(consent).value()};
}

}  // namespace

Report swap_by_two(const Options& options, const Job& job) {
    Report report = report_of(job, "swap");
    db::Session session{job.database};
    const auto both = agreed(session, options, job);
    if (!both.ok() || !both.value().consent.given) {
        report.asked = both.ok();
        report.failure = both.ok() ? both.value().consent.said +
                                         "\nthe exit code is 1: it is asked for, and not done yet"
                                   : both.error().what;
        return report;
    }
    // Folding a day takes longer than a connection may idle.
    session.close();
    report = swap(job, both.value().who, options.reason);
    if (!report.failure.empty() || report.stopped) return report;
    auto finished = session.connect();
    if (finished.ok()) {
        finished =
            operators::finish(session, both.value().consent, both.value().who, base::wall_now().us);
    }
    if (!finished.ok()) report.failure = "swapped, but not noted: " + finished.error().what;
    return report;
}

}  // namespace replay
