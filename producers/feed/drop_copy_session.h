#pragma once

#include <atomic>
#include <cstdint>
#include <string>

#include "common/fix/engine.h"
#include "common/fix/trading.h"
#include "producers/feed/arrivals.h"
#include "producers/feed/drop_copy_metrics.h"

namespace feed {

// The session's side of a drop copy: hands its messages over in the order of MsgSeqNum, each once,
// and tells when that order begins anew. Flags of repetition do not matter, the number decides.
//
// It begins anew when the counterparty resets its numbers (141=Y), when it counts lower than before
// ("MsgSeqNum too low"), or when it turns out after a logon that it did so while we were away: the
// last message taken is asked for once more and is another one now, or the first report is of a
// later day. Everything from 1 on is asked for again.
// Its methods run on the engine's thread, but for `begin` (before the engine starts), `logged_on`
// and `heard_us`.
class DropCopySession : public fix::Listener {
  public:
    DropCopySession(std::string name, int heartbeat_s, const fix::Dialect& dialect,
                    Arrivals& arrivals, DropCopyMetrics& metrics);

    // The first message wanted, and the day of those before it (0: unknown). `engine` outlives the
    // session's callbacks.
    void begin(fix::Engine& engine, int64_t next, uint32_t day);

    [[nodiscard]] bool logged_on() const { return logged_on_; }
    // When the last message came, on the clock of mono_now.
    [[nodiscard]] int64_t heard_us() const { return heard_us_; }

    void on_logon(const std::string& session, int64_t their_next) noexcept override;
    void on_logout(const std::string& session, const std::string& why) noexcept override;
    bool on_message(const fix::Message& message) noexcept override;
    void on_sequence_reset(const std::string& session, int64_t new_next,
                           bool gap_fill) noexcept override;
    void on_wire(const std::string& session, bool incoming,
                 const std::string& text) noexcept override;

  private:
    void begin_anew(const std::string& why);
    // The first number to ask for after a logon.
    [[nodiscard]] int64_t wanted() const { return last_id_.empty() ? next_ : next_ - 1; }
    bool is_of_a_later_day(const fix::Message& message);

    const std::string name_;
    const int64_t room_wait_ms_;
    const fix::Dialect dialect_;
    Arrivals& arrivals_;
    DropCopyMetrics& metrics_;
    fix::Engine* engine_ = nullptr;
    int64_t next_ = 1;         // the first message that the loop has not been given
    std::string last_id_;      // ExecID of the one before it; empty: unknown
    uint32_t day_ = 0;         // of the messages before it
    bool compare_day_ = true;  // no report has come since the logon
    std::atomic<bool> logged_on_{false};
    std::atomic<int64_t> heard_us_{0};
};

}  // namespace feed
