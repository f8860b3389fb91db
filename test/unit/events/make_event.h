#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/events/codec.h"
#include "common/events/event.h"
#include "common/events/partition.h"

// Events for tests: good ones, of which a test changes what it speaks of. All texts are literals.
inline constexpr int32_t kPartitions = 4;

inline events::Event make_event(events::Order order) {
    events::Event event;
    event.source = "nse-fo-dropcopy-1";
    event.day = 20260803;
    event.account = "AB1234";
    event.partition = events::partition_of(event.account, kPartitions);
    event.seq = 1;
    event.id = "E1";
    event.exchange = events::Exchange::Nse;
    event.segment = events::Segment::Fo;
    event.product = events::Product::Nrml;
    event.token = 53001;
    event.exchange_time_us = 1'785'728'700'123'456;
    event.received_time_us = 1'785'728'700'125'001;
    event.body = order;
    return event;
}

inline events::Order make_order_state() {
    events::Order order;
    order.exchange_order_id = "O1";
    order.client_order_id = "C1";
    order.side = events::Side::Buy;
    order.type = events::OrderType::Limit;
    order.state = events::OrderState::Open;
    order.quantity = 150;
    order.remaining = 150;
    order.price = 1'013'500;
    return order;
}

inline events::Event make_order() { return make_event(make_order_state()); }

inline events::Event make_trade() {
    events::Event event = make_event(make_order_state());
    events::Trade trade;
    trade.trade_no = "N1";
    trade.exchange_order_id = "O1";
    trade.client_order_id = "C1";
    trade.side = events::Side::Buy;
    trade.action = events::Action::New;
    trade.quantity = 75;
    trade.price = 1'013'500;
    event.body = trade;
    return event;
}

inline std::string text_of(const events::Event& event) {
    std::string text;
    events::encode(event, text);
    return text;
}

// The JSON with the value of `field` replaced by `raw`, which may be any JSON text.
inline std::string with_value(const std::string& json, std::string_view field,
                              std::string_view raw) {
    const std::string key = "\"" + std::string{field} + "\":";
    const size_t begin = json.find(key) + key.size();
    const bool quoted = json[begin] == '"';
    const size_t end = quoted ? json.find('"', begin + 1) + 1 : json.find_first_of(",}", begin);
    return json.substr(0, begin) + std::string{raw} + json.substr(end);
}

// The JSON with one more field at its end.
inline std::string with_more(std::string json, std::string_view fields) {
    json.pop_back();
    return json.append(",").append(fields).append("}");
}
