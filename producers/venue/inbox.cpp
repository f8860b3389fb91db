#include "producers/venue/inbox.h"

#include <utility>

#include "common/log/log.h"

namespace venue {

Inbox::Inbox(loop::Loop& loop, size_t messages_max, std::function<void(Arrival)> on_arrival,
             metrics::Counter* refused)
    : messages_max_{messages_max},
      refused_{refused},
      arrivals_{loop, messages_max + kSessionEventsMax, std::move(on_arrival)} {}

void Inbox::on_logon(const std::string& session, int64_t their_next) noexcept {
    logging::info("session logged on", {{"session", session}, {"their_next", their_next}});
    logged_on_.insert(session);
    if (!arrivals_.try_post(LoggedOn{session})) {
        logging::error("no room for a logon", {{"session", session}});
    }
}

void Inbox::on_logout(const std::string& session, const std::string& why) noexcept {
    // Who was not let in must not take the member's orders with him when he goes.
    if (logged_on_.erase(session) == 0) {
        return logging::info("a logon came to nothing", {{"session", session}, {"reason", why}});
    }
    logging::info("session logged out", {{"session", session}, {"reason", why}});
    if (!arrivals_.try_post(LoggedOut{session, why})) {
        logging::error("no room for a logout", {{"session", session}});
    }
}

void Inbox::on_logon_refused(const std::string& session) noexcept {
    logging::warn("logon refused: user or password is wrong", {{"session", session}});
    if (refused_ != nullptr) refused_->add();
}

bool Inbox::on_message(const fix::Message& message) noexcept {
    if (arrivals_.size() >= messages_max_) return false;
    return arrivals_.try_post(message);
}

void Inbox::on_sequence_reset(const std::string& session, int64_t new_next,
                              bool gap_fill) noexcept {
    logging::info("the counterparty moved its sequence",
                  {{"session", session}, {"next", new_next}, {"gap_fill", gap_fill}});
}

void Inbox::on_wire(const std::string& session, bool incoming, const std::string& text) noexcept {
    logging::debug("fix", {{"session", session}, {"incoming", incoming}, {"text", text}});
}

}  // namespace venue
