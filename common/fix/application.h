#pragma once

#include <quickfix/Application.h>

#include "common/fix/session_state.h"

namespace fix {

// Between QuickFIX's sessions and the Listener. Everything but toApp and toAdmin (sender's thread,
// under the session's lock) runs on the engine's thread. What a message lets it throw is what
// QuickFIX allows: anything else would end the process.
class Application : public FIX::Application {
  public:
    Application(const SessionStates& states, Listener& listener)
        : states_(states), listener_(listener) {}

    void onCreate(const FIX::SessionID&) override {}
    void onLogon(const FIX::SessionID& id) override;
    void onLogout(const FIX::SessionID& id) override;
    void toAdmin(FIX::Message& message, const FIX::SessionID& id) override;
    void toApp(FIX::Message& message, const FIX::SessionID& id) throw(FIX::DoNotSend) override;
    void fromAdmin(const FIX::Message& message,
                   const FIX::SessionID& id) throw(FIX::FieldNotFound, FIX::IncorrectDataFormat,
                                                   FIX::IncorrectTagValue,
                                                   FIX::RejectLogon) override;
    void fromApp(const FIX::Message& message,
                 const FIX::SessionID& id) throw(FIX::FieldNotFound, FIX::IncorrectDataFormat,
                                                 FIX::IncorrectTagValue,
                                                 FIX::UnsupportedMessageType) override;

  private:
    void hand_over(const FIX::Message& message, SessionState& state);
    void sequence_reset(const FIX::Message& message, SessionState& state);

    const SessionStates& states_;
    Listener& listener_;
};

}  // namespace fix
