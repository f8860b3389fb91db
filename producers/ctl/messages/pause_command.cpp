#include "producers/ctl/messages/pause_command.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <functional>

#include "common/base/clock.h"
#include "common/events/json_text.h"
#include "producers/ctl/connection.h"
#include "producers/ctl/exit_codes.h"
#include "producers/ctl/list_json.h"
#include "producers/ctl/messages/ledger_look.h"
#include "producers/ctl/messages/pause_store.h"
#include "producers/ctl/publish.h"
#include "producers/ctl/table.h"

namespace ctl {
namespace {

using base::Result;
using Pauses = std::vector<PausedPartition>;

// Empty: no partition of this deployment.
std::vector<int32_t> partitions_of(const std::string& text, int32_t partitions) {
    std::vector<int32_t> all;
    for (int32_t partition = 0; partition < partitions; ++partition) all.push_back(partition);
    if (text == "all") return all;
    int32_t one = -1;
    const auto end = text.data() + text.size();
    if (std::from_chars(text.data(), end, one).ptr != end || one < 0 || one >= partitions)
        return {};
    return {one};
}

std::string no_partition(const PauseOptions& options, const Connection& connection) {
    return "partition: must be 0 to " + std::to_string(connection.partitions - 1) +
           " or all, not " + options.partition;
}

bool all_drained(const Pauses& pauses) {
    return std::all_of(pauses.begin(), pauses.end(),
                       [](const auto& one) { return !one.pause.drained_by.empty(); });
}

bool all_current(const Pauses& pauses) {
    return std::all_of(pauses.begin(), pauses.end(), [](const auto& one) { return one.current; });
}

const char* state_of(const PausedPartition& one) {
    if (one.current) return "current";
    return one.pause.catching_up() ? "catching_up" : "paused";
}

void write_pause(events::JsonText& json, const PausedPartition& one) {
    const books::Pause& pause = one.pause;
    json.integer("partition", one.partition);
    json.text("state", state_of(one));
    json.text("by", pause.by);
    json.text("reason", pause.reason);
    json.integer("since_us", pause.since_us);
    json.text("drained_by", pause.drained_by);
    json.integer("drained_us", pause.drained_us);
    json.integer("resumed_us", pause.resumed_us);
}

void print_pauses(const Pauses& pauses, bool json) {
    if (json) return fmt::print("{}\n", list_json("pauses", pauses, write_pause));
    Table table{{{"PARTITION", Table::Align::Right},
                 {"STATE"},
                 {"BY"},
                 {"REASON"},
                 {"SINCE"},
                 {"DRAINED"}}};
    bool catching_up = false;
    for (const PausedPartition& one : pauses) {
        const books::Pause& pause = one.pause;
        catching_up = catching_up || (!one.current && pause.catching_up());
        table.add({std::to_string(one.partition), state_of(one), pause.by, pause.reason,
                   india_time(pause.since_us),
                   pause.drained_by.empty() ? "not yet" : "by " + pause.drained_by});
    }
    fmt::print("{}", table.text());
    if (catching_up) {
        fmt::print(
            "Exits wait until the ledger has applied what had waited; backstopctl lag shows it.\n");
    }
}

// After so long it is looked whether a ledger is there at all: one that is being restarted comes
// back sooner.
constexpr int64_t kLedgerComesMs = 3'000;

// Waits until `done()` for `wait_s`, not longer than kLedgerComesMs where no ledger runs. Returns
// what does not run; empty where it is done, or nothing is known to be missing.
std::string wait_for_ledgers(const Connection& connection, const std::vector<int32_t>& partitions,
                             int64_t wait_s, const std::function<bool()>& done) {
    const int64_t first_ms = std::min(wait_s * 1000, kLedgerComesMs);
    if (wait_until(done, first_ms)) return {};
    std::string missing = look_for_ledgers(connection, partitions);
    if (missing.empty()) (void)wait_until(done, wait_s * 1000 - first_ms);
    return missing;
}

}  // namespace

int pause_partitions(const PauseOptions& options) {
    Connection connection = configured(options.config, Use::DatabaseAndBrokerIfGiven);
    const auto partitions = partitions_of(options.partition, connection.partitions);
    if (partitions.empty()) return wrong_use("pause", no_partition(options, connection));
    if (const auto opened = open_session(connection); !opened.ok()) {
        return failed("pause", opened.error());
    }
    const auto who = acting(*connection.session, options.by);
    if (!who.ok()) return failed("pause", who.error());
    books::Pause pause;
    pause.by = who.value().name;
    pause.reason = options.reason;
    pause.since_us = base::wall_now().us;
    const auto paused = insert_pauses(*connection.session, partitions, pause, who.value());
    if (!paused.ok()) return failed("pause", paused.error());
    say_when_stopped("the pause stands");
    Result<Pauses> pauses{Pauses{}};
    const std::string missing = wait_for_ledgers(connection, partitions, options.wait_s, [&] {
        pauses = read_pauses(*connection.session, partitions);
        return !pauses.ok() || all_drained(pauses.value());
    });
    if (!pauses.ok()) return failed("pause", pauses.error());
    print_pauses(pauses.value(), options.json);
    if (!missing.empty()) return incomplete("pause", "the pause stands, but " + missing);
    if (options.wait_s == 0 || all_drained(pauses.value())) return kDone;
    return incomplete("pause", "no ledger has said within " + std::to_string(options.wait_s) +
                                   " s that it has stopped; the pause stands");
}

int resume_partitions(const PauseOptions& options) {
    Connection connection = configured(options.config, Use::DatabaseAndBrokerIfGiven);
    const auto partitions = partitions_of(options.partition, connection.partitions);
    if (partitions.empty()) return wrong_use("resume", no_partition(options, connection));
    if (const auto opened = open_session(connection); !opened.ok()) {
        return failed("resume", opened.error());
    }
    const auto who = acting(*connection.session, options.by);
    if (!who.ok()) return failed("resume", who.error());
    auto resumed = end_pauses(*connection.session, partitions, who.value(), base::wall_now().us);
    if (!resumed.ok()) return failed("resume", resumed.error());
    Pauses pauses = std::move(resumed).value();
    if (pauses.empty()) return failed("resume", "partition: not paused");
    say_when_stopped("it is resumed, and a ledger that runs goes on");
    std::vector<int32_t> ended;
    for (const PausedPartition& one : pauses) ended.push_back(one.partition);
    base::Status looked = base::Unit{};
    const std::string missing = wait_for_ledgers(connection, ended, options.wait_s, [&] {
        looked = look_again(*connection.session, pauses);
        return !looked.ok() || all_current(pauses);
    });
    if (!looked.ok()) return failed("resume", looked.error());
    print_pauses(pauses, options.json);
    if (!missing.empty()) return incomplete("resume", "it is resumed, but " + missing);
    if (options.wait_s == 0 || all_current(pauses)) return kDone;
    return incomplete("resume", "the books are still catching up after " +
                                    std::to_string(options.wait_s) +
                                    " s; the ledger goes on, exits wait");
}

}  // namespace ctl
