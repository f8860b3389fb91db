#pragma once

#include <string>

#include "common/exits/exit.h"

struct OrderWords {
    std::string id = {};
    bool cancel = false;
    exits::State state = exits::State::Planned;
    std::string sender = {};
};

inline exits::Exit make_order(const OrderWords& words) {
    exits::Exit order;
    order.client_order_id = words.id;
    order.account = "ACC1";
    order.day = 20261123;
    order.action = words.cancel ? events::CommandAction::Cancel : events::CommandAction::Exit;
    order.session = "nse-1";
    order.key.instrument.exchange = events::Exchange::Nse;
    order.key.instrument.segment = events::Segment::Fo;
    order.key.instrument.token = 35001;
    order.symbol = "NIFTY26NOV24000CE";
    order.key.product = events::Product::Mis;
    order.side = events::Side::Sell;
    order.type = events::OrderType::Limit;
    order.validity = events::Validity::Ioc;
    order.quantity = 75;
    order.price = 1'013'500;
    if (words.cancel) {
        order.target_client_order_id = "M-17";
        order.target_exchange_order_id = "1100000000000017";
    }
    order.state = words.state;
    order.sender = words.sender;
    return order;
}
