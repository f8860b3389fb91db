#pragma once

#include <atomic>
#include <cstdint>
#include <string>

#include "common/fix/engine.h"
#include "common/fix/trading.h"
#include "producers/feed/arrivals.h"
#include "producers/feed/drop_copy_metrics.h"

namespace feed {

// Tells a message from another one under its number; a resend has the same. Never 0.
uint32_t mark_of(const fix::Message& message);

// The session's side of a drop copy: hands its messages over in the order of MsgSeqNum, each once,
// and tells when that order begins anew. Flags of repetition do not matter, the number decides.
//
// It begins anew when the counterparty resets its numbers (141=Y), when it counts lower than before
// ("MsgSeqNum too low"), or when it turns out after a logon that it did so while we were away: the
// last message taken is asked for once more and is another one now, or none while lower numbers
// hold messages. Only where nothing is known of that message (a checkpoint of an older version)
// does a first report of a later day tell it. Everything from 1 on is asked for again. The first
// time on a day of the counterparty's this is what it does each morning, and no alarm.
// Its methods run on the engine's thread, but for `begin` (before the engine starts) and the
// questions.
class DropCopySession : public fix::Listener {
  public:
    DropCopySession(std::string name, int heartbeat_s, const fix::Dialect& dialect,
                    Arrivals& arrivals, DropCopyMetrics& metrics);

    // The first message wanted, the mark of the one before it, and where that is unknown (0) the
    // day of what came before (0: unknown). `engine` outlives the session's callbacks.
    void begin(fix::Engine& engine, int64_t next, uint32_t mark, uint32_t day);

    [[nodiscard]] bool logged_on() const { return logged_on_; }
    // Whether the last connection was ended because the loop had no room.
    [[nodiscard]] bool had_no_room() const { return had_no_room_; }
    // When the last message came, on the clock of mono_now.
    [[nodiscard]] int64_t heard_us() const { return heard_us_; }
    // The highest number that has come, and how often the numbers have begun anew.
    [[nodiscard]] int64_t seen() const { return seen_; }
    [[nodiscard]] uint64_t stream() const { return stream_; }

    void on_logon(const std::string& session, int64_t their_next) noexcept override;
    void on_logout(const std::string& session, const std::string& why) noexcept override;
    void on_day_begun(const std::string& session) noexcept override;
    void on_numbers_lost(const std::string& session,
                         const fix::NumbersLost& lost) noexcept override;
    bool on_message(const fix::Message& message) noexcept override;
    void on_sequence_reset(const std::string& session, int64_t new_next,
                           bool gap_fill) noexcept override;
    void on_unusable(const std::string& session, const std::string& why,
                     const std::string& text) noexcept override;
    void on_wire(const std::string& session, bool incoming,
                 const std::string& text) noexcept override;

  private:
    void begin_anew(const std::string& why);
    void begin_anew(const std::string& why, bool day_begins);
    bool look_for_last(int64_t seq);
    bool on_last_passed();
    void leave();
    // The first number to ask for after a logon.
    [[nodiscard]] int64_t wanted() const {
        if (from_first_) return 1;
        return last_mark_ == 0 ? next_ : next_ - 1;
    }
    bool is_of_a_later_day(const fix::Message& message);

    const std::string name_;
    const int64_t room_wait_ms_;
    const fix::Dialect dialect_;
    Arrivals& arrivals_;
    DropCopyMetrics& metrics_;
    fix::Engine* engine_ = nullptr;
    int64_t next_ = 1;           // the first message that the loop has not been given
    uint32_t last_mark_ = 0;     // of the one before it; 0: unknown
    bool compare_mark_ = false;  // asked for at this logon, and has not come
    bool from_first_ = false;    // asked for from 1 on, because it did not come
    bool leaving_ = false;       // nothing counts until the connection has ended
    uint32_t day_ = 0;           // of the messages before it
    bool compare_day_ = true;    // no report has come since the logon
    std::atomic<bool> logged_on_{false};
    std::atomic<bool> had_no_room_{false};
    std::atomic<int64_t> heard_us_{0};
    std::atomic<int64_t> seen_{0};
    std::atomic<uint64_t> stream_{0};
    int unusable_left_ = 0;  // of this connection
};

}  // namespace feed
