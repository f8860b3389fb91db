#include "common/fix/session_store.h"

#include "common/fix/store_room.h"
#include "common/fix/wire_text.h"

namespace fix {

SessionStore::SessionStore(const std::string& folder, SessionState& state)
    : FIX::FileStore(folder, state.id), state_(state), folder_(folder) {}

bool SessionStore::set(int seq, const std::string& text) throw(FIX::IOException) {
    const std::string full = store_problem(folder_);
    state_.store_full = !full.empty();
    if (state_.store_full) {
        // Without its heartbeats the counterparty would end it later, and wonder.
        if (state_.session != nullptr && state_.session->isLoggedOn()) state_.drop_wanted = true;
        throw FIX::IOException(full);
    }
    if (failed_) FIX::FileStore::refresh();
    failed_ = true;
    const bool login = !state_.config.password.empty() && field_of(text, 35) == "A";
    const bool stored = FIX::FileStore::set(seq, login ? without_login(text) : text);
    failed_ = false;
    return stored;
}

void SessionStore::incrNextSenderMsgSeqNum() throw(FIX::IOException) {
    const int seq = getNextSenderMsgSeqNum();
    FIX::FileStore::incrNextSenderMsgSeqNum();
    stored_by_this_thread() = seq;
}

void SessionStore::incrNextTargetMsgSeqNum() throw(FIX::IOException) {
    if (state_.refused) throw FIX::IOException("the service had no room for the message");
    FIX::FileStore::incrNextTargetMsgSeqNum();
}

FIX::UtcTimeStamp SessionStore::getCreationTime() const throw(FIX::IOException) {
    if (state_.drop_wanted) throw FIX::IOException("the service dropped the connection");
    return FIX::UtcTimeStamp();
}

void SessionStore::reset() throw(FIX::IOException) {
    if (!state_.may_reset && !state_.config.reset_on_logon) return;
    FIX::FileStore::reset();
}

int64_t& SessionStore::stored_by_this_thread() {
    thread_local int64_t seq = 0;
    return seq;
}

FIX::MessageStore* SessionStoreFactory::create(const FIX::SessionID& id) {
    SessionState* const state = states_.by_id(id);
    if (state == nullptr) throw FIX::ConfigError("no session " + id.toString());
    return new SessionStore(folder_, *state);
}

}  // namespace fix
