#include "consumers/gateway/answers.h"

#include "common/events/characters.h"
#include "common/events/command.h"
#include "common/events/order_number.h"

namespace gateway {
namespace {

// The counterparty's text in characters that the table takes: another one would fail the statement.
std::string printable(const std::string& what, std::string text) {
    for (char& c : text) {
        if (!events::all_of_class({&c, 1}, events::kReasonChar)) c = '?';
    }
    return what + (text.empty() ? ", without a reason" : ": " + text);
}

Told told_by(const fix::ExecutionReport& report) {
    using fix::OrdStatus;
    Told told;
    told.execution = report.exec_id;
    if (report.exec_type == fix::ExecType::Trade) told.last_quantity = report.last_quantity;
    if (report.cumulative_told) told.cumulative = report.cumulative;
    const OrdStatus status = report.status;
    told.filled = status == OrdStatus::Filled && report.exec_type != fix::ExecType::TradeBust;
    told.ended = status == OrdStatus::Canceled || status == OrdStatus::Expired ||
                 status == OrdStatus::DoneForDay;
    told.revised = report.exec_type == fix::ExecType::TradeBust ||
                   report.exec_type == fix::ExecType::TradeCorrect;
    told.lives = !told.filled && !told.ended && status != OrdStatus::Rejected;
    return told;
}

std::optional<Answer> answer_of_report(const fix::ExecutionReport& report) {
    const std::string& id = report.client_order_id;
    if (!is_own(id)) return std::nullopt;
    const bool status = report.exec_type == fix::ExecType::Status;
    // FIX 4.4 (35=8, tag 37): a report for an order that is not there carries no number of it.
    if (status && report.status == fix::OrdStatus::Rejected &&
        events::is_no_order_number(report.exchange_order_id)) {
        return NotThere{id};
    }
    if (report.exec_type == fix::ExecType::Rejected ||
        (status && report.status == fix::OrdStatus::Rejected)) {
        return Rejected{id, printable("rejected by the exchange", report.text), told_by(report)};
    }
    return Known{id, told_by(report)};
}

std::optional<Answer> answer_of_cancel_reject(const fix::CancelReject& reject) {
    if (reject.of_replace || !is_own(reject.client_order_id)) return std::nullopt;
    const char* const what =
        reject.unknown_order ? "cancel refused, unknown order" : "cancel refused";
    return Rejected{reject.client_order_id, printable(what, reject.text), {}, true};
}

std::optional<Answer> answer_of_message_reject(const fix::MessageReject& reject) {
    NotTaken answer;
    answer.ref_seq = reject.ref_seq;
    answer.ref_type = reject.ref_type;
    answer.business = reject.business;
    for (const std::string& id : {reject.ref_id, reject.client_order_id}) {
        if (!events::is_no_order_number(id)) answer.named.push_back(id);
    }
    // Of a cancel it is the id of the order to be cancelled.
    if (reject.ref_type == "D" && !reject.original_client_order_id.empty()) {
        answer.named.push_back(reject.original_client_order_id);
    }
    answer.reason = printable("message not taken by the exchange", reject.text);
    if (reject.ref_tag != 0) answer.reason += " (tag " + std::to_string(reject.ref_tag) + ")";
    return answer;
}

}  // namespace

bool is_own(const std::string& id) {
    return events::is_own(id) && events::all_of_class(id, events::kIdChar);
}

std::optional<Answer> answer_of(const fix::FromExchange& message) {
    if (const auto* report = std::get_if<fix::ExecutionReport>(&message)) {
        return answer_of_report(*report);
    }
    if (const auto* reject = std::get_if<fix::CancelReject>(&message)) {
        return answer_of_cancel_reject(*reject);
    }
    if (const auto* reject = std::get_if<fix::MessageReject>(&message)) {
        return answer_of_message_reject(*reject);
    }
    return std::nullopt;
}

}  // namespace gateway
