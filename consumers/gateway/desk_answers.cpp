#include <utility>

#include "consumers/gateway/desk.h"

// What the exchange says, and what it means for the orders on the desk.
namespace gateway {

Desk::Entry* Desk::unanswered(const std::string& id) {
    const auto found = entries_.find(id);
    const bool is = found != entries_.end() && found->second.phase == Phase::Unanswered;
    return is ? &found->second : nullptr;
}

void Desk::hear(const std::string& id, const Told& told, bool rejected, base::MonoTime now) {
    Hearings::Heard heard = hearings_.take(id, told, rejected);
    if (heard.uncounted) {
        const auto waits = entries_.find(id);
        holds_.hold(waits == entries_.end() ? heard.account : waits->second.order.account, now);
    }
    if (heard.filled != 0) outbox_.push_back(Hear{id, heard.filled});
    if (!heard.contradiction.empty()) {
        outbox_.push_back(Doubt{id, std::move(heard.contradiction)});
    } else if (heard.unexpected_life && unanswered(id) == nullptr) {
        outbox_.push_back(Living{id});
    }
}

// Also after another answer: a frozen order, for one, is confirmed or rejected later. What waits
// here to be sent cannot have been rejected.
void Desk::rejected(const Rejected& answer, base::MonoTime now) {
    const std::string& id = answer.client_order_id;
    if (!answer.of_cancel) hear(id, answer.told, true, now);
    if (entries_.contains(id) && unanswered(id) == nullptr) return;
    reject(id, answer.reason,
           answer.of_cancel ? exits::Rejection::OfCancel : exits::Rejection::Heard);
}

void Desk::on_answer(const Answer& answer, base::MonoTime now) {
    if (const auto* refused = std::get_if<NotTaken>(&answer)) return not_taken(*refused, now);
    if (const auto* no = std::get_if<Rejected>(&answer)) return rejected(*no, now);
    if (const auto* known = std::get_if<Known>(&answer)) {
        hear(known->client_order_id, known->told, false, now);
        if (Entry* entry = unanswered(known->client_order_id)) know(*entry);
        return;
    }
    const std::string id = std::get<NotThere>(answer).client_order_id;
    const Entry* entry = unanswered(id);
    // Said about an order that was asked for before the gaps were closed, it means nothing.
    if (entry != nullptr && entry->asked_in == logon_ && logged_on_) {
        hear(id, {}, true, now);
        reject(id, "not received by the exchange", exits::Rejection::NotReceived);
    }
}

void Desk::not_taken(const NotTaken& answer, base::MonoTime now) {
    const auto sent = references_.answered_by(answer);
    if (!sent) {
        outbox_.push_back(Unmatched{answer.reason});
    } else if (sent->type != "H") {
        rejected({sent->id, answer.reason, {}, sent->type == "F"}, now);
    } else if (Entry* entry = unanswered(sent->id)) {
        entry->status_taken = false;
        await(*entry, now);
    }
}

}  // namespace gateway
