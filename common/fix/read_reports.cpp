#include <algorithm>
#include <limits>

#include "common/events/characters.h"
#include "common/events/event.h"
#include "common/events/order_number.h"
#include "common/fix/codes.h"
#include "common/fix/field_reader.h"
#include "common/fix/number_text.h"
#include "common/fix/read_instrument.h"
#include "common/fix/read_prices.h"
#include "common/fix/timestamp.h"

// Messages of an exchange.
namespace fix {
namespace {

using events::OrderType;
using events::Validity;

constexpr Named kStatus{39, "OrdStatus"};

// "NONE" is what FIX writes where there is no order.
std::string order_id(const FieldReader& reader, int number) {
    std::string id = reader.text(number);
    return events::is_no_order_number(id) ? std::string() : id;
}

// The kind of report. ExecTransType (20) is FIX 4.2's, and wins wherever it stands: 4.4 has no
// other meaning for it. What says nothing that we know is a Status, unless it may speak of a fill.
ExecType read_exec_type(FieldReader& reader) {
    const std::string transaction = reader.text(20);
    if (transaction == "1") return ExecType::TradeBust;
    if (transaction == "2") return ExecType::TradeCorrect;
    if (transaction == "3") return ExecType::Status;
    if (const auto known = exec_type_of(reader.text(150))) return *known;
    int64_t quantity = 0;
    const bool no_fill = read_whole(reader.text(32), quantity).empty() && quantity == 0;
    if (!no_fill && reader.has(32)) (void)reader.code<ExecType>({150, "ExecType"}, exec_type_of);
    reader.note(150);
    return ExecType::Status;
}

template <class Enum>
Enum noted(FieldReader& reader, int number, Reported<Enum> reported) {
    if (!reported.exact) reader.note(number);
    return reported.value;
}

events::Side read_side(FieldReader& reader) {
    const Named field{54, "Side"};
    const std::string code = reader.required(field);
    const auto side = reported_side(code);
    if (side) return noted(reader, field.number, *side);
    if (!code.empty()) reader.fail(field, "neither a purchase nor a sale: " + code);
    return {};
}

int64_t spare_quantity(FieldReader& reader, Named field, int64_t usual) {
    return reader.spare(field, usual, [&](Named named) {
        const int64_t quantity = reader.whole(named);
        if (quantity > events::kQuantityMax) reader.fail(named, "too large");
        return quantity;
    });
}

// These fields no position needs: one that cannot be read is noted.
void read_order(ExecutionReport& report, FieldReader& reader, const Dialect& dialect) {
    const auto price = [&](Named field) {
        const int64_t units = reader.price(field);
        if (units < 0) reader.fail(field, "negative");
        return units;
    };
    const auto none = int64_t{0};
    report.account = reader.text(dialect.account_tag);
    report.product = reader.text(dialect.product_tag);
    report.side = read_side(reader);
    report.quantity = spare_quantity(reader, {38, "OrderQty"}, none);
    report.price = reader.spare({44, "Price"}, none, price);
    report.trigger = reader.spare({99, "StopPx"}, none, price);
    const OrderType usual = report.price != 0 ? OrderType::Limit : OrderType::Market;
    report.type = reader.has(40) ? noted(reader, 40, reported_type(reader.text(40))) : usual;
    report.validity =
        reader.has(59) ? noted(reader, 59, reported_validity(reader.text(59))) : Validity::Day;
}

// Of a report of a trade without 17. The trade's number is the trade's own: a bust or correction
// that took it would be told as the trade once more. What it says of which trade makes it the same
// one however often it comes.
std::string usual_exec_id(const ExecutionReport& report) {
    if (report.exec_type == ExecType::Trade) return report.trade_no;
    if (report.exec_ref_id.empty()) return {};
    if (report.exec_type == ExecType::TradeBust) return report.exec_ref_id + "-bust";
    return report.exec_ref_id + "-correct-" + std::to_string(report.last_quantity) + "-" +
           std::to_string(report.last_price);
}

// Of a correction or a bust 0 is what some write for "not said"; a correction to nothing is a bust,
// and has to say so.
void read_fill(ExecutionReport& report, FieldReader& reader, const Dialect& dialect) {
    const Named quantity{32, "LastQty"};
    const Named price{31, "LastPx"};
    report.last_quantity = reader.whole(quantity);
    report.last_price = reader.price(price);
    if (report.last_price < 0) reader.fail(price, "negative");
    if (report.exec_type == ExecType::Trade) {
        if (!reader.has(32)) reader.fail(quantity, "missing");
        if (!reader.has(31) && report.last_quantity != 0) reader.fail(price, "missing");
        if (report.last_price == 0 && report.last_quantity != 0) reader.fail(price, "0");
    }
    if (report.exec_type == ExecType::TradeCorrect && reader.has(32) && report.last_quantity == 0) {
        reader.fail(quantity, "0, in a correction");
    }
    report.trade_no = reader.text(dialect.trade_no_tag);
    if (report.exec_id.empty()) report.exec_id = usual_exec_id(report);
    if (report.exec_id.empty()) reader.fail({17, "ExecID"}, "missing");
    for (const Named& needed : {quantity, price, Named{17, "ExecID"}}) reader.must_be_one(needed);
    if (!report.trade_no.empty()) return;
    const bool of_earlier = report.exec_type != ExecType::Trade && !report.exec_ref_id.empty();
    report.trade_no = of_earlier ? report.exec_ref_id : report.exec_id;
}

// The rest of an order that can still trade, where the exchange does not say.
int64_t usual_leaves(const ExecutionReport& report) {
    switch (report.status) {
        case OrdStatus::Filled:
        case OrdStatus::Canceled:
        case OrdStatus::Rejected:
        case OrdStatus::Expired:
        case OrdStatus::DoneForDay:
        case OrdStatus::Calculated:
            return 0;
        default:
            return report.quantity > report.cumulative ? report.quantity - report.cumulative : 0;
    }
}

// How much is filled, where 14 does not say it: at least what this report adds. What is left says
// more, unless nothing is: an order that has ended without its fills has nothing left either.
int64_t usual_filled(const ExecutionReport& report) {
    const bool adds =
        report.exec_type == ExecType::Trade || report.exec_type == ExecType::TradeCorrect;
    const int64_t least = adds ? report.last_quantity : 0;
    if (report.quantity == 0) return least;
    const bool fills = report.exec_type == ExecType::Trade && report.status == OrdStatus::Unknown;
    const bool all =
        report.status == OrdStatus::Filled || (fills && report.leaves_told && report.leaves == 0);
    if (all) return std::max(least, report.quantity);
    const bool some_left = report.leaves_told && report.leaves > 0;
    return some_left ? std::max(least, report.quantity - report.leaves) : least;
}

void read_names(ExecutionReport& report, const FieldReader& reader) {
    report.exchange_order_id = order_id(reader, 37);
    report.client_order_id = reader.text(11);
    report.original_client_order_id = order_id(reader, 41);
}

// 38, 14 and 151 belong together: what one of them lacks the others say.
void read_quantities(ExecutionReport& report, FieldReader& reader) {
    const auto none = int64_t{-1};
    const int64_t filled = spare_quantity(reader, {14, "CumQty"}, none);
    const int64_t leaves = spare_quantity(reader, {151, "LeavesQty"}, none);
    report.leaves_told = leaves >= 0 && reader.has(151);
    report.leaves = report.leaves_told ? leaves : 0;
    report.cumulative_told = filled >= 0 && reader.has(14);
    report.cumulative = report.cumulative_told ? filled : usual_filled(report);
    report.fills_unreadable = reader.has(14) && !report.cumulative_told;
    if (!report.leaves_told) report.leaves = usual_leaves(report);
    if (report.quantity != 0) return;
    report.quantity = report.cumulative + report.leaves;
}

void read_times(ExecutionReport& report, FieldReader& reader, const Message& message,
                const Dialect& dialect) {
    const int64_t sent = message.sending_time_us;
    report.transact_time_us = reader.spare({60, "TransactTime"}, sent, [&](Named field) {
        return reader.time(field, message.sending_time_us);
    });
    const int64_t at = report.transact_time_us;
    const uint32_t usual = at == 0 ? 0 : day_of(at, dialect.utc_offset_s);
    report.day = reader.spare({dialect.day_tag, "TradeDate"}, usual,
                              [&](Named field) { return reader.day(field, usual); });
    if (at != 0 || report.day == 0) return;
    // Without any time it is the day's first, so that it hides nothing that is known later.
    (void)read_timestamp(std::to_string(report.day) + "-00:00:00", report.transact_time_us);
}

// Nobody's position is made of it, so it is not noted either.
void read_told_again(ExecutionReport& report, FieldReader& reader) {
    int64_t quantity = 0;
    const bool is_one = !reader.has(32) || read_whole(reader.text(32), quantity).empty();
    report.told_again = std::min(quantity, events::kQuantityMax);
    const std::string average = reader.text(6);
    const bool has_traded = average.find_first_of("123456789") != std::string::npos;
    const bool is_told = report.cumulative_told || report.told_again > 0;
    if (!is_one || (has_traded && !is_told)) report.fills_unreadable = true;
}

ExecutionReport read_report(FieldReader& reader, const Message& message, const Dialect& dialect) {
    ExecutionReport report;
    for (const Named& needed :
         {Named{150, "ExecType"}, Named{54, "Side"}, Named{dialect.account_tag, "account"},
          Named{dialect.product_tag, "product"}}) {
        reader.must_be_one(needed);
    }
    report.exec_id = reader.text(17);
    report.exec_ref_id = reader.text(19);
    report.exec_type = read_exec_type(reader);
    const std::string type = reader.text(150);
    report.pending = report.exec_type == ExecType::Status && (type == "6" || type == "E");
    report.status = reader.spare(kStatus, OrdStatus::Unknown, [&](Named field) {
        return reader.code<OrdStatus>(field, status_of, OrdStatus::Unknown);
    });
    read_names(report, reader);
    read_named_instrument(report, reader, dialect);
    read_order(report, reader, dialect);
    if (is_fill(report.exec_type)) read_fill(report, reader, dialect);
    read_quantities(report, reader);
    if (!is_fill(report.exec_type)) read_told_again(report, reader);
    const std::string working = reader.text(636);
    if (!working.empty()) report.working = working == "Y";
    report.text = reader.text(58);
    read_times(report, reader, message, dialect);
    report.as_sent = reader.notes();
    report.poss_dup = message.poss_dup;
    report.poss_resend = message.poss_resend;
    return report;
}

CancelReject read_cancel_reject(FieldReader& reader, const Message& message) {
    CancelReject reject;
    reject.client_order_id = reader.required({11, "ClOrdID"});
    reject.original_client_order_id = order_id(reader, 41);
    reject.exchange_order_id = order_id(reader, 37);
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
    reject.client_order_id = reader.text(11);
    reject.original_client_order_id = order_id(reader, 41);
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

// The lists must never change: numbers depend on them. A type that is in neither may be one of
// trades that is not known yet.
bool is_of_trade(const FieldReader& reader) {
    constexpr std::string_view kTrades = "12FGH";
    constexpr std::string_view kOthers = "03456789ABCDEIL";
    const std::string transaction = reader.text(20);
    const std::string type = reader.text(150);
    const auto is_one_of = [&](std::string_view types) {
        return type.size() == 1 && types.find(type) != std::string_view::npos;
    };
    if (transaction == "1" || transaction == "2" || is_one_of(kTrades)) return true;
    if (is_one_of(kOthers)) return false;
    int64_t quantity = 0;
    return reader.has(32) && (!read_whole(reader.text(32), quantity).empty() || quantity != 0);
}

}  // namespace

ReportPlaces places_of(const Message& message, const Dialect& dialect) {
    ReportPlaces places;
    if (!message.problem.empty() || message.type != "8") return places;
    FieldReader reader{message.fields};
    ExecutionReport report;
    read_times(report, reader, message, dialect);
    places.account = reader.text(dialect.account_tag);
    places.day = report.day;
    const bool has_account = !places.account.empty() &&
                             places.account.size() <= events::kAccountMax &&
                             events::all_of_class(places.account, events::kAccountChar);
    if (!has_account || !events::is_trading_day(report.day)) return places;
    places.numbers = is_of_trade(reader) ? 2 : 1;
    return places;
}

base::Result<FromExchange> read_from_exchange(const Message& message, const Dialect& dialect) {
    if (!message.problem.empty()) return base::Error{base::Errc::Invalid, message.problem};
    if (message.type == "W" || message.type == "X") {
        return FromExchange{read_prices(message, dialect)};
    }
    FieldReader reader{message.fields};
    FromExchange read = Unknown{message.type};
    if (message.type == "8") read = read_report(reader, message, dialect);
    if (message.type == "9") read = read_cancel_reject(reader, message);
    if (message.type == "3" || message.type == "j") read = read_message_reject(reader, message);
    if (message.type == "r") read = read_mass_report(reader);
    return reader.result(std::move(read));
}

std::optional<ExecutionReport> names_in(const Message& message) {
    if (!message.problem.empty() || message.type != "8") return std::nullopt;
    ExecutionReport report;
    read_names(report, FieldReader{message.fields});
    return report;
}

}  // namespace fix
