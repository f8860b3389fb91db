#include "common/fix/session_state.h"

namespace fix {

SessionStates::SessionStates(const EngineConfig& config) {
    for (const SessionConfig& session : config.sessions) {
        all_.push_back(std::make_unique<SessionState>(session));
        SessionState& state = *all_.back();
        state.acceptor = config.acceptor;
        by_name_[session.name] = &state;
        by_id_[state.id] = &state;
    }
}

SessionState* SessionStates::by_name(const std::string& name) const {
    const auto found = by_name_.find(name);
    return found == by_name_.end() ? nullptr : found->second;
}

SessionState* SessionStates::by_id(const FIX::SessionID& id) const {
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? nullptr : found->second;
}

}  // namespace fix
