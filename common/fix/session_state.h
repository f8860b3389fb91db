#pragma once

#include <quickfix/Session.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "common/fix/engine.h"
#include "common/fix/number_day.h"

namespace fix {

struct EarlyText {
    std::string text;
    std::string problem;
};

// What we keep of a session besides QuickFIX. Engine's thread only, but for what is atomic.
struct SessionState {
    SessionState(const EngineConfig& engine, const SessionConfig& with);

    const SessionConfig config;
    const FIX::SessionID id;
    NumberDay day;
    FIX::Session* session = nullptr;  // set once, before the thread begins
    bool acceptor = false;

    std::atomic<bool> drop_wanted{false};
    std::atomic<bool> store_full{false};
    // A message was not taken: it must not count as received (see SessionStore).
    bool refused = false;
    // An acceptor's: the message in work is not the Logon of who may log on.
    bool stranger = false;
    // The counterparty, or we, asked for new numbers in a Logon. Nothing else may reset the store.
    bool may_reset = false;
    bool told_logon = false;
    // When we sent the last Logon with 141=Y of this connection.
    std::chrono::steady_clock::time_point reset_asked{};
    // Of a logon that the counterparty refuses with a Logout: that one's number (0: none came), and
    // what we expected before it.
    int64_t refused_under = 0;
    int64_t expected_before = 0;
    // Our next number when we were last logged on, or as it was set since; and the same before both
    // sides were set to 1 since then (0: they were not).
    int64_t ours_used = 0;
    int64_t before_reset = 0;
    std::string reason;  // the first thing that explains the end of this connection

    // The application message in work, as it came; QuickFIX gets to see its header only.
    std::string text;
    int64_t text_seq = 0;
    std::string text_problem;  // why it must not be read; see Message::problem
    // Texts of messages that came after a gap, which QuickFIX hands out once the gap is filled.
    std::map<int64_t, EarlyText> early;
};

// All sessions of an engine. Fixed after construction.
class SessionStates {
  public:
    SessionStates(const EngineConfig& config);
    SessionState* by_name(const std::string& name) const;
    SessionState* by_id(const FIX::SessionID& id) const;
    const std::vector<std::unique_ptr<SessionState>>& all() const { return all_; }

  private:
    std::vector<std::unique_ptr<SessionState>> all_;
    std::map<std::string, SessionState*> by_name_;
    std::map<FIX::SessionID, SessionState*> by_id_;
};

}  // namespace fix
