#include "consumers/gateway/answers.h"

#include <optional>
#include <utility>

#include "common/events/characters.h"
#include "common/events/command.h"
#include "common/events/order_number.h"
#include "common/reports/execution_report.h"
#include "common/reports/order_state.h"

namespace gateway {
namespace {

std::string because(const std::string& what, const std::string& text) {
    return what + (text.empty() ? ", without a reason" : ": " + printable(text));
}

// 39 in the words of an order that can still trade.
bool says_it_lives(fix::OrdStatus status) {
    using enum fix::OrdStatus;
    return status == New || status == PartiallyFilled || status == Replaced ||
           status == PendingNew || status == PendingCancel || status == PendingReplace ||
           status == Suspended || status == Stopped || status == AcceptedForBidding;
}

Told told_by(const fix::ExecutionReport& report, events::OrderState state) {
    Told told;
    // Some number what says no fill with 0: that is no ExecID.
    if (!events::is_no_order_number(report.exec_id)) told.execution = report.exec_id;
    if (report.exec_type == fix::ExecType::Trade) told.last_quantity = report.last_quantity;
    if (report.cumulative_told) told.cumulative = report.cumulative;
    told.at_least = report.told_again;
    told.revised = report.exec_type == fix::ExecType::TradeBust ||
                   report.exec_type == fix::ExecType::TradeCorrect;
    told.filled =
        report.status == fix::OrdStatus::Filled && report.exec_type != fix::ExecType::TradeBust;
    told.ended = state == events::OrderState::Cancelled || state == events::OrderState::Expired;
    // 39=1 whose other quantities were left out looks as if all had filled.
    const bool partly = state == events::OrderState::Filled && says_it_lives(report.status);
    told.lives = !told.filled && (partly || !events::is_final(state));
    return told;
}

// An order is rejected where its state says so, and not where only 150 does: `150=8 39=0` refuses
// a cancel or a replace of it.
Answer answer_of_order(const fix::ExecutionReport& report) {
    const std::string& id = report.client_order_id;
    const events::OrderState state = reports::order_state(report);
    Known known{id, told_by(report, state)};
    if (report.fills_unreadable) {
        known.contradiction = "a report says in no number how much has filled";
        return known;
    }
    const bool status = report.exec_type == fix::ExecType::Status;
    const bool rejects = status || report.exec_type == fix::ExecType::Rejected;
    if (state != events::OrderState::Rejected || !rejects) return known;
    if (says_it_lives(report.status)) {
        known.contradiction = "it is rejected, and its state says that it lives";
        return known;
    }
    // FIX 4.4 (35=8, tag 37): a report for an order that is not there carries no number of it.
    if (status && events::is_no_order_number(report.exchange_order_id)) return NotThere{id};
    return Rejected{id, because("rejected by the exchange", report.text), known.told};
}

// Of a cancel's answer 11 is the cancel's own id and 41 that of the order: it answers both.
std::vector<Answer> answers_of_report(const fix::ExecutionReport& report) {
    std::vector<Answer> answers;
    fix::ExecutionReport named = report;
    reports::name_the_order(named);
    if (is_own(named.request_id)) {
        if (named.exec_type == fix::ExecType::Rejected) {
            answers.push_back(
                Rejected{named.request_id, because("cancel refused", named.text), {}, true});
        } else {
            answers.push_back(Known{named.request_id});
        }
    }
    if (is_own(named.client_order_id)) answers.push_back(answer_of_order(named));
    return answers;
}

std::optional<Answer> answer_of_cancel_reject(const fix::CancelReject& reject) {
    if (reject.of_replace || !is_own(reject.client_order_id)) return std::nullopt;
    const char* const what =
        reject.unknown_order ? "cancel refused, unknown order" : "cancel refused";
    return Rejected{reject.client_order_id, because(what, reject.text), {}, true};
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
    answer.reason = because("message not taken by the exchange", reject.text);
    if (reject.ref_tag != 0) answer.reason += " (tag " + std::to_string(reject.ref_tag) + ")";
    return answer;
}

}  // namespace

bool is_own(const std::string& id) {
    return events::is_own(id) && events::all_of_class(id, events::kIdChar);
}

bool tells_fills(const fix::ExecutionReport& report) {
    return (report.exec_type == fix::ExecType::Trade && report.last_quantity > 0) ||
           (report.cumulative_told && report.cumulative > 0) || report.told_again > 0 ||
           report.fills_unreadable;
}

std::string printable(std::string text) {
    for (char& c : text) {
        if (!events::all_of_class({&c, 1}, events::kReasonChar)) c = '?';
    }
    return text;
}

std::vector<Answer> answers_of(const fix::FromExchange& message) {
    if (const auto* report = std::get_if<fix::ExecutionReport>(&message)) {
        return answers_of_report(*report);
    }
    std::optional<Answer> answer;
    if (const auto* reject = std::get_if<fix::CancelReject>(&message)) {
        answer = answer_of_cancel_reject(*reject);
    } else if (const auto* rejected = std::get_if<fix::MessageReject>(&message)) {
        answer = answer_of_message_reject(*rejected);
    }
    if (!answer) return {};
    return {std::move(*answer)};
}

}  // namespace gateway
