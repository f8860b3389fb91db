#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "common/fix/message.h"

// No QuickFIX in here, nothing that differs between C++14 and C++20.
namespace fix {

struct SessionConfig {
    std::string name;                      // ours: in logs, metrics and calls
    std::string begin_string = "FIX.4.4";  // or FIX.4.2
    std::string sender;                    // 49
    std::string target;                    // 56
    std::string host = "127.0.0.1";        // initiator: where to
    int port = 0;                          // initiator: where to
    int heartbeat_s = 10;
    int reconnect_s = 1;
    // Whether a ResendRequest is answered with the stored application messages. False: the gap is
    // filled, because an old order must never reach an exchange late.
    bool resend_application = true;
    bool reset_on_logon = false;  // 141=Y: both sides begin at 1
    std::string username{};       // 553; empty: none
    // 554; from the environment only; never logged. An acceptor asks for both, or takes anybody.
    std::string password{};
    // Initiator: when the counterparty's day of message numbers begins, second of its day; and how
    // far its clock is ahead of UTC. See number_day.h.
    int day_begins_s = 21600;
    int utc_offset_s = 19800;
};

// TLS is meant for a connection that crosses a machine. Empty files: plain TCP.
struct TlsConfig {
    std::string ca_file;           // whom to trust
    std::string certificate_file;  // ours
    std::string key_file;
};

struct EngineConfig {
    bool acceptor = false;  // else it connects
    std::string accept_address = "127.0.0.1";
    int accept_port = 0;    // acceptor: all its sessions share it; 0 is not allowed
    std::string store_dir;  // one file store for each session: sequence numbers survive kill -9
    TlsConfig tls;
    std::vector<SessionConfig> sessions;
    // Microseconds since the Unix epoch; empty: the machine's clock. For tests.
    std::function<int64_t()> wall_us{};
};

// Numbers that both sides had used, and that the counterparty has forgotten.
struct NumbersLost {
    bool theirs = false;  // its own: they are lower now
    bool ours = false;    // ours: we go on with lower ones, no earlier number means anything
    std::string what;     // for people
};

// What `on_logout` says where the counterparty has begun its day.
constexpr const char* kDayBegun = "the counterparty has begun its day, numbers begin at 1";

// Called on the engine's thread: copy, post, return.
struct Listener {
    virtual ~Listener() = default;
    // `their_next`: the number of the counterparty's next message as we expect it after this logon.
    virtual void on_logon(const std::string& session, int64_t their_next) noexcept = 0;
    // The connection is gone, or a logon was refused; `why` is for people: "MsgSeqNum too low,
    // expecting 7 but received 3".
    virtual void on_logout(const std::string& session, const std::string& why) noexcept = 0;
    // To an acceptor: a Logon without the user and password that its session asks for. It changes
    // nothing of the session; `on_logout` follows.
    virtual void on_logon_refused(const std::string& session) noexcept { (void)session; }
    // The counterparty has begun its day with new numbers, as it does: both sides count from 1.
    // `on_logout`, which says so too, follows, and a logon under the new numbers is tried.
    virtual void on_day_begun(const std::string& session) noexcept { (void)session; }
    // A logon was refused for numbers, and it is no day that begins: the counterparty has lost
    // messages, or its store. They are followed all the same: `on_logout` comes next, and the next
    // logon is under the numbers that the counterparty said. May come again before that succeeds.
    virtual void on_numbers_lost(const std::string& session, const NumbersLost& lost) noexcept {
        (void)session, (void)lost;
    }
    // An application message, and also 35=3 (session reject), in the order of MsgSeqNum. False: no
    // room; the engine drops the connection, and the counterparty resends after the next logon from
    // where `rewind` says.
    virtual bool on_message(const Message& message) noexcept = 0;
    // The counterparty moved its sequence (35=4): with `gap_fill` numbers up to new_next - 1 hold
    // nothing for us; without, it began anew.
    virtual void on_sequence_reset(const std::string& session, int64_t new_next,
                                   bool gap_fill) noexcept = 0;
    // Something came that is no message of the session and takes no number: its length or checksum
    // is wrong, or it has no number. What it was comes again if the counterparty knows of it.
    virtual void on_unusable(const std::string& session, const std::string& why,
                             const std::string& text) noexcept {
        (void)session, (void)why, (void)text;
    }
    // Every message as text, password masked, for the service's own log (debug).
    virtual void on_wire(const std::string& session, bool incoming,
                         const std::string& text) noexcept = 0;
};

// FIX sessions over QuickFIX, with a thread of their own. All methods: any thread.
// The Listener must outlive the Engine.
class Engine {
  public:
    Engine(const EngineConfig& config, Listener& listener);
    ~Engine();
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    // Connects, or listens. Returns why it cannot; empty: it has begun.
    std::string start();
    // Logs out and joins; no callback after it returns.
    void stop();
    bool logged_on(const std::string& session) const;
    // The MsgSeqNum under which the message is on its way; 0: not logged on, nothing was sent or
    // stored.
    int64_t send(const std::string& session, const Message& message);
    // The number expected next from the counterparty, before the next logon: it will be asked to
    // resend from there. Called before `start` or in `on_logout`.
    void rewind(const std::string& session, int64_t their_next);
    // The number of the counterparty's next message, as the session expects it now.
    int64_t their_next(const std::string& session) const;
    // The number that our next message will have.
    int64_t our_next(const std::string& session) const;
    // The stored application messages of ours from this number on, oldest first.
    std::vector<Message> stored(const std::string& session, int64_t from_seq) const;
    // Whether the counterparty's day has begun since its last message of its day:
    // then numbers that begin anew are no alarm.
    bool day_has_begun(const std::string& session) const;
    // Ends the connection without a logout message; the next logon goes on.
    void drop(const std::string& session);

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace fix
