#include "producers/ctl/prune/prune_command.h"

#include <fmt/format.h>

#include <limits>

#include "common/audit/audit.h"
#include "common/base/clock.h"
#include "common/events/json_text.h"
#include "producers/ctl/connection.h"
#include "producers/ctl/exit_codes.h"
#include "producers/ctl/limits.h"
#include "producers/ctl/prune/prune_store.h"
#include "producers/ctl/table.h"
#include "producers/ctl/transaction.h"

namespace ctl {
namespace {

using base::Result;
using base::Status;

constexpr std::string_view kPrune = "prune";
constexpr int kStatementTimeoutS = 300;  // to count what has gathered in years

// What speaks of `rows` in the audit: "notices 12, inbox 4, …".
std::string text_of(const Pruned& pruned) {
    std::string text;
    for (size_t i = 0; i < kPrunedTables.size(); ++i) {
        text += fmt::format("{}{} {}", i == 0 ? "" : ", ", kPrunedTables[i], pruned.rows[i]);
    }
    return text;
}

Status note(db::Session& session, const audit::Person& who, const std::string& detail) {
    return in_transaction(
        session, [&] { return audit::record(session, base::wall_now().us, who, kPrune, detail); });
}

Result<PrunePlan> read_plan(db::Session& session, int64_t keep_days, int64_t evidence_years) {
    auto facts = read_prune_facts(session);
    if (!facts.ok()) return facts.error();
    PruneFacts known = std::move(facts).value();
    known.now_us = base::wall_now().us;
    known.evidence_years = evidence_years;
    return plan_prune(known, keep_days);
}

// Written down before it is done, and again with what came of it: where only the first is there, it
// was cut off.
Result<Pruned> delete_all(db::Session& session, const PruneOptions& options, const PrunePlan& plan,
                          int64_t limit) {
    const std::string what = fmt::format("what ended before {}, days before {}",
                                         india_time(plan.before_us), plan.before_day);
    const auto who = acting(session, options.by);
    if (!who.ok()) return who.error();
    if (Status noted = note(session, who.value(), what + ": begins"); !noted.ok())
        return noted.error();
    int64_t told_us = base::mono_now().us;
    auto done = delete_pieces(session, plan, limit, [&](const Pruned& so_far) {
        const int64_t now_us = base::mono_now().us;
        if (now_us - told_us < kProgressEveryUs) return;
        told_us = now_us;
        fmt::print(stderr, "{}: deleted {}\n", kPrune, text_of(so_far));
    });
    if (!done.ok()) return done;
    const Status noted = note(session, who.value(), what + ": deleted " + text_of(done.value()));
    if (!noted.ok()) return noted.error();
    return done;
}

void print_json(const PruneOptions& options, const PrunePlan& plan, const Pruned& pruned) {
    events::JsonText json;
    json.open_object();
    json.integer("keep_days", options.keep_days);
    json.integer("before_us", plan.before_us);
    json.integer("before_day", plan.before_day);
    json.flag("dry_run", options.dry_run);
    json.key("rows");
    json.open_object();
    for (size_t i = 0; i < kPrunedTables.size(); ++i)
        json.integer(kPrunedTables[i], pruned.rows[i]);
    json.close_object();
    json.flag("limit_reached", pruned.more);
    json.flag("inbox_kept", plan.inbox_kept);
    json.key("days_kept");
    json.open_list();
    for (const uint32_t day : plan.kept) json.integer(day);
    json.close_list();
    json.close_object();
    fmt::print("{}\n", json.take());
}

void print_text(const PruneOptions& options, const PrunePlan& plan, const Pruned& pruned) {
    fmt::print("what ended before {}, and trading days before {}{}\n", india_time(plan.before_us),
               plan.before_day, options.dry_run ? ": dry run, nothing is deleted" : "");
    Table table{{{"TABLE"}, {options.dry_run ? "WOULD GO" : "DELETED", Table::Align::Right}}};
    for (size_t i = 0; i < kPrunedTables.size(); ++i) {
        table.add({std::string{kPrunedTables[i]}, std::to_string(pruned.rows[i])});
    }
    fmt::print("{}", table.text());
    if (plan.inbox_kept) {
        fmt::print("the inbox is kept: behind a pause or a gap a queue may bring anything\n");
    }
    if (!plan.kept.empty()) {
        fmt::print("days kept, of which something is parked: {}\n", fmt::join(plan.kept, " "));
    }
    if (pruned.more) fmt::print("the limit is reached: there is more\n");
}

}  // namespace

int prune(const PruneOptions& options) {
    if (const std::string why = problem_of_keep_days(options.keep_days); !why.empty()) {
        return wrong_use(kPrune, why);
    }
    const auto opened = connect(options.config, Use::Database, kStatementTimeoutS);
    if (!opened.ok()) return failed(kPrune, opened.error());
    db::Session& session = *opened.value().session;
    const auto plan =
        read_plan(session, options.keep_days, opened.value().operators.evidence_years);
    if (!plan.ok()) return failed(kPrune, plan.error());
    const int64_t limit = options.limit.value_or(std::numeric_limits<int64_t>::max() - 1);
    const auto pruned = options.dry_run ? count_pieces(session, plan.value(), limit)
                                        : delete_all(session, options, plan.value(), limit);
    if (!pruned.ok()) {
        const char* const next =
            options.dry_run ? "" : "; what is deleted is deleted, give it again";
        return failed(kPrune, pruned.error().what + next);
    }
    (options.json ? print_json : print_text)(options, plan.value(), pruned.value());
    return kDone;
}

}  // namespace ctl
