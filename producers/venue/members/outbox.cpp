#include "producers/venue/members/outbox.h"

#include <algorithm>

#include "common/csv/table.h"

namespace venue {

bool concerns(const Output& answer, SessionId session, SessionRole role,
              const std::vector<uint16_t>& members) {
    if (role == SessionRole::Prices) return false;
    if (const auto* report = std::get_if<Report>(&answer)) {
        if (report->session == kNoSession) return false;  // the house's
        if (role == SessionRole::DropCopy) {
            return members[report->session] == members[session];
        }
        return report->session == session || report->asked_by == session;
    }
    if (role == SessionRole::DropCopy) return false;
    if (const auto* refused = std::get_if<CancelRefused>(&answer)) {
        return refused->session == session;
    }
    const auto* mass = std::get_if<MassCancelled>(&answer);
    // Without an id it was the operator who asked.
    return mass != nullptr && mass->session == session && !mass->client_order_id.empty();
}

Outbox::Outbox(SessionId session, const SessionTerms& terms, const std::vector<uint16_t>& members,
               const ReplyTerms& reply_terms, const Answers& answers)
    : session_{session},
      terms_{terms},
      members_{members},
      reply_terms_{reply_terms},
      answers_{answers} {}

base::Status Outbox::resume(const fix::Engine& engine) {
    const int64_t sent = last_answer_number(engine, terms_.fix.name);
    for (; number_ < sent && next_ < answers_.size(); ++next_) {
        if (concerns_us(answers_[next_])) ++number_;
    }
    if (number_ == sent) return base::Unit{};
    return base::Error{base::Errc::Fatal,
                       "session " + terms_.fix.name + " was sent " + std::to_string(sent) +
                           " answers, the journal knows " + std::to_string(number_)};
}

bool Outbox::send(fix::Engine& engine, size_t messages_max) {
    if (terms_.role == SessionRole::Prices) {
        next_ = answers_.size();
        return false;
    }
    for (size_t sent = 0; next_ < answers_.size(); ++next_) {
        const Output& answer = answers_[next_];
        if (!concerns_us(answer)) continue;
        if (sent == messages_max) return true;
        fix::Message message = reply(answer, reply_terms_);
        message.session = terms_.fix.name;
        message.add(kAnswerNumberTag, std::to_string(number_ + 1));
        if (engine.send(terms_.fix.name, message) == 0) return false;  // goes on after its logon
        ++number_;
        ++sent;
    }
    return false;
}

int64_t last_answer_number(const fix::Engine& engine, const std::string& session) {
    const int64_t next = engine.our_next(session);
    // Nearly always the newest message has it: others are status answers and rejects.
    for (int64_t span = 1;; span *= 16) {
        const int64_t from = std::max<int64_t>(1, next - span);
        const auto stored = engine.stored(session, from);
        for (auto message = stored.rbegin(); message != stored.rend(); ++message) {
            if (message->seq >= next) continue;  // never sent: its number is still to be used
            if (const auto* number = message->find(kAnswerNumberTag)) {
                return csv::whole_number(*number).value_or(0);
            }
        }
        if (from == 1) return 0;
    }
}

}  // namespace venue
