#include "common/books/repeated_trade.h"

namespace books {

using events::Event;
using events::Trade;

std::string_view difference(const KnownTrade& known, const Event& event) {
    const Trade& trade = std::get<Trade>(event.body);
    if (known.token != event.token) return "token";
    if (known.product != event.product) return "product";
    if (known.exchange_time_us != event.exchange_time_us) return "exchange_time_us";
    if (known.trade_no != trade.trade_no) return "trade_no";
    if (known.exchange_order_id != trade.exchange_order_id) return "exchange_order_id";
    if (known.client_order_id != trade.client_order_id) return "client_order_id";
    if (known.side != trade.side) return "side";
    if (trade.quantity != 0 && known.quantity != trade.quantity) return "quantity";
    if (trade.price != 0 && known.price != trade.price) return "price";
    if (known.action != trade.action) return "action";
    return known.ref != trade.ref ? "ref" : "";
}

KnownTrade known_trade(const Event& event) {
    const Trade& trade = std::get<Trade>(event.body);
    KnownTrade known;
    known.token = event.token;
    known.product = event.product;
    known.exchange_time_us = event.exchange_time_us;
    known.trade_no = trade.trade_no;
    known.exchange_order_id = trade.exchange_order_id;
    known.client_order_id = trade.client_order_id;
    known.side = trade.side;
    known.quantity = trade.quantity;
    known.price = trade.price;
    known.action = trade.action;
    known.ref = trade.ref;
    return known;
}

}  // namespace books
