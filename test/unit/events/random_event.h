#pragma once

#include <algorithm>
#include <deque>
#include <random>
#include <string>
#include <string_view>

#include "common/events/event.h"
#include "common/events/order_number.h"
#include "common/events/partition.h"

// Good events of any shape the rules allow. Keeps the texts that its events point into.
class RandomEvents {
  public:
    RandomEvents(uint64_t seed, int32_t partitions) : random_{seed}, partitions_{partitions} {}

    events::Event next() {
        events::Event event;
        event.source = text("abcdefghijklmnopqrstuvwxyz0123456789-", 1, events::kSourceMax);
        event.day = 20260801 + pick(28);
        event.account = text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", 1, events::kAccountMax);
        event.partition = events::partition_of(event.account, partitions_);
        event.seq = pick(4) == 0 ? 0 : number(1, INT64_MAX);
        event.id = text(kIdCharacters, 1, events::kIdMax);
        event.exchange = static_cast<events::Exchange>(pick(5));
        event.segment = static_cast<events::Segment>(pick(4));
        event.product = static_cast<events::Product>(pick(4));
        event.token = static_cast<uint32_t>(number(1, events::kTokenMax));
        event.exchange_time_us = number(1, events::kTimeUsMax);
        event.received_time_us = number(1, events::kTimeUsMax);
        if (pick(2) == 0) {
            event.body = order();
        } else {
            event.body = trade();
        }
        return event;
    }

    uint32_t pick(uint32_t below) { return static_cast<uint32_t>(random_() % below); }
    std::mt19937_64& random() { return random_; }

    // Often at its bounds, where mistakes live.
    int64_t number(int64_t least, int64_t most) {
        const uint32_t where = pick(8);
        if (where == 0) return least;
        if (where == 1) return most;
        return std::uniform_int_distribution<int64_t>{least, most}(random_);
    }

    std::string_view text(std::string_view characters, size_t least, size_t most) {
        std::string& made = texts_.emplace_back();
        const auto size = number(static_cast<int64_t>(least), static_cast<int64_t>(most));
        for (int64_t i = 0; i < size; ++i) {
            made.push_back(characters[pick(static_cast<uint32_t>(characters.size()))]);
        }
        return made;
    }

  private:
    static constexpr std::string_view kIdCharacters =
        "ABCabc0123456789!#$%&()*+,-./:;<=>?@[]^_`{|}~";
    static constexpr std::string_view kReasonCharacters =
        " !\"#$%&'()*+,-./0123456789:;<=>?@ABC[\\]^_`abc{|}~";

    // One that is none would be replaced by the client order id.
    std::string_view order_number() {
        while (true) {
            const std::string_view number = text(kIdCharacters, 1, events::kIdMax);
            if (!events::is_no_order_number(number)) return number;
        }
    }

    events::Order order() {
        events::Order order;
        order.exchange_order_id = order_number();
        order.client_order_id = text(kIdCharacters, 0, events::kIdMax);
        order.side = static_cast<events::Side>(pick(2));
        order.type = static_cast<events::OrderType>(pick(5));
        order.validity = static_cast<events::Validity>(pick(8));
        order.state = static_cast<events::OrderState>(pick(8));
        order.origin = static_cast<events::Origin>(pick(3));
        order.quantity = number(1, events::kQuantityMax);
        order.filled = number(0, order.quantity);
        const bool final_state = events::is_final(order.state);
        order.remaining = final_state ? 0 : number(0, order.quantity - order.filled);
        order.price = number(0, events::kPriceMax);
        order.trigger = number(0, events::kPriceMax);
        order.reason = text(kReasonCharacters, 0, events::kReasonMax);
        if (pick(3) == 0) order.as_sent = text(kReasonCharacters, 0, events::kAsSentMax);
        return order;
    }

    events::Trade trade() {
        events::Trade trade;
        trade.trade_no = text(kIdCharacters, 1, events::kIdMax);
        trade.exchange_order_id = order_number();
        trade.client_order_id = text(kIdCharacters, 0, events::kIdMax);
        trade.side = static_cast<events::Side>(pick(2));
        trade.action = static_cast<events::Action>(pick(3));
        trade.price = number(1, events::kPriceMax);
        trade.quantity =
            number(1, std::min(events::kQuantityMax, events::kTradeValueMax / trade.price));
        if (trade.action != events::Action::New) {
            trade.ref = text(kIdCharacters, 1, events::kIdMax);
            if (pick(4) == 0) trade.quantity = 0;  // left to the trade that it names
            if (pick(4) == 0) trade.price = 0;
        }
        return trade;
    }

    std::mt19937_64 random_;
    int32_t partitions_;
    std::deque<std::string> texts_;
};
