#include <utility>

#include "consumers/gateway/desk.h"

// The exchange's answers, and their meaning for the orders on the desk.
namespace gateway {
namespace {

// Of an order of ours, or in answer to a cancel of ours: what a customer's own order had filled
// before it was cancelled is no surprise.
bool speaks_of_ours(const fix::ExecutionReport& settled) {
    return is_own(settled.client_order_id) || is_own(settled.request_id);
}

}  // namespace

Desk::Entry* Desk::unanswered(const std::string& id) {
    const auto found = entries_.find(id);
    const bool is = found != entries_.end() && found->second.phase == Phase::Unanswered;
    return is ? &found->second : nullptr;
}

// Holds the account until the row says what was told. An order of another account waits on.
Unwritten Desk::unwritten(const std::string& id, const Hearings::Heard& heard, base::MonoTime now) {
    const auto waits = entries_.find(id);
    const bool is_here = waits != entries_.end();
    Unwritten unwritten{heard.account, ++unwritten_, !heard.expected && !is_here};
    int64_t planned_us = heard.planned_us;
    if (!heard.expected || heard.uncounted || !heard.contradiction.empty()) {
        planned_us = Holds::kAnyPlan;
    }
    unwritten.uncounted = planned_us == Holds::kAnyPlan;
    if (is_here && unwritten.account.empty()) unwritten.account = waits->second.order.account;
    if (unwritten.account.empty()) return unwritten;
    holds_.wait_for(unwritten.account, id, unwritten.number, planned_us, now);
    orders_.set_aside(unwritten.account);
    return unwritten;
}

void Desk::hear(const std::string& id, const Told& told, bool rejected, base::MonoTime now,
                std::string contradiction) {
    Hearings::Heard heard = hearings_.take(id, told, rejected);
    if (heard.contradiction.empty()) heard.contradiction = std::move(contradiction);
    if (heard.more) {
        outbox_.push_back(Hear{id, heard.filled, heard.all, unwritten(id, heard, now)});
    } else if (heard.first_life) {
        // What counts in full with every plan holds nobody.
        outbox_.push_back(Hear{id, 0, false, {.stranger = !heard.expected}});
    }
    if (!heard.contradiction.empty()) {
        outbox_.push_back(Doubt{id, heard.contradiction, unwritten(id, heard, now)});
    }
    const bool told_as_life = heard.contradiction.empty() || (told.lives && !heard.more);
    if (told_as_life && heard.unexpected_life && unanswered(id) == nullptr) {
        outbox_.push_back(Living{id, unwritten(id, heard, now)});
    }
}

void Desk::await_look(const std::string& account, base::MonoTime now) {
    holds_.await_look(account, now);
    orders_.set_aside(account);
}

void Desk::on_put_back(const std::string& account, base::MonoTime now) {
    release(now);
    if (holds_.holds(account)) holds_.await_look(account, now);
}

void Desk::on_written(const Records& records, base::MonoTime now) {
    const auto note = [&](const auto& rows) {
        for (const auto& row : rows) {
            holds_.written(row.unwritten.account, row.id, row.unwritten.number, now);
        }
    };
    note(records.heard);
    note(records.living);
    note(records.doubted);
    release(now);
}

void Desk::release(base::MonoTime now) {
    for (const std::string& account : holds_.take_released(now)) orders_.bring_back(account);
}

exits::Rejection Desk::kind_of(const Rejected& answer) {
    if (answer.of_cancel) return exits::Rejection::OfCancel;
    return answer.not_taken ? exits::Rejection::NotTaken : exits::Rejection::Heard;
}

// Also after another answer: a frozen order, for one, is confirmed or rejected later. What waits
// here to be sent cannot have been rejected.
void Desk::rejected(const Rejected& answer, base::MonoTime now) {
    const std::string& id = answer.client_order_id;
    if (!answer.of_cancel) hear(id, answer.told, true, now);
    const Entry* const entry = unanswered(id);
    if (entry == nullptr && entries_.contains(id)) return;
    if (entry != nullptr && answer.of_cancel && !entry->order.is_cancel()) {
        outbox_.push_back(Unmatched{answer.reason});
        return;
    }
    reject(id, answer.reason, kind_of(answer), !entries_.contains(id) && !hearings_.expects(id));
}

void Desk::on_exchange(fix::FromExchange message, base::MonoTime now) {
    if (auto* report = std::get_if<fix::ExecutionReport>(&message)) {
        names_.settle(*report, hearings_);
        if (tells_fills(*report) && !speaks_of_ours(*report)) {
            outbox_.push_back(
                Unmatched{"a fill of no order of ours: 11=" + printable(report->client_order_id) +
                          " 37=" + printable(report->exchange_order_id)});
        }
    }
    for (const Answer& answer : answers_of(message)) on_answer(answer, now);
}

void Desk::on_unreadable(fix::ExecutionReport names, const std::string& why, base::MonoTime now) {
    names_.settle(names, hearings_);
    const std::string& id = names.client_order_id;
    if (!is_own(id)) {
        outbox_.push_back(Unmatched{"a report that cannot be read: " + printable(why)});
        return;
    }
    on_answer(Known{id, {.lives = true}, "a report of it cannot be read: " + printable(why)}, now);
}

void Desk::on_answer(const Answer& answer, base::MonoTime now) {
    if (const auto* refused = std::get_if<NotTaken>(&answer)) return not_taken(*refused, now);
    if (const auto* no = std::get_if<Rejected>(&answer)) return rejected(*no, now);
    if (const auto* known = std::get_if<Known>(&answer)) {
        hear(known->client_order_id, known->told, false, now, known->contradiction);
        if (Entry* entry = unanswered(known->client_order_id)) know(*entry);
        return;
    }
    const std::string id = std::get<NotThere>(answer).client_order_id;
    const Entry* entry = unanswered(id);
    // An exchange that has begun its next day says it of every order of the last one.
    if (entry != nullptr && day_ && entry->order.day != *day_) return;
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
        rejected({sent->id, answer.reason, {}, sent->type == "F", true}, now);
    } else if (Entry* entry = unanswered(sent->id)) {
        entry->status_taken = false;
        await(*entry, now);
    }
}

}  // namespace gateway
