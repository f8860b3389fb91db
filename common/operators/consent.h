#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/base/result.h"
#include "common/db/session.h"
#include "common/operators/approval_store.h"

namespace operators {

// What a command that takes two persons does, in this order:
//
//   const auto consent = operators::ask(session, {act, me, settings.two_persons, glass, now});
//   if (!consent.given) { tell consent.said; end with 1 }       // another person is needed
//   tell consent.glass, where there is such
//   operators::begin(session, consent);                         // unless the act is one
//   transaction … the act … operators::finish(session, consent, me, now);               // in the
//   act's transaction, if any
//
// The second person either gives the same command, which then does it, or says
// `backstopctl request approve ID`, and whoever gives the command again does it. While another
// request that contradicts it (approval.h) waits, neither agrees: one of both is ended first. A
// broken glass asks for none of that.
struct Question {
    Act act;
    audit::Person me;
    bool two_persons = true;   // of the configuration; where it is off there is a row all the same
    bool break_glass = false;  // nobody else is there
    int64_t now_us = 0;
};

struct Consent {
    bool given = false;
    int64_t approval = 0;    // its row; 0: none is needed
    std::string said;        // where it is not given: what is to be done now, for the terminal
    std::string glass = {};  // where it was broken: who was told, and who could not be
};

// One transaction. Invalid: the glass is broken without a token or a reason. The session must be in
// no transaction. Blocks.
base::Result<Consent> ask(db::Session& session, const Question& question);

// From now on it is being done: it can no longer be refused. Invalid: it is done already.
base::Status begin(db::Session& session, const Consent& consent);

// It is done, once. In whatever transaction the session is. Invalid: it is done already.
base::Status finish(db::Session& session, const Consent& consent, const audit::Person& me,
                    int64_t now_us);

// A decision about what was asked for, by hand: one transaction.
struct Decided {
    Approval approval;
    std::vector<Approval> rivals;  // of what is approved: those open that contradict it
};
base::Result<Decided> decide_by_hand(db::Session& session, int64_t id, const Deciding& made,
                                     int64_t now_us);

}  // namespace operators
