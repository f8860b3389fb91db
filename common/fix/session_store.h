#pragma once

#include <quickfix/FileStore.h>

#include <string>

#include "common/fix/session_state.h"

namespace fix {

// QuickFIX's file store, with four differences:
// - It fails to count a message that the service had no room for, and fails at once when the
//   connection is to be dropped. QuickFIX ends the connection at a failure of its store; this is
//   the only place where it can be told to do so without counting the message.
// - Its creation time is always now, and only a Logon may reset it: QuickFIX 1.15 has no session
//   without end and would begin anew every midnight.
// - It never holds a password.
// - It writes no message when the disk is nearly full, and ends the connection instead. After a
//   write that failed all the same it opens its files anew: QuickFIX would fail for ever.
// QuickFIX calls it under the session's lock.
class SessionStore : public FIX::FileStore {
  public:
    SessionStore(const std::string& folder, SessionState& state);

    bool set(int seq, const std::string& text) throw(FIX::IOException) override;
    void incrNextSenderMsgSeqNum() throw(FIX::IOException) override;
    void incrNextTargetMsgSeqNum() throw(FIX::IOException) override;
    FIX::UtcTimeStamp getCreationTime() const throw(FIX::IOException) override;
    void reset() throw(FIX::IOException) override;

    // The number under which this thread's last message was stored; 0 it to find out about the
    // next.
    static int64_t& stored_by_this_thread();

  private:
    SessionState& state_;
    const std::string folder_;
    bool failed_ = false;
};

class SessionStoreFactory : public FIX::MessageStoreFactory {
  public:
    SessionStoreFactory(const std::string& folder, const SessionStates& states)
        : folder_(folder), states_(states) {}
    FIX::MessageStore* create(const FIX::SessionID& id) override;
    void destroy(FIX::MessageStore* store) override { delete store; }

  private:
    const std::string folder_;
    const SessionStates& states_;
};

}  // namespace fix
