#include "common/fix/codes.h"
#include "common/fix/field_writer.h"

// What an exchange sends, but for prices.
namespace fix {
namespace {

// FIX 4.2 says with ExecTransType (20) what 4.4 says with ExecType, and with ExecType how far an
// order is filled.
void write_exec_type(FieldWriter& out, const ExecutionReport& report, const Dialect& dialect) {
    const ExecType type = report.exec_type;
    if (!dialect.fix42) {
        out.text(150, report.pending ? "6" : code_of(type));
        return;
    }
    const bool of_state = is_fill(type) || type == ExecType::Status;
    std::string_view transaction = "0";
    if (type == ExecType::TradeBust) transaction = "1";
    if (type == ExecType::TradeCorrect) transaction = "2";
    if (type == ExecType::Status) transaction = "3";
    out.text(20, transaction);
    if (type == ExecType::Trade) {
        out.text(150, report.status == OrdStatus::Filled ? "2" : "1");
    } else {
        out.text(150, of_state ? code_of(report.status) : code_of(type));
    }
}

}  // namespace

Message write(const ExecutionReport& report, const Dialect& dialect) {
    FieldWriter out{"8"};
    const std::string& order = report.exchange_order_id;
    out.text(37, order.empty() ? "NONE" : order).text(17, report.exec_id);
    out.text(19, report.exec_ref_id);
    write_exec_type(out, report, dialect);
    out.text(39, code_of(report.status)).text(11, report.client_order_id);
    out.text(41, report.original_client_order_id).text(dialect.account_tag, report.account);
    out.instrument(report.instrument, dialect).text(dialect.product_tag, report.product);
    out.text(54, code_of(report.side)).whole(38, report.quantity).text(40, code_of(report.type));
    out.price_if(44, report.price).price_if(99, report.trigger).text(59, code_of(report.validity));
    if (is_fill(report.exec_type)) {
        out.whole(32, report.last_quantity).price(31, report.last_price);
        out.text(dialect.trade_no_tag, report.trade_no);
    }
    if (report.working && !dialect.fix42) out.text(636, *report.working ? "Y" : "N");
    out.whole(14, report.cumulative).whole(151, report.leaves);
    out.text(6, "0");  // AvgPx must be there; nobody here reads it
    if (report.day != 0) out.whole(dialect.day_tag, report.day);
    return out.text(58, report.text).time(60, report.transact_time_us).take();
}

Message write(const CancelReject& reject, const Dialect&) {
    FieldWriter out{"9"};
    const std::string& order = reject.exchange_order_id;
    out.text(37, order.empty() ? "NONE" : order).text(11, reject.client_order_id);
    out.text(41, reject.original_client_order_id).text(39, code_of(reject.status));
    out.text(434, reject.of_replace ? "2" : "1").text(102, reject.unknown_order ? "1" : "99");
    return out.text(58, reject.text).time(60, reject.transact_time_us).take();
}

Message write(const MessageReject& reject, const Dialect&) {
    FieldWriter out{reject.business ? "j" : "3"};
    out.whole(45, reject.ref_seq).text(372, reject.ref_type).text(58, reject.text);
    if (reject.business) {
        out.text(379, reject.ref_id).text(380, "0");
    }
    if (reject.ref_tag != 0) out.whole(371, reject.ref_tag);
    return out.take();
}

Message write(const MassCancelReport& report, const Dialect&) {
    FieldWriter out{"r"};
    out.text(11, report.client_order_id).text(37, report.client_order_id).text(530, "7");
    out.text(531, report.accepted ? "7" : "0").whole(533, report.affected);
    return out.text(58, report.text).take();
}

}  // namespace fix
