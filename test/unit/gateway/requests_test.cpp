#include "consumers/gateway/requests.h"

#include <doctest/doctest.h>

#include "test/unit/gateway/orders.h"

using exits::Exit;

TEST_CASE("gateway/requests: an exit carries what its row says") {
    const fix::NewOrder request = gateway::new_order(make_order({.id = "BXA"}), 77);
    CHECK(request.client_order_id == "BXA");
    CHECK(request.account == "ACC1");
    CHECK(request.instrument ==
          fix::Instrument{events::Exchange::Nse, events::Segment::Fo, 35001, "NIFTY26NOV24000CE"});
    CHECK(request.product == "MIS");
    CHECK(request.side == events::Side::Sell);
    CHECK(request.type == events::OrderType::Limit);
    CHECK(request.validity == events::Validity::Ioc);
    CHECK(request.quantity == 75);
    CHECK(request.price == 1'013'500);
    CHECK(request.trigger == 0);
    CHECK(request.transact_time_us == 77);
}

TEST_CASE("gateway/requests: a market order carries no price") {
    Exit order = make_order({.id = "BXA"});
    order.type = events::OrderType::Market;
    CHECK(gateway::new_order(order, 1).price == 0);
}

TEST_CASE("gateway/requests: a cancel names its order by both numbers") {
    const fix::CancelOrder request =
        gateway::cancel_order(make_order({.id = "BXC", .cancel = true}), 5);
    CHECK(request.client_order_id == "BXC");
    CHECK(request.original_client_order_id == "M-17");
    CHECK(request.exchange_order_id == "1100000000000017");
    CHECK(request.side == events::Side::Sell);
    CHECK(request.quantity == 75);
}

TEST_CASE("gateway/requests: issue 9.10: a number that is none is not sent") {
    Exit cancel = make_order({.id = "BXC", .cancel = true});
    for (const char* none : {"0", "", "NONE", "  ", "0000", "null", "M-17"}) {
        cancel.target_exchange_order_id = none;
        CAPTURE(none);
        CHECK(gateway::cancel_order(cancel, 5).exchange_order_id == "");
        CHECK(gateway::cancel_order(cancel, 5).original_client_order_id == "M-17");
        CHECK(gateway::refusal_before_wire(cancel, {}) == "");
    }
    cancel.target_client_order_id.clear();
    cancel.target_exchange_order_id = "0";
    CHECK(gateway::refusal_before_wire(cancel, {}) == "target: the cancel names no order");
}

TEST_CASE("gateway/requests: a status request names the order") {
    const fix::StatusRequest request = gateway::status_request(make_order({.id = "BXA"}));
    CHECK(request.client_order_id == "BXA");
    CHECK(request.account == "ACC1");
    CHECK(request.instrument.token == 35001);
}

TEST_CASE("gateway/requests: what cannot be sent says why") {
    fix::Dialect dialect;
    Exit order = make_order({.id = "BXA"});
    CHECK(gateway::refusal_before_wire(order, dialect) == "");
    order.type = events::OrderType::Market;
    CHECK(gateway::refusal_before_wire(order, dialect) == "");
    dialect.market_orders = false;
    CHECK(gateway::refusal_before_wire(order, dialect) ==
          "type: this exchange takes no market orders");
    order.type = events::OrderType::Limit;
    order.price = 0;
    CHECK(gateway::refusal_before_wire(order, dialect) == "price: a limit order needs one");
    order.quantity = 0;
    CHECK(gateway::refusal_before_wire(order, dialect) == "quantity: must be at least 1");
    order = make_order({.id = "BXA"});
    order.type = events::OrderType::StopMarket;
    CHECK(gateway::refusal_before_wire(order, dialect) == "type: exits have no trigger price");
    Exit cancel = make_order({.id = "BXC", .cancel = true});
    CHECK(gateway::refusal_before_wire(cancel, dialect) == "");
    cancel.target_client_order_id.clear();
    CHECK(gateway::refusal_before_wire(cancel, dialect) == "");
    cancel.target_exchange_order_id.clear();
    CHECK(gateway::refusal_before_wire(cancel, dialect) == "target: the cancel names no order");
}
