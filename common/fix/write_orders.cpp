#include "common/fix/codes.h"
#include "common/fix/field_writer.h"

// What a member sends.
namespace fix {
namespace {

void write_terms(FieldWriter& out, events::OrderType type, events::Validity validity, int64_t price,
                 int64_t trigger) {
    out.text(40, code_of(type)).price_if(44, price).price_if(99, trigger);
    out.text(59, code_of(validity));
}

FieldWriter cancel_fields(std::string type, const CancelOrder& cancel, const Dialect& dialect) {
    FieldWriter out{std::move(type)};
    out.text(11, cancel.client_order_id).text(41, cancel.original_client_order_id);
    out.text(37, cancel.exchange_order_id).text(dialect.account_tag, cancel.account);
    out.instrument(cancel.instrument, dialect).text(54, code_of(cancel.side));
    out.whole(38, cancel.quantity).time(60, cancel.transact_time_us);
    return out;
}

}  // namespace

Message write(const NewOrder& order, const Dialect& dialect) {
    FieldWriter out{"D"};
    out.text(11, order.client_order_id).text(dialect.account_tag, order.account);
    if (dialect.fix42) out.text(21, dialect.handling);
    out.instrument(order.instrument, dialect).text(dialect.product_tag, order.product);
    out.text(54, code_of(order.side)).whole(38, order.quantity).time(60, order.transact_time_us);
    write_terms(out, order.type, order.validity, order.price, order.trigger);
    return out.take();
}

Message write(const CancelOrder& cancel, const Dialect& dialect) {
    return cancel_fields("F", cancel, dialect).take();
}

Message write(const ReplaceOrder& replace, const Dialect& dialect) {
    FieldWriter out = cancel_fields("G", replace.what, dialect);
    if (dialect.fix42) out.text(21, dialect.handling);
    write_terms(out, replace.type, replace.validity, replace.price, replace.trigger);
    return out.take();
}

Message write(const StatusRequest& request, const Dialect& dialect) {
    FieldWriter out{"H"};
    out.text(11, request.client_order_id).text(37, request.exchange_order_id);
    out.text(dialect.account_tag, request.account).instrument(request.instrument, dialect);
    return out.text(54, code_of(request.side)).take();
}

Message write(const MassCancel& mass, const Dialect& dialect) {
    FieldWriter out{"q"};
    out.text(11, mass.client_order_id).text(530, "7");  // all orders
    return out.text(dialect.account_tag, mass.account).time(60, mass.transact_time_us).take();
}

Message write_price_request(const std::string& request_id, const Dialect&) {
    FieldWriter out{"V"};
    // Snapshot and updates (263), best prices (264), incremental (265).
    out.text(262, request_id).text(263, "1").text(264, "1").text(265, "1");
    Message message = out.take();
    message.groups.push_back({267, {{{269, "0"}}, {{269, "1"}}, {{269, "2"}}}});
    message.groups.push_back({146, {{{55, "*"}}}});
    return message;
}

}  // namespace fix
