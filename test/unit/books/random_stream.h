#pragma once

#include <map>
#include <random>
#include <string>
#include <vector>

#include "test/unit/events/make_event.h"

// One source's events for one partition, as JSON: orders, trades, corrections, busts, and every
// kind of mistake. Few ids and accounts, so that events meet.
class RandomStream {
  public:
    // With `own_accounts` no other source speaks of the same accounts.
    RandomStream(std::string source, uint64_t seed, bool numbered, bool own_accounts)
        : source_{std::move(source)},
          account_{own_accounts ? source_ : "S"},
          random_{seed},
          numbered_{numbered} {
        for (char& c : account_) c = static_cast<char>(std::toupper(c));
    }

    // A message of 1 to `most` events.
    std::string message(uint32_t most) {
        std::string body = "[";
        for (uint32_t left = 1 + pick(most); left > 0; --left) {
            if (body.size() > 1) body.push_back(',');
            body += event();
        }
        return body + "]";
    }

  private:
    uint32_t pick(uint32_t below) { return static_cast<uint32_t>(random_() % below); }

    std::string event() {
        const std::string id = "T" + std::to_string(pick(12));
        const std::string ref = "T" + std::to_string(pick(12));
        const std::string account = account_ + std::to_string(pick(2));
        const std::string order_id = "O" + std::to_string(pick(3));
        events::Event event = pick(4) == 0 ? order(order_id) : trade(ref);
        event.source = source_;
        event.partition = 0;
        event.account = account;
        event.id = id;
        event.seq = numbered_ ? ++seq_ : 0;
        event.token = 1 + pick(2);
        event.received_time_us = 1'000'000 + pick(1000);
        std::string text = text_of(event);
        // Refused by the codec, but with its place.
        if (pick(20) == 0) text = with_value(text, "price", "1.23456");
        return text;
    }

    events::Event order(const std::string& order_id) {
        events::Event event = make_order();
        auto& order = std::get<events::Order>(event.body);
        order_id_ = order_id;
        order.exchange_order_id = order_id_;
        order.filled = pick(100);
        order.remaining = 0;
        return event;
    }

    events::Event trade(const std::string& ref) {
        events::Event event = make_trade();
        auto& trade = std::get<events::Trade>(event.body);
        trade.action = static_cast<events::Action>(pick(3));
        ref_ = trade.action == events::Action::New ? "" : ref;
        trade.ref = ref_;
        trade.quantity = 1 + pick(2);  // two contents under one id are likely
        if (trade.action != events::Action::New && pick(3) == 0) trade.quantity = 0;  // not said
        if (pick(8) == 0) trade.side = events::Side::Sell;
        return event;
    }

    std::string source_;
    std::string account_;
    std::mt19937_64 random_;
    bool numbered_;
    int64_t seq_ = 0;
    std::string order_id_;
    std::string ref_;
};
