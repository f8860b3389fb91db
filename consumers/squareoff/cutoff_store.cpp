#include <algorithm>
#include <set>
#include <utility>

#include "common/base/clock.h"
#include "common/cutoffs/store.h"
#include "common/db/columns.h"
#include "common/verdict/tables.h"
#include "consumers/squareoff/present.h"
#include "consumers/squareoff/store.h"
#include "consumers/squareoff/who_is_told.h"

namespace squareoff {

using base::Result;
using base::Status;
using base::Unit;
using cutoffs::Market;
using cutoffs::Moment;
using cutoffs::Phase;
using cutoffs::Standing;
using db::Columns;

namespace {

constexpr int64_t kRoundUs = 4'000'000;  // between the beginnings of two; looks come every 5 s
constexpr int64_t kClosedRoundUs = 30'000'000;  // behind the close nothing changes quickly

Market market_of(Columns& columns) {
    Market market;
    market.exchange = columns.choice<events::Exchange>();
    market.segment = columns.choice<events::Segment>();
    market.product = columns.choice<events::Product>();
    return market;
}

Arrived attempt_at(const Moment& moment, const Standing& due, const cutoffs::Pace& pace,
                   const std::string& account, uint32_t number) {
    events::Command command;
    command.account = account;
    command.id = timed_command_id(due.market, moment.day, moment.epoch, account, number);
    command.day = moment.day;
    command.action = events::CommandAction::Exit;
    command.origin = events::CommandOrigin::System;
    command.who = kClock;
    command.exchange = due.market.exchange;
    command.segment = due.market.segment;
    command.product = due.market.product;
    command.epoch = moment.epoch;
    command.issued_us = moment.now_us;
    command.expires_us = cutoffs::expires_us(moment, due.hours, pace);
    std::string body = events::encode(command);
    Attempt attempt{due.market, number, moment.day, account, command.id};
    return {std::move(command), std::move(body), std::move(attempt)};
}

}  // namespace

Result<Store::Timed> Store::timed(uint32_t day, size_t page_accounts, int64_t mono_us,
                                  int64_t now_us) {
    Timed timed;
    const auto read = read_moment(now_us);
    if (!read.ok()) return read.error();
    const Moment& moment = read.value();
    if (moment.day != day) return timed;  // another one is being opened
    timed.why_not = cutoffs::why_not(moment);
    timed.unconfirmed = cutoffs::is_unconfirmed(moment);
    std::vector<Standing> past;
    if (timed.why_not.empty() || timed.unconfirmed) {
        auto standings = read_standings(moment);
        if (!standings.ok()) return standings.error();
        past = std::move(standings).value();
        std::erase_if(past, [](const Standing& one) { return one.phase == Phase::Before; });
    }
    if (past.empty()) {
        end_round(timed);
        round_begun_us_.reset();
        return timed;
    }
    std::vector<Standing> due = past;
    if (!timed.why_not.empty()) due.clear();
    std::erase_if(due, [](const Standing& one) { return one.phase != Phase::Due; });
    timed.due = due;
    std::erase_if(
        due, [&](const Standing& one) { return !cutoffs::may_begin(moment, one, context_.pace); });
    if (Status done = drop_unknown(moment, due); !done.ok()) return done.error();
    if (page_from_.empty()) {
        // As it is now: what becomes due behind a close or by a confirmation waits for nothing.
        const int64_t every_us = timed.due.empty() ? kClosedRoundUs : kRoundUs;
        if (round_begun_us_ && mono_us < *round_begun_us_ + every_us) return timed;
        round_begun_us_ = mono_us;
    }
    const auto last = session_.query(select_page(page_from_, page_accounts));
    if (!last.ok()) return last.error();
    if (!last.value().at(0).at(0)) {
        for (const Standing& one : past) counted_.try_emplace(one.market, 0);
        end_round(timed);
        return timed;
    }
    const Page page{page_from_, *last.value().at(0).at(0)};
    if (Status done = look_through(moment, past, due, page, timed); !done.ok()) {
        page_from_.clear();
        counted_.clear();
        return done.error();
    }
    page_from_ = page.last;
    timed.more = true;
    return timed;
}

Result<Moment> Store::read_moment(int64_t now_us) {
    auto read = cutoffs::read_moment(session_, context_.utc_offset_s, context_.day);
    if (!read.ok() || now_us == 0) return read;
    Moment moment = std::move(read).value();
    moment.now_us = now_us;
    cutoffs::set_clock(moment, context_.utc_offset_s);
    if (context_.day != 0) moment.clock_day = context_.day;
    return moment;
}

Result<std::vector<Standing>> Store::read_standings(const Moment& moment) {
    const auto lines = cutoffs::read_lines(session_, moment.day);
    if (!lines.ok()) return lines.error();
    return cutoffs::standings(cutoffs::in_force(lines.value()), moment.second_of_day);
}

Result<bool> Store::books_are_up_to_date(const Moment& moment) {
    const std::string day = std::to_string(moment.day);
    const auto rows = session_.query(
        "SELECT " + account::books_sql(context_.partition, day) + "," +
        verdict::partition_lags_sql(context_.partition, day, moment.now_us - kLagUsMax));
    if (!rows.ok()) return rows.error();
    Columns columns{rows.value().at(0)};
    const bool current = static_cast<account::Books>(columns.integer()) == account::Books::Current;
    return !columns.flag() && current;
}

// Whether the main site rests is asked of the books; where those are old, nobody knows.
Status Store::drop_unknown(const Moment& moment, std::vector<Standing>& due) {
    const auto is_late = [&](const Standing& one) {
        return cutoffs::is_late(moment, one.hours, context_.pace);
    };
    if (std::ranges::none_of(due, is_late)) return Unit{};
    const auto known = books_are_up_to_date(moment);
    if (!known.ok()) return known.error();
    if (!known.value()) std::erase_if(due, is_late);
    return Unit{};
}

Status Store::read_cutoffs(const Work& work, Present& present) {
    std::set<std::string> accounts;
    for (const Arrived& arrived : work.commands) {
        if (arrived.attempt) accounts.insert(arrived.command.account);
    }
    for (const auto& [name, account] : present.accounts) {
        if (std::ranges::any_of(account.commands, is_timed, &CommandState::command)) {
            accounts.insert(name);
        }
    }
    if (accounts.empty() || present.now.day_is_past) return Unit{};
    auto moment = read_moment(present.now.now_us);
    if (!moment.ok()) return moment.error();
    CutoffRules& rules = present.cutoffs;
    rules.moment = std::move(moment).value();
    rules.pace = context_.pace;
    present.now.cutoffs = &rules;
    if (!cutoffs::why_not(rules.moment).empty()) return Unit{};
    auto standings = read_standings(rules.moment);
    if (!standings.ok()) return standings.error();
    rules.due = std::move(standings).value();
    std::erase_if(rules.due, [](const Standing& one) { return one.phase != Phase::Due; });
    const auto known = books_are_up_to_date(rules.moment);
    if (!known.ok()) return known.error();
    rules.books_lag = !known.value();
    const std::vector<std::string> names{accounts.begin(), accounts.end()};
    if (Status done = read_moving(names, present); !done.ok()) return done;
    return read_last(names, present);
}

Status Store::read_moving(const std::vector<std::string>& accounts, Present& present) {
    CutoffRules& rules = present.cutoffs;
    const int64_t since_us = rules.moment.now_us - rules.pace.settle_s * base::kSecondUs;
    const auto moving = session_.query(select_moving(accounts, rules.moment.day, since_us));
    if (!moving.ok()) return moving.error();
    for (const db::Row& row : moving.value()) {
        Columns columns{row};
        std::string account = columns.text();
        const auto exchange = columns.choice<events::Exchange>();
        rules.moving.emplace(std::move(account), exchange, columns.choice<events::Segment>());
    }
    return Unit{};
}

Status Store::read_last(const std::vector<std::string>& accounts, Present& present) {
    CutoffRules& rules = present.cutoffs;
    const auto rows = session_.query(select_last(accounts, rules.moment));
    if (!rows.ok()) return rows.error();
    for (const db::Row& row : rows.value()) {
        Columns columns{row};
        std::string account = columns.text();
        const Market market = market_of(columns);
        CutoffRules::Last& last = rules.last[{std::move(account), market}];
        last.number = columns.as<uint32_t>();
        last.is_over = columns.flag();
    }
    return Unit{};
}

void Store::end_round(Timed& timed) {
    timed.open = std::exchange(counted_, {});
    page_from_.clear();
}

Status Store::look_through(const Moment& moment, const std::vector<Standing>& past,
                           const std::vector<Standing>& due, const Page& page, Timed& timed) {
    const Share share{context_.partition, context_.partitions};
    const auto open = session_.query(select_open_markets(past, moment.day, share, page));
    if (!open.ok()) return open.error();
    for (const db::Row& row : open.value()) {
        Columns columns{row};
        const Market market = market_of(columns);
        counted_[market] += columns.integer();
    }
    if (due.empty()) return Unit{};
    std::set<std::string> given;
    for (const std::string& sql : {select_due_positions(moment, due, context_.pace, share, page),
                                   select_due_orders(moment, due, context_.pace, share, page)}) {
        const auto rows = session_.query(sql);
        if (!rows.ok()) return rows.error();
        for (const db::Row& row : rows.value()) {
            Columns columns{row};
            const std::string account = columns.text();
            const Market market = market_of(columns);
            const auto made = columns.as<uint32_t>();
            const auto standing = std::ranges::find(due, market, &Standing::market);
            if (standing == due.end()) continue;
            Arrived attempt = attempt_at(moment, *standing, context_.pace, account, made + 1);
            if (!given.insert(attempt.command.id).second) continue;  // has both
            timed.commands.push_back(std::move(attempt));
        }
    }
    return Unit{};
}

}  // namespace squareoff
