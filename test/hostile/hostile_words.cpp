#include <algorithm>

#include "test/hostile/hostile_exchange.h"

// The exchange's words: what it says, in every spelling of 150, 39, 14, 151, 11 and 41 that the
// public reports of routers and drop copies show.
namespace hostile {

using fix::ExecType;
using fix::ExecutionReport;
using fix::OrdStatus;
using Kind = Meaning::Kind;

namespace {

constexpr size_t kSaidMax = 20;

}  // namespace

void Exchange::say(fix::FromExchange message, Meaning meaning) {
    const auto spoken_of = orders_.find(meaning.id);
    if (spoken_of != orders_.end() && std::holds_alternative<ExecutionReport>(message)) {
        Order& order = spoken_of->second;
        order.told_life = order.told_life || meaning.kind == Kind::Life;
        order.told_number = order.told_number || meaning.kind != Kind::NotThere;
    }
    Said one{std::move(message), std::move(meaning)};
    said_.push_back(one);
    if (said_.size() > kSaidMax) said_.erase(said_.begin());
    saying_.push_back(std::move(one));
}

// As common/fix reads it: what 14 and 151 do not say, it takes from the rest.
ExecutionReport Exchange::report(const Order& order) {
    ExecutionReport report;
    report.exec_id = execution();
    report.exec_type = ExecType::Status;
    report.status = OrdStatus::Unknown;
    report.exchange_order_id = order.number;
    report.client_order_id = order.id;
    report.account = order.account;
    report.side = order.side;
    report.quantity = order.quantity;
    report.cumulative_told = says_cumulative_;
    report.cumulative = says_cumulative_ ? order.filled : 0;
    report.leaves_told = chance(80);
    report.leaves = order.alive ? order.quantity - order.filled : 0;
    if (order.filled > 0 && chance(20)) report.told_again = pick(1, order.filled);
    return report;
}

// An id of the exchange's own in 11 and ours in 41, or 37 alone once it was told beside our id.
void Exchange::name(const Order& order, ExecutionReport& report) {
    if (chance(70)) return;
    if (order.told_number && chance(50)) {
        report.client_order_id.clear();
        return;
    }
    report.client_order_id = "EX" + std::to_string(++requests_);
    report.original_client_order_id = order.id;
}

Meaning Exchange::meaning(const Order& order, Kind kind, const ExecutionReport& report) {
    if (order.seq == 0) return {};
    Meaning meaning{kind, order.id};
    if (report.exec_id != "0") meaning.execution = report.exec_id;
    if (report.cumulative_told) meaning.cumulative = report.cumulative;
    meaning.cumulative =
        std::max(meaning.cumulative, report.told_again > 0 ? report.told_again : -1);
    if (report.exec_type == ExecType::Trade) meaning.last = report.last_quantity;
    meaning.all = report.status == OrdStatus::Filled;
    meaning.by_number =
        report.client_order_id != order.id && report.original_client_order_id.empty();
    return meaning;
}

void Exchange::say_fill(const Order& order, int64_t quantity) {
    ExecutionReport fill = report(order);
    fill.exec_type = ExecType::Trade;
    fill.last_quantity = quantity;
    if (!says_cumulative_) fill.cumulative = quantity;
    if (chance(80)) fill.status = order.alive ? OrdStatus::PartiallyFilled : OrdStatus::Filled;
    fill.told_again = 0;
    name(order, fill);
    if (chance(90)) return say(fill, meaning(order, Kind::Fill, fill));
    ExecutionReport names;
    names.exchange_order_id = fill.exchange_order_id;
    names.client_order_id = fill.client_order_id;
    names.original_client_order_id = fill.original_client_order_id;
    Meaning garbled = meaning(order, Kind::Garbled, names);
    garbled.execution.clear();
    garbled.cumulative = -1;
    say(names, garbled);
}

void Exchange::say_life(const Order& order) {
    ExecutionReport life = report(order);
    life.status = order.filled > 0 ? OrdStatus::PartiallyFilled : OrdStatus::New;
    life.leaves = std::max<int64_t>(0, order.quantity - order.filled);
    switch (pick(0, 4)) {
        case 0:
            life.exec_id = "0";
            break;
        case 1:
            life.exec_type = ExecType::New;
            life.status = OrdStatus::Unknown;
            life.leaves_told = true;
            break;
        case 2:
            life.exec_type = ExecType::Replaced;
            life.status = OrdStatus::Replaced;
            break;
        case 3:
            life.pending = true;
            life.status = OrdStatus::PendingCancel;
            break;
        default:
            life.exec_type = ExecType::New;
    }
    name(order, life);
    say(life, meaning(order, Kind::Life, life));
}

void Exchange::say_end(const Order& order, const std::string& cancel_id) {
    ExecutionReport end = report(order);
    end.exec_type = ExecType::Canceled;
    end.status = OrdStatus::Canceled;
    end.leaves = 0;
    if (cancel_id.empty()) {
        switch (pick(0, 3)) {
            case 0:
                end.status = OrdStatus::Unknown;
                break;
            case 1:
                end.exec_type = ExecType::DoneForDay;
                end.status = OrdStatus::Calculated;
                break;
            case 2:
                end.exec_type = ExecType::Expired;
                end.status = OrdStatus::Expired;
                break;
            default:
                break;
        }
    } else if (chance(80)) {
        end.client_order_id = cancel_id;
        if (!order.told_number || chance(80)) end.original_client_order_id = order.id;
    }
    if (cancel_id.empty()) name(order, end);
    say(end, meaning(order, Kind::End, end));
}

void Exchange::say_rejected(const Order& order, const std::string& text) {
    ExecutionReport no = report(order);
    no.exec_type = chance(80) ? ExecType::Rejected : ExecType::Status;
    const bool by_type_alone = no.exec_type == ExecType::Rejected && chance(30);
    no.status = by_type_alone ? OrdStatus::Unknown : OrdStatus::Rejected;
    if (by_type_alone) no.leaves_told = false;
    no.leaves = 0;
    no.text = text;
    if (chance(30)) no.exec_id = "0";
    say(no, meaning(order, Kind::Reject, no));
}

// Of a cancel of ours, or of a replace by somebody else: the order stays what it is.
void Exchange::say_refused_request(const Order& order, const std::string& request_id) {
    ExecutionReport no = report(order);
    no.exec_type = ExecType::Rejected;
    const bool names_it = !order.alive || chance(60);
    if (names_it) {
        no.client_order_id = request_id;
        no.original_client_order_id = order.id;
    }
    no.status = order.filled > 0 ? OrdStatus::PartiallyFilled : OrdStatus::New;
    if (!order.alive) no.status = OrdStatus::Unknown;
    if (names_it && chance(30)) {  // of the request alone
        no.status = chance(50) ? OrdStatus::Rejected : OrdStatus::Unknown;
        no.leaves = 0;
    } else if (order.alive) {
        no.leaves_told = true;
    }
    say(no, meaning(order, order.alive ? Kind::Life : Kind::Nothing, no));
}

void Exchange::say_not_there(const std::string& id) {
    ExecutionReport no;
    no.exec_type = ExecType::Status;
    no.status = OrdStatus::Rejected;
    no.client_order_id = id;
    no.exchange_order_id = chance(50) ? "NONE" : "";
    say(no, {.kind = Kind::NotThere, .id = id});
}

void Exchange::say_not_taken(int64_t seq, const char* type, const std::string& id,
                             Meaning meaning) {
    fix::MessageReject reject;
    reject.business = true;
    reject.ref_seq = seq;
    reject.ref_type = type;
    reject.ref_id = id;
    reject.text = "not allowed here";
    say(reject, std::move(meaning));
}

void Exchange::say_state(const Order& order) {
    if (order.alive) return say_life(order);
    if (order.rejected) return say_rejected(order, "price band");
    if (order.filled < order.quantity) return say_end(order, {});
    ExecutionReport filled = report(order);
    filled.status = OrdStatus::Filled;
    name(order, filled);
    say(filled, meaning(order, Kind::Fill, filled));
}

void Exchange::repeat() {
    // A rejection comes again only where it may come at all.
    if (said_.empty()) return;
    saying_.push_back(said_[static_cast<size_t>(pick(0, static_cast<int64_t>(said_.size()) - 1))]);
}

void Exchange::contradicts() {
    Order* const order = any();
    if (order == nullptr || order->seq == 0) return;
    const bool may_kill =
        honesty_ == Honesty::Lies || order->told_fill || (!order->alive && order->filled == 0);
    // What was told to live has arrived: to say that it has not contradicts itself.
    const bool may_deny = may_kill || order->told_life;
    Order told = *order;
    switch (pick(0, 12)) {
        case 0:
        case 1:
            if (!may_deny || !order->numbered) return;
            return say_not_taken(order->seq, "D", {}, {.kind = Kind::NotTaken, .id = order->id});
        case 2:
        case 3:
            if (may_kill) say_rejected(*order, "price band");
            return;
        case 4:  // rejected and partly filled
            told.filled = 1;
            if (may_kill) say_rejected(told, "partly");
            return;
        case 5:
            if (may_deny) say_not_there(order->id);
            return;
        case 6:  // ends nothing: that is for the books
            told.filled = 0;
            told.alive = false;
            return say_end(told, {});
        case 7:
            if (!chance(10)) return;
            told.filled = told.quantity * pick(1, 2);
            told.alive = false;
            return say_fill(told, told.quantity);
        case 8:
            told.filled = 0;
            return say_life(told);
        case 9: {  // of other messages, other orders, orders that never were
            say_not_taken(order->seq + pick(1, 3) * 1'000'000, "D");
            say_not_taken(order->seq, "0");
            say_not_taken(order->seq, "D", "BXNOBODY");
            fix::CancelReject reject;  // of a cancel that never was
            reject.client_order_id = order->id;
            return say(reject);
        }
        case 10:
        case 11:  // somebody's replace of it, refused
            if (order->alive) say_refused_request(*order, "R" + std::to_string(++requests_));
            return;
        default:
            return repeat();
    }
}

}  // namespace hostile
