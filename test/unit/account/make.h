#pragma once

#include <string>

#include "common/account/exit_rules.h"

// Instruments, positions and orders as the tests of this room need them.
namespace account::test {

constexpr uint32_t kDay = 20261120;

inline Instrument equity(uint32_t token = 1) {
    Instrument one;
    one.key = {events::Exchange::Nse, events::Segment::Cm, token};
    one.tick = 500;  // 5 paise
    one.last_price = 1'000'000;
    return one;
}

inline Instrument future(int64_t lot) {
    Instrument one = equity(2);
    one.key.segment = events::Segment::Fo;
    one.lot = lot;
    return one;
}

inline Position position(const Instrument& of, int64_t net,
                         events::Product product = events::Product::Mis) {
    Position one;
    one.key = {of.key, product};
    one.net = net;
    return one;
}

inline Order order(const std::string& id, const PositionKey& key, events::Side side,
                   int64_t quantity) {
    Order one;
    one.exchange_order_id = id;
    one.client_order_id = "M" + id;
    one.key = key;
    one.side = side;
    one.quantity = one.remaining = quantity;
    return one;
}

inline exits::Exit own(const std::string& id, const PositionKey& key, events::Side side,
                       int64_t quantity, exits::State state) {
    exits::Exit one;
    one.client_order_id = id;
    one.key = key;
    one.side = side;
    one.quantity = quantity;
    one.action = events::CommandAction::Exit;
    one.state = state;
    return one;
}

}  // namespace account::test
