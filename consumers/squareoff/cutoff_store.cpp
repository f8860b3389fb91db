#include <algorithm>
#include <set>
#include <utility>

#include "common/cutoffs/store.h"
#include "common/db/columns.h"
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

Result<Store::Timed> Store::timed(uint32_t day, size_t page_accounts, int64_t now_us) {
    Timed timed;
    auto read = cutoffs::read_moment(session_, context_.utc_offset_s, context_.day);
    if (!read.ok()) return read.error();
    Moment moment = std::move(read).value();
    if (now_us != 0) {
        moment.now_us = now_us;
        cutoffs::set_clock(moment, context_.utc_offset_s);
        if (context_.day != 0) moment.clock_day = context_.day;
    }
    if (moment.day != day) return timed;  // another one is being opened
    timed.why_not = cutoffs::why_not(moment);
    timed.unconfirmed = cutoffs::is_unconfirmed(moment);
    std::vector<Standing> past;
    if (timed.why_not.empty() || timed.unconfirmed) {
        const auto lines = cutoffs::read_lines(session_, day);
        if (!lines.ok()) return lines.error();
        past = cutoffs::standings(cutoffs::in_force(lines.value()), moment.second_of_day);
        std::erase_if(past, [](const Standing& one) { return one.phase == Phase::Before; });
    }
    if (past.empty()) {
        end_round(timed);
        round_due_us_ = 0;
        return timed;
    }
    std::vector<Standing> due = past;
    if (!timed.why_not.empty()) due.clear();
    std::erase_if(due, [](const Standing& one) { return one.phase != Phase::Due; });
    timed.due = due;
    std::erase_if(
        due, [&](const Standing& one) { return !cutoffs::may_begin(moment, one, context_.pace); });
    if (page_from_.empty() && moment.now_us < round_due_us_) return timed;
    if (page_from_.empty()) {
        round_due_us_ = moment.now_us + (timed.due.empty() ? kClosedRoundUs : kRoundUs);
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
