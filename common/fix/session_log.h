#pragma once

#include <quickfix/Log.h>

#include <string>

#include "common/fix/session_state.h"

namespace fix {

// What QuickFIX has to say of a session: passes texts on to the Listener (password masked), keeps
// the text of the message in work, and finds the reason of a connection's end. QuickFIX calls it
// under the session's lock: incoming and events on the engine's thread, outgoing on the sender's.
class SessionLog : public FIX::Log {
  public:
    SessionLog(SessionState* state, Listener& listener) : state_(state), listener_(listener) {}

    void clear() override {}
    void backup() override {}
    void onIncoming(const std::string& text) override;
    void onOutgoing(const std::string& text) override;
    void onEvent(const std::string& event) override;

  private:
    void take_body(const std::string& text);
    void drop_empty(const std::string& text);
    void tell_unusable(const std::string& why, const std::string& text);
    void keep_if_early(const std::string& text);
    void begin_logon(const std::string& text);
    void take_logout(const std::string& text);
    void judge_logon(const std::string& text);
    bool answers_our_reset() const;
    void take_reset(const std::string& text);

    SessionState* const state_;  // null: the log of what belongs to no session
    Listener& listener_;
};

class SessionLogFactory : public FIX::LogFactory {
  public:
    SessionLogFactory(const SessionStates& states, Listener& listener)
        : states_(states), listener_(listener) {}
    FIX::Log* create() override { return new SessionLog(nullptr, listener_); }
    FIX::Log* create(const FIX::SessionID& id) override {
        return new SessionLog(states_.by_id(id), listener_);
    }
    void destroy(FIX::Log* log) override { delete log; }

  private:
    const SessionStates& states_;
    Listener& listener_;
};

// Whether a Logon carries the user and password that the session's configuration asks for; takes as
// long where it does not, whichever of the two is wrong.
bool login_fits(const SessionConfig& config, const std::string& logon_text);
// Tells the Listener that the session's connection is gone, with what is known of the reason.
void tell_logout(SessionState& state, Listener& listener);

}  // namespace fix
