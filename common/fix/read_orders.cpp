#include "common/fix/codes.h"
#include "common/fix/field_reader.h"

// What a member sent.
namespace fix {
namespace {

using events::OrderType;
using events::Validity;

constexpr Named kSide{54, "Side"};
constexpr Named kQuantity{38, "OrderQty"};

// A limit needs its price and a stop its trigger.
void check_terms(FieldReader& reader, OrderType type) {
    const bool limit = type == OrderType::Limit || type == OrderType::StopLimit;
    const bool stop = type == OrderType::StopLimit || type == OrderType::StopMarket;
    if (limit && !reader.has(44)) reader.fail({44, "Price"}, "missing");
    if (stop && !reader.has(99)) reader.fail({99, "StopPx"}, "missing");
}

int64_t quantity_of(FieldReader& reader) {
    const int64_t quantity = reader.whole(kQuantity);
    if (!reader.has(38)) reader.fail(kQuantity, "missing");
    return quantity;
}

CancelOrder read_cancel(FieldReader& reader, const Dialect& dialect) {
    CancelOrder cancel;
    cancel.client_order_id = reader.required({11, "ClOrdID"});
    cancel.original_client_order_id = reader.text(41);
    cancel.exchange_order_id = reader.text(37);
    if (!reader.has(37) && !reader.has(41)) reader.fail({41, "OrigClOrdID"}, "missing");
    cancel.account = reader.text(dialect.account_tag);
    cancel.instrument = read_instrument(reader, dialect);
    cancel.side = reader.code<events::Side>(kSide, side_of);
    cancel.quantity = reader.whole(kQuantity);
    cancel.transact_time_us = reader.time({60, "TransactTime"}, 0);
    return cancel;
}

NewOrder read_new(FieldReader& reader, const Dialect& dialect) {
    NewOrder order;
    order.client_order_id = reader.required({11, "ClOrdID"});
    order.account = reader.text(dialect.account_tag);
    order.instrument = read_instrument(reader, dialect);
    order.product = reader.text(dialect.product_tag);
    order.side = reader.code<events::Side>(kSide, side_of);
    order.type = reader.code<OrderType>({40, "OrdType"}, order_type_of);
    order.validity = reader.code<Validity>({59, "TimeInForce"}, validity_of, Validity::Day);
    order.quantity = quantity_of(reader);
    order.price = reader.price({44, "Price"});
    order.trigger = reader.price({99, "StopPx"});
    order.transact_time_us = reader.time({60, "TransactTime"}, 0);
    check_terms(reader, order.type);
    return order;
}

ReplaceOrder read_replace(FieldReader& reader, const Dialect& dialect) {
    ReplaceOrder replace;
    replace.what = read_cancel(reader, dialect);
    replace.what.quantity = quantity_of(reader);
    replace.type = reader.code<OrderType>({40, "OrdType"}, order_type_of);
    replace.validity = reader.code<Validity>({59, "TimeInForce"}, validity_of, Validity::Day);
    replace.price = reader.price({44, "Price"});
    replace.trigger = reader.price({99, "StopPx"});
    check_terms(reader, replace.type);
    return replace;
}

StatusRequest read_status(FieldReader& reader, const Dialect& dialect) {
    StatusRequest request;
    request.client_order_id = reader.text(11);
    request.exchange_order_id = reader.text(37);
    if (!reader.has(11) && !reader.has(37)) reader.fail({11, "ClOrdID"}, "missing");
    request.account = reader.text(dialect.account_tag);
    request.instrument = read_instrument(reader, dialect);
    request.side = reader.code<events::Side>(kSide, side_of);
    return request;
}

MassCancel read_mass_cancel(FieldReader& reader, const Dialect& dialect) {
    const Named kind{530, "MassCancelRequestType"};
    if (reader.required(kind) != "7") reader.fail(kind, "only 7, all orders, is known");
    return {.client_order_id = reader.required({11, "ClOrdID"}),
            .account = reader.text(dialect.account_tag),
            .transact_time_us = reader.time({60, "TransactTime"}, 0)};
}

}  // namespace

base::Result<FromMember> read_from_member(const Message& message, const Dialect& dialect) {
    if (!message.problem.empty()) return base::Error{base::Errc::Invalid, message.problem};
    FieldReader reader{message.fields};
    FromMember read = Unknown{message.type};
    if (message.type == "D") read = read_new(reader, dialect);
    if (message.type == "F") read = read_cancel(reader, dialect);
    if (message.type == "G") read = read_replace(reader, dialect);
    if (message.type == "H") read = read_status(reader, dialect);
    if (message.type == "q") read = read_mass_cancel(reader, dialect);
    if (message.type == "V") read = PriceRequest{reader.required({262, "MDReqID"})};
    return reader.result(std::move(read));
}

}  // namespace fix
