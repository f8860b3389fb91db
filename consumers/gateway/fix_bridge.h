#pragma once

#include <map>
#include <mutex>
#include <string>
#include <variant>

#include "common/fix/engine.h"
#include "common/loop/mailbox.h"

namespace gateway {

struct LoggedOn {};
struct LoggedOut {
    std::string why;
};
// No earlier number of ours means anything: told before LoggedOn.
struct NumbersReset {};
// The exchange has lost numbers that were used.
struct NumbersLost {
    std::string what;
};
struct FixEvent {
    std::string session;
    std::variant<LoggedOn, LoggedOut, NumbersReset, NumbersLost, fix::Message> what;
};

// From the engine's thread to the loop. Where the loop is behind, messages are refused; the engine
// drops the connection then, and the counterparty is asked to send them again. Made and destroyed
// on the loop thread, after the engine has stopped.
class FixBridge : public fix::Listener {
  public:
    FixBridge(loop::Loop& loop, std::function<void(FixEvent)> on_event);

    // Before the engine starts.
    void attach(fix::Engine& engine) { engine_ = &engine; }

    void on_logon(const std::string& session, int64_t their_next) noexcept override;
    void on_logout(const std::string& session, const std::string& why) noexcept override;
    bool on_message(const fix::Message& message) noexcept override;
    void on_day_begun(const std::string& session) noexcept override;
    void on_numbers_lost(const std::string& session,
                         const fix::NumbersLost& lost) noexcept override;
    void on_sequence_reset(const std::string& session, int64_t new_next,
                           bool gap_fill) noexcept override;
    void on_wire(const std::string& session, bool incoming,
                 const std::string& text) noexcept override;

  private:
    void forget_refused(const std::string& session);

    fix::Engine* engine_ = nullptr;
    std::mutex mutex_;
    std::map<std::string, int64_t> refused_;  // lowest MsgSeqNum, by session
    loop::Mailbox<FixEvent> mailbox_;
};

}  // namespace gateway
