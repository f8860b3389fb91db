#include <limits>

#include "common/fix/codes.h"
#include "common/fix/field_reader.h"
#include "common/fix/read_prices.h"
#include "common/fix/timestamp.h"

// What an exchange sent.
namespace fix {
namespace {

using events::OrderType;
using events::Validity;

constexpr Named kStatus{39, "OrdStatus"};

// "NONE" is what FIX writes where there is no order.
std::string order_id(const FieldReader& reader) {
    std::string id = reader.text(37);
    return id == "NONE" ? std::string() : id;
}

ExecType read_exec_type(FieldReader& reader, const Dialect& dialect) {
    if (dialect.fix42) {
        const std::string transaction = reader.text(20);
        if (transaction == "1") return ExecType::TradeBust;
        if (transaction == "2") return ExecType::TradeCorrect;
        if (transaction == "3") return ExecType::Status;
    }
    return reader.code<ExecType>({150, "ExecType"}, exec_type_of);
}

void read_order(ExecutionReport& report, FieldReader& reader, const Dialect& dialect) {
    report.account = reader.text(dialect.account_tag);
    report.instrument = read_instrument(reader, dialect);
    report.product = reader.text(dialect.product_tag);
    report.side = reader.code<events::Side>({54, "Side"}, side_of);
    report.quantity = reader.whole({38, "OrderQty"});
    report.price = reader.price({44, "Price"});
    report.trigger = reader.price({99, "StopPx"});
    const OrderType usual = report.price != 0 ? OrderType::Limit : OrderType::Market;
    report.type = reader.code<OrderType>({40, "OrdType"}, order_type_of, usual);
    report.validity = reader.code<Validity>({59, "TimeInForce"}, validity_of, Validity::Day);
}

void read_fill(ExecutionReport& report, FieldReader& reader, const Dialect& dialect) {
    report.exec_id = reader.required({17, "ExecID"});
    report.last_quantity = reader.whole({32, "LastQty"});
    report.last_price = reader.price({31, "LastPx"});
    if (report.exec_type != ExecType::TradeBust) {
        if (!reader.has(32)) reader.fail({32, "LastQty"}, "missing");
        if (!reader.has(31)) reader.fail({31, "LastPx"}, "missing");
    }
    report.trade_no = reader.text(dialect.trade_no_tag);
    if (!report.trade_no.empty()) return;
    const bool of_earlier = report.exec_type != ExecType::Trade && !report.exec_ref_id.empty();
    report.trade_no = of_earlier ? report.exec_ref_id : report.exec_id;
}

// What is left of an order that can still trade, where the exchange does not say.
int64_t usual_leaves(const ExecutionReport& report) {
    switch (report.status) {
        case OrdStatus::Filled:
        case OrdStatus::Canceled:
        case OrdStatus::Rejected:
        case OrdStatus::Expired:
        case OrdStatus::DoneForDay:
            return 0;
        default:
            return report.quantity > report.cumulative ? report.quantity - report.cumulative : 0;
    }
}

ExecutionReport read_report(FieldReader& reader, const Message& message, const Dialect& dialect) {
    ExecutionReport report;
    report.exec_id = reader.text(17);
    report.exec_ref_id = reader.text(19);
    report.exec_type = read_exec_type(reader, dialect);
    report.status = reader.code<OrdStatus>(kStatus, status_of);
    report.exchange_order_id = order_id(reader);
    report.client_order_id = reader.text(11);
    report.original_client_order_id = reader.text(41);
    read_order(report, reader, dialect);
    if (is_fill(report.exec_type)) read_fill(report, reader, dialect);
    report.cumulative = reader.whole({14, "CumQty"});
    report.leaves = reader.whole({151, "LeavesQty"}, usual_leaves(report));
    const std::string working = reader.text(636);
    if (!working.empty()) report.working = working == "Y";
    report.text = reader.text(58);
    report.transact_time_us = reader.time({60, "TransactTime"}, message.sending_time_us);
    const int64_t at = report.transact_time_us;
    const uint32_t usual_day = at == 0 ? 0 : day_of(at, dialect.utc_offset_s);
    report.day = reader.day({dialect.day_tag, "TradeDate"}, usual_day);
    report.poss_dup = message.poss_dup;
    report.poss_resend = message.poss_resend;
    return report;
}

CancelReject read_cancel_reject(FieldReader& reader, const Message& message) {
    CancelReject reject;
    reject.client_order_id = reader.required({11, "ClOrdID"});
    reject.original_client_order_id = reader.text(41);
    reject.exchange_order_id = order_id(reader);
    reject.unknown_order = reader.text(102) == "1";
    // Of an order that the exchange does not know, some say no state.
    reject.status = reject.unknown_order
                        ? reader.code<OrdStatus>(kStatus, status_of, OrdStatus::Rejected)
                        : reader.code<OrdStatus>(kStatus, status_of);
    reject.of_replace = reader.text(434) == "2";
    reject.text = reader.text(58);
    reject.transact_time_us = reader.time({60, "TransactTime"}, message.sending_time_us);
    return reject;
}

MessageReject read_message_reject(FieldReader& reader, const Message& message) {
    MessageReject reject;
    reject.business = message.type == "j";
    reject.ref_seq = reader.whole({45, "RefSeqNum"});
    reject.ref_type = reader.text(372);
    reject.ref_id = reader.text(379);
    const int64_t tag = reader.whole({371, "RefTagID"});
    reject.ref_tag = tag > std::numeric_limits<int>::max() ? 0 : static_cast<int>(tag);
    reject.text = reader.text(58);
    return reject;
}

MassCancelReport read_mass_report(FieldReader& reader) {
    MassCancelReport report;
    report.client_order_id = reader.required({11, "ClOrdID"});
    report.accepted = reader.required({531, "MassCancelResponse"}) != "0";
    report.affected = reader.whole({533, "TotalAffectedOrders"});
    report.text = reader.text(58);
    return report;
}

}  // namespace

base::Result<FromExchange> read_from_exchange(const Message& message, const Dialect& dialect) {
    if (message.type == "W" || message.type == "X") {
        auto prices = read_prices(message, dialect);
        if (!prices.ok()) return prices.error();
        return FromExchange{std::move(prices).value()};
    }
    FieldReader reader{message.fields};
    FromExchange read = Unknown{message.type};
    if (message.type == "8") read = read_report(reader, message, dialect);
    if (message.type == "9") read = read_cancel_reject(reader, message);
    if (message.type == "3" || message.type == "j") read = read_message_reject(reader, message);
    if (message.type == "r") read = read_mass_report(reader);
    return reader.result(std::move(read));
}

}  // namespace fix
