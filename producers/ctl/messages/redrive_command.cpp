#include <fmt/core.h>

#include <fstream>
#include <sstream>

#include "common/account/known_account.h"
#include "common/audit/audit.h"
#include "common/base/clock.h"
#include "common/events/event.h"
#include "common/events/json_text.h"
#include "producers/ctl/connection.h"
#include "producers/ctl/exit_codes.h"
#include "producers/ctl/list_json.h"
#include "producers/ctl/messages/masking.h"
#include "producers/ctl/messages/parked_command.h"
#include "producers/ctl/messages/redrive.h"
#include "producers/ctl/messages/redrive_store.h"
#include "producers/ctl/publish.h"
#include "producers/ctl/table.h"
#include "producers/ctl/transaction.h"

namespace ctl {
namespace {

using base::Errc;
using base::Error;
using base::Result;
using base::Status;
using base::Unit;

constexpr std::string_view kRedrive = "parked redrive";
constexpr std::string_view kDiscard = "parked discard";

Result<std::string> read_file(const std::string& path) {
    std::ifstream file{path, std::ios::binary};
    std::ostringstream text;
    text << file.rdbuf();
    if (!file) return Error{Errc::Invalid, "edit: " + path + " cannot be read"};
    if (text.view().size() > events::kBodyBytesMax) {
        return Error{Errc::Invalid, "edit: " + path + " is larger than a message may be"};
    }
    return text.str();
}

// The rows that are meant; Invalid where that is not clear.
Result<std::vector<ParkedRow>> chosen_rows(const ParkedOptions& options, const ParkedFilter& filter,
                                           db::Session& session) {
    auto rows = read_parked(session, filter, options.limit, ParkedOrder::OldestFirst, Bodies::Read);
    if (!rows.ok()) return rows;
    const auto known =
        account::check_account_of_empty(session, options.account, rows.value().empty());
    if (!known.ok()) return known.error();
    if (rows.value().empty()) return Error{Errc::Invalid, "nothing parked fits"};
    if (rows.value().size() > 1 && !options.digest.empty()) {
        return Error{Errc::Invalid, "digest: more than one begins with it"};
    }
    if (rows.value().size() > 1 && !options.edit.empty()) {
        return Error{Errc::Invalid, "edit: more than one row fits"};
    }
    if (rows.value().size() == static_cast<size_t>(options.limit)) {
        fmt::print(stderr, "parked: --limit {}: only the oldest so many; more may fit\n",
                   options.limit);
    }
    return rows;
}

void end_json(events::JsonText& json, const Redriven& one) {
    json.text("digest", one.digest);
    json.text("result", name_of(one.end));
    json.text("reason", without_quoted(one.reason));
}

void print_ends(const std::vector<Redriven>& ends, bool as_json) {
    if (as_json) return fmt::print("{}\n", list_json("redriven", ends, end_json));
    Table table{{{"DIGEST"}, {"RESULT"}, {"REASON"}}};
    for (const Redriven& one : ends) {
        table.add({one.digest, std::string{name_of(one.end)}, without_quoted(one.reason)});
    }
    fmt::print("{}", table.text());
}

bool is_good(const Redriven& one) {
    return one.end == Redriven::End::Applied || one.end == Redriven::End::WouldApply;
}

int redrive_rows(const Connection& connection, const ParkedOptions& options,
                 const std::vector<ParkedRow>& rows, const RedriveOrder& order) {
    std::vector<Redriven> ends;
    size_t good = 0;
    for (const ParkedRow& row : rows) {
        const base::MonoTime begun = base::mono_now();
        ends.push_back(redrive_one(connection, row, order));
        if (is_good(ends.back())) ++good;
        const int64_t left_ms = 1000 / options.rate - (base::mono_now() - begun) / 1000;
        if (&row != &rows.back() && left_ms > 0 && !order.dry_run) {
            (void)wait_until([] { return false; }, left_ms);
        }
    }
    print_ends(ends, options.json);
    if (good == rows.size()) return kDone;
    // Of one row alone: an edit names one.
    if (ends.size() == 1 && ends[0].end == Redriven::End::Asked) {
        fmt::print(options.json ? stderr : stdout,
                   "the exit code is {}: it is asked for, and not done yet\n", kFailed);
        return kFailed;
    }
    return incomplete(kRedrive, std::to_string(rows.size() - good) + " of " +
                                    std::to_string(rows.size()) + " could not be applied");
}

Status discard_row(db::Session& session, const ParkedRow& row, const ParkedOptions& options,
                   const audit::Person& who, int64_t now_us) {
    // Also one that began after the row was read.
    if (Status idle = lock_idle(session, row); !idle.ok()) return idle;
    Status moved = move_settled(session, row.digest, "discarded", who.name, options.reason, now_us);
    if (!moved.ok()) return moved;
    return audit::record(session, now_us, who, "parked discard",
                         row.digest + ": " + options.reason);
}

// Invalid where it is not clear what is meant.
Result<ParkedFilter> filter_of_change(const ParkedOptions& options) {
    auto filter = parked_filter(options, base::wall_now().us);
    if (filter.ok() && filter.value().empty() != options.all) {
        return Error{Errc::Invalid, "digest: name one, or a filter, or --all"};
    }
    return filter;
}

}  // namespace

int redrive_parked(const ParkedOptions& options) {
    const auto filter = filter_of_change(options);
    if (!filter.ok()) return wrong_use(kRedrive, filter.error().what);
    RedriveOrder order{
        {}, options.reason, {}, options.break_glass, options.dry_run, options.wait_s * 1000};
    if (!options.edit.empty()) {
        auto edited = read_file(options.edit);
        if (!edited.ok()) return wrong_use(kRedrive, edited.error().what);
        order.edited = std::move(edited).value();
    }
    Connection connection = configured(options.config, Use::DatabaseAndBroker);
    if (const auto why = problem_of_partition(connection, options.partition.value_or(0));
        !why.empty()) {
        return wrong_use(kRedrive, why);
    }
    if (const auto opened = open_session(connection); !opened.ok()) {
        return failed(kRedrive, opened.error());
    }
    auto who = acting(*connection.session, options.by);
    if (!who.ok()) return failed(kRedrive, who.error());
    order.who = std::move(who).value();
    const auto rows = chosen_rows(options, filter.value(), *connection.session);
    if (!rows.ok()) return failed(kRedrive, rows.error());
    return redrive_rows(connection, options, rows.value(), order);
}

int discard_parked(const ParkedOptions& options) {
    const auto filter = filter_of_change(options);
    if (!filter.ok()) return wrong_use(kDiscard, filter.error().what);
    Connection connection = configured(options.config, Use::Database);
    if (const auto why = problem_of_partition(connection, options.partition.value_or(0));
        !why.empty()) {
        return wrong_use(kDiscard, why);
    }
    if (const auto opened = open_session(connection); !opened.ok()) {
        return failed(kDiscard, opened.error());
    }
    db::Session& session = *connection.session;
    const auto who = acting(session, options.by);
    if (!who.ok()) return failed(kDiscard, who.error());
    const auto rows = chosen_rows(options, filter.value(), session);
    if (!rows.ok()) return failed(kDiscard, rows.error());
    if (!options.dry_run) {
        const Status done = in_transaction(session, [&]() -> Status {
            const int64_t now_us = base::wall_now().us;
            for (const ParkedRow& row : rows.value()) {
                if (Status one = discard_row(session, row, options, who.value(), now_us); !one.ok())
                    return one;
            }
            return Unit{};
        });
        if (!done.ok()) return failed(kDiscard, done.error());
    }
    events::JsonText json;
    json.open_object();
    json.integer(options.dry_run ? "would_discard" : "discarded",
                 static_cast<int64_t>(rows.value().size()));
    json.close_object();
    if (options.json) {
        fmt::print("{}\n", json.take());
    } else {
        fmt::print("{} {}\n", rows.value().size(),
                   options.dry_run ? "would be discarded" : "discarded");
    }
    return kDone;
}

}  // namespace ctl
