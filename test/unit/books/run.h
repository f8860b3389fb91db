#pragma once

#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "common/books/backdated.h"
#include "common/books/posting.h"
#include "test/unit/events/make_event.h"

// Trades for tests: of account AB1234, 75 at 101.35 bought, unless a test says otherwise.
struct TradeWords {
    std::string_view id = "T1";
    std::string_view ref = "";
    events::Action action = events::Action::New;
    int64_t quantity = 75;
    int64_t price = 1'013'500;
    events::Side side = events::Side::Buy;
};

inline events::Event trade_of(const TradeWords& words) {
    events::Event event = make_trade();
    event.id = words.id;
    auto& trade = std::get<events::Trade>(event.body);
    trade.ref = words.ref;
    trade.action = words.action;
    trade.quantity = words.quantity;
    trade.price = words.price;
    trade.side = words.side;
    return event;
}

inline events::Event correction(std::string_view id, std::string_view ref, int64_t quantity) {
    return trade_of(
        {.id = id, .ref = ref, .action = events::Action::Correct, .quantity = quantity});
}

inline events::Event bust(std::string_view id, std::string_view ref) {
    return trade_of({.id = id, .ref = ref, .action = events::Action::Bust});
}

// The row that the event has made in the database.
inline books::KnownTrade row_of(const events::Event& event,
                                books::TradeState state = books::TradeState::Live,
                                std::string settled_by = "") {
    const auto& trade = std::get<events::Trade>(event.body);
    books::KnownTrade row;
    row.account = event.account;
    row.id = event.id;
    row.trade_no = trade.trade_no;
    row.exchange_order_id = trade.exchange_order_id;
    row.client_order_id = trade.client_order_id;
    row.ref = trade.ref;
    row.settled_by = std::move(settled_by);
    row.day = event.day;
    row.exchange = event.exchange;
    row.segment = event.segment;
    row.token = event.token;
    row.product = event.product;
    row.side = trade.side;
    row.quantity = trade.quantity;
    row.price = trade.price;
    row.action = trade.action;
    row.exchange_time_us = event.exchange_time_us;
    row.state = state;
    return row;
}

// One run of events through the fold. Keeps what the posting points into.
class Run {
  public:
    explicit Run(std::vector<events::Event> events, std::vector<books::KnownTrade> known = {},
                 books::Earlier earlier = {})
        : events_{std::move(events)}, known_{std::move(known)}, earlier_{std::move(earlier)} {
        for (const events::Event& event : events_) items_.push_back({&event, nullptr, false});
        std::vector<books::Item*> items;
        for (books::Item& item : items_) items.push_back(&item);
        posting = books::fold(
            items, known_,
            [this](books::Item& item, std::string reason) {
                events::Refusal& refusal = refusals_.emplace_back();
                refusal.reason = std::move(reason);
                refusal.text = item.event->id;
                item.event = nullptr;
                item.refusal = &refusal;
                return &refusal;
            },
            {}, nullptr, &earlier_);
    }
    Run(const Run&) = delete;
    Run& operator=(const Run&) = delete;

    // "T1 live, C1 corrected by B1": the rows to be inserted.
    [[nodiscard]] std::string trades() const {
        std::string text;
        for (const auto& row : posting.trades) {
            text += (text.empty() ? "" : ", ") + std::string{row.event->id} + " " +
                    state(row.state, row.settled_by);
        }
        return text;
    }
    // The same of the rows that stand in the database and end.
    [[nodiscard]] std::string ended() const {
        std::string text;
        for (const auto& row : posting.ended) {
            text += (text.empty() ? "" : ", ") + std::string{row.key.id} + " " +
                    state(row.state, row.settled_by);
        }
        return text;
    }
    // "B1: ref: names no trade of this account"
    [[nodiscard]] std::string parked() const {
        std::string text;
        for (const auto* refusal : posting.parked) {
            text += (text.empty() ? "" : ", ") + refusal->text + ": " + refusal->reason;
        }
        return text;
    }

    books::Posting posting;

  private:
    static std::string state(books::TradeState state, std::string_view settled_by) {
        std::string text{books::kTradeStateNames[static_cast<size_t>(state)]};
        if (!settled_by.empty()) text.append(" by ").append(settled_by);
        return text;
    }

    std::vector<events::Event> events_;
    std::vector<books::KnownTrade> known_;
    const books::Earlier earlier_;
    std::deque<books::Item> items_;
    std::deque<events::Refusal> refusals_;
};
