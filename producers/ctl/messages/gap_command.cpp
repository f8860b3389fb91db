#include "producers/ctl/messages/gap_command.h"

#include <fmt/core.h>

#include <algorithm>

#include "common/base/clock.h"
#include "common/books/statements.h"
#include "common/db/columns.h"
#include "common/events/json_text.h"
#include "producers/ctl/connection.h"
#include "producers/ctl/exit_codes.h"
#include "producers/ctl/list_json.h"
#include "producers/ctl/messages/gap_store.h"
#include "producers/ctl/publish.h"
#include "producers/ctl/table.h"
#include "producers/ctl/two_persons.h"

namespace ctl {
namespace {

using base::Errc;
using base::Error;
using base::Result;
using base::Status;

constexpr std::string_view kGapShow = "gap show";
constexpr std::string_view kHeal = "gap heal";
constexpr std::string_view kAccept = "gap accept";

void write_gap(events::JsonText& json, const GapRow& gap) {
    json.text("source", gap.source);
    json.integer("day", gap.day);
    json.integer("partition", gap.partition);
    json.integer("watermark", gap.watermark);
    json.integer("updated_us", gap.updated_us);
    json.integer("first_missing", gap.first_missing);
    json.integer("last_missing", gap.last_missing);
    json.integer("held", gap.held);
    json.integer("since_us", gap.since_us);
    json.integer("accepted_through", gap.accepted_through);
}

void print_gaps(const std::vector<GapRow>& gaps, bool json) {
    if (json) return fmt::print("{}\n", list_json("gaps", gaps, write_gap));
    if (gaps.empty()) return fmt::print("no gap\n");
    using Align = Table::Align;
    Table table{{{"SOURCE"},
                 {"DAY"},
                 {"PART", Align::Right},
                 {"WATERMARK", Align::Right},
                 {"MISSING"},
                 {"HELD", Align::Right},
                 {"SINCE"},
                 {"ACCEPTED TO", Align::Right}}};
    for (const GapRow& gap : gaps) {
        const std::string missing =
            std::to_string(gap.first_missing) + "-" + std::to_string(gap.last_missing);
        table.add({gap.source, std::to_string(gap.day), std::to_string(gap.partition),
                   std::to_string(gap.watermark), gap.has_gap() ? missing : "-",
                   std::to_string(gap.held), gap.has_gap() ? india_time(gap.since_us) : "-",
                   gap.accepted_through > 0 ? std::to_string(gap.accepted_through) : "-"});
    }
    fmt::print("{}", table.text());
}

Result<GapRow> find_gap(db::Session& session, const GapOptions& options) {
    const auto gaps = read_gaps(session);
    if (!gaps.ok()) return gaps.error();
    for (const GapRow& gap : gaps.value()) {
        if (gap.has_gap() && gap.source == options.source && gap.day == options.day &&
            gap.partition == options.partition) {
            return gap;
        }
    }
    return Error{Errc::Invalid, "source: the ledger tells of no gap in this stream"};
}

// Whether the ledger has passed over all of it, within the time. The stream's watermark tells: of a
// day that is over, the list of streams names only those that have a gap.
bool passed(db::Session& session, const GapOptions& options, int64_t through) {
    const std::string watermark = books::select_watermark(
        {options.source, static_cast<uint32_t>(options.day)}, options.partition);
    return wait_until(
        [&] {
            const auto rows = session.query(watermark);
            return rows.ok() && !rows.value().empty() &&
                   db::Columns{rows.value()[0]}.integer() >= through;
        },
        options.wait_s * 1000);
}

// The numbers that were typed; of --through alone its last. Invalid where they can be none.
Result<std::vector<NumberRange>> typed_ranges(const GapOptions& options) {
    if (options.through.has_value() != options.ranges.empty()) {
        return Error{Errc::Invalid, "range: give either --through or --range"};
    }
    if (!options.through) return parse_ranges(options.ranges);
    if (*options.through < 1) {
        return Error{Errc::Invalid,
                     "through: must be at least 1, not " + std::to_string(*options.through)};
    }
    return std::vector<NumberRange>{{*options.through, *options.through}};
}

// What is to be accepted of the gap.
Result<std::vector<NumberRange>> wanted_ranges(const GapRow& gap, const GapOptions& options,
                                               std::vector<NumberRange> typed) {
    const Status may =
        options.through ? may_accept(gap, *options.through) : may_accept_all(gap, typed);
    if (!may.ok()) return may.error();
    if (options.through) typed.front().first = gap.first_missing;
    return typed;
}

Result<std::vector<GapRow>> gaps_of(db::Session& session, int32_t partition) {
    const auto all = read_gaps(session);
    if (!all.ok()) return all.error();
    std::vector<GapRow> gaps = all.value();
    std::erase_if(gaps,
                  [&](const GapRow& gap) { return !gap.has_gap() || gap.partition != partition; });
    return gaps;
}

Result<Healed> look_healed(db::Session& session, int32_t partition,
                           const std::vector<GapRow>& before) {
    const auto now = gaps_of(session, partition);
    if (!now.ok()) return now.error();
    std::vector<int64_t> watermarks;
    for (const GapRow& gap : before) {
        const auto rows = session.query(
            books::select_watermark({gap.source, static_cast<uint32_t>(gap.day)}, gap.partition));
        if (!rows.ok()) return rows.error();
        watermarks.push_back(rows.value().empty() ? 0 : db::Columns{rows.value()[0]}.integer());
    }
    return healed_since(before, watermarks, now.value());
}

bool is_taken(db::Session& session, int32_t partition) {
    const auto rows =
        session.query("SELECT part FROM heal_requests WHERE part=" + std::to_string(partition));
    return rows.ok() && rows.value().empty();
}

// Waits for what comes of a request to heal, and tells it.
int tell_healed(db::Session& session, const GapOptions& options,
                const std::vector<GapRow>& before) {
    Result<Healed> healed{Healed{}};
    bool taken = false;
    (void)wait_until(
        [&] {
            taken = taken || is_taken(session, options.partition);
            healed = look_healed(session, options.partition, before);
            return !healed.ok() || (taken && healed.value().left == 0);
        },
        options.wait_s * 1000);
    if (!healed.ok()) return failed(kHeal, healed.error());
    const bool waits = options.wait_s > 0;
    if (waits && !taken) return failed(kHeal, "no ledger has taken it yet; the request stands");
    const auto [found, left] = healed.value();
    fmt::print("{}\n", options.json ? fmt::format(R"({{"healed":{},"left":{}}})", found, left)
                                    : fmt::format("healed {}, left {}", found, left));
    if (left == 0 || !waits) return kDone;
    return incomplete(kHeal, "the record has not given what is left within " +
                                 std::to_string(options.wait_s) + " s: gap show");
}

}  // namespace

int show_gaps(const GapOptions& options) {
    const auto opened = connect(options.config, Use::Database);
    if (!opened.ok()) return failed(kGapShow, opened.error());
    auto gaps = read_gaps(*opened.value().session);
    if (!gaps.ok()) return failed(kGapShow, gaps.error());
    std::vector<GapRow> shown = std::move(gaps).value();
    if (!options.all) std::erase_if(shown, [](const GapRow& gap) { return !gap.has_gap(); });
    print_gaps(shown, options.json);
    return kDone;
}

int heal_gap(const GapOptions& options) {
    Connection connection = configured(options.config, Use::Database);
    if (const auto why = problem_of_partition(connection, options.partition); !why.empty()) {
        return wrong_use(kHeal, why);
    }
    if (const auto opened = open_session(connection); !opened.ok()) {
        return failed(kHeal, opened.error());
    }
    db::Session& session = *connection.session;
    const auto who = acting(session, options.by);
    if (!who.ok()) return failed(kHeal, who.error());
    const auto before = gaps_of(session, options.partition);
    if (!before.ok()) return failed(kHeal, before.error());
    if (before.value().empty()) return failed(kHeal, "partition: the ledger tells of no gap in it");
    const Status asked =
        insert_heal_request(session, options.partition, who.value(), base::wall_now().us);
    if (!asked.ok()) return failed(kHeal, asked.error());
    say_when_stopped("the request stands");
    return tell_healed(session, options, before.value());
}

int accept_gap(const GapOptions& options) {
    auto typed = typed_ranges(options);
    if (!typed.ok()) return wrong_use(kAccept, typed.error().what);
    Connection connection = configured(options.config, Use::Database);
    if (const auto why = problem_of_partition(connection, options.partition); !why.empty()) {
        return wrong_use(kAccept, why);
    }
    if (const auto opened = open_session(connection); !opened.ok()) {
        return failed(kAccept, opened.error());
    }
    db::Session& session = *connection.session;
    const auto who = acting(session, options.by);
    if (!who.ok()) return failed(kAccept, who.error());
    auto found = find_gap(session, options);
    if (!found.ok()) return failed(kAccept, found.error());
    GapRow gap = std::move(found).value();
    const auto ranges = wanted_ranges(gap, options, std::move(typed).value());
    if (!ranges.ok()) return failed(kAccept, ranges.error());
    const int64_t through = ranges.value().back().through;
    gap.accepted_through = through;
    if (!options.dry_run) {
        const auto consent = consent_to(connection, act_of(gap, ranges.value(), options.reason),
                                        who.value(), options.break_glass);
        if (!consent.ok()) return failed(kAccept, consent.error());
        if (!consent.value().given) return tell_asked(kAccept, consent.value(), options.json);
        const Status done = insert_accepted(session, gap, ranges.value(), who.value(),
                                            options.reason, consent.value(), base::wall_now().us);
        if (!done.ok()) return failed(kAccept, done.error());
    }
    print_gaps({gap}, options.json);
    if (options.dry_run) tell_two_persons(connection, options.break_glass, options.json);
    if (options.dry_run || options.wait_s == 0) return kDone;
    if (passed(session, options, through)) return kDone;
    return incomplete(kAccept, "the ledger has not passed over it yet; it stays accepted");
}

}  // namespace ctl
