#pragma once

#include <cstddef>
#include <functional>
#include <set>
#include <string>
#include <variant>

#include "common/fix/engine.h"
#include "common/loop/mailbox.h"
#include "common/metrics/counter.h"

namespace venue {

// What the FIX engine's thread hands to the loop, in the order in which it happened.
struct LoggedOn {
    std::string session;
};
struct LoggedOut {
    std::string session;
    std::string why;
};
using Arrival = std::variant<fix::Message, LoggedOn, LoggedOut>;

// The way from the engine's thread to the loop thread. Full means that a message is not taken: the
// engine drops that connection, and the member sends it again after its next logon. Made and
// destroyed on the loop thread, after the engine has stopped.
class Inbox : public fix::Listener {
  public:
    // `refused` counts Logons without the right user and password; a member's own inbox has none.
    Inbox(loop::Loop& loop, size_t messages_max, std::function<void(Arrival)> on_arrival,
          metrics::Counter* refused = nullptr);

    void on_logon(const std::string& session, int64_t their_next) noexcept override;
    void on_logout(const std::string& session, const std::string& why) noexcept override;
    void on_logon_refused(const std::string& session) noexcept override;
    bool on_message(const fix::Message& message) noexcept override;
    void on_sequence_reset(const std::string& session, int64_t new_next,
                           bool gap_fill) noexcept override;
    void on_wire(const std::string& session, bool incoming,
                 const std::string& text) noexcept override;

    [[nodiscard]] size_t waiting() const { return arrivals_.size(); }

  private:
    // Logons and logouts have room where messages have none: a lost logout would leave orders
    // standing that were to go with their connection.
    static constexpr size_t kSessionEventsMax = 4096;

    const size_t messages_max_;
    metrics::Counter* const refused_;
    std::set<std::string> logged_on_;  // engine's thread only
    loop::Mailbox<Arrival> arrivals_;
};

}  // namespace venue
