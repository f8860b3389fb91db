#include "common/operators/consent.h"

#include "common/audit/audit.h"
#include "common/operators/approval_store.h"
#include "common/operators/glass_store.h"

namespace operators {

using base::Errc;
using base::Error;
using base::Result;
using base::Status;
using base::Unit;

namespace {

template <class T>
Result<T> in_transaction(db::Session& session, const auto& work) {
    if (const Status begun = session.begin(); !begun.ok()) return begun.error();
    Result<T> done = work();
    if (!done.ok()) {
        session.rollback();
        return done;
    }
    if (const Status committed = session.commit(); !committed.ok()) return committed.error();
    return done;
}

Consent given(int64_t approval) { return {true, approval, ""}; }

// `asked`: who has asked. Who shows no token proves to be another one by his OS user alone.
Consent waiting(int64_t approval, const audit::Person& asked, const std::string& why) {
    const std::string id = std::to_string(approval);
    std::string said =
        why + "\n" +
        (asked.by_token ? "another person, with a token of his own,"
                        : "another person, under another OS user than " + asked.os_user + ",") +
        " gives the same command, or: backstopctl request approve " + id +
        "\nthen it is done, within an hour";
    if (!asked.by_token) {
        said += "\nwhere all work as " + asked.os_user + ": backstopctl request withdraw " + id +
                ", and ask again with an operator's token";
    }
    return {false, approval, std::move(said)};
}

// By one person: there is a row all the same, so that the audit knows of it. Nothing is new where
// it was agreed to before.
struct Alone {
    int64_t approval = 0;
    bool is_new = false;
};
Result<Alone> agreed_alone(db::Session& session, const Question& question,
                           const std::optional<Approval>& open) {
    if (open && open->state != ApprovalState::Waiting) return Alone{open->id, false};
    if (open) {
        const auto decided =
            decide(session, open->id, Decision::Approve, question.me, true, question.now_us);
        if (!decided.ok()) return decided.error();
        return Alone{open->id, true};
    }
    const auto id = insert_approval(session, question.act, question.me, true, question.now_us);
    if (!id.ok()) return id.error();
    return Alone{id.value(), true};
}

Result<Consent> consent_of_one(db::Session& session, const Question& question,
                               const std::optional<Approval>& open) {
    const auto alone = agreed_alone(session, question, open);
    if (!alone.ok()) return alone.error();
    if (question.two_persons && alone.value().is_new) {
        const auto broken = insert_broken_glass(session, alone.value().approval, question.act,
                                                question.me, question.now_us);
        if (!broken.ok()) return broken.error();
    }
    return given(alone.value().approval);
}

// Inside the transaction.
Result<Consent> asked(db::Session& session, const Question& question) {
    // Two that ask for the same at once meet here: neither sees the other's row otherwise.
    const auto locked = session.query("SELECT one FROM site_state FOR UPDATE");
    if (!locked.ok()) return locked.error();
    const auto open = lock_open(session, question.act, question.now_us);
    if (!open.ok()) return open.error();
    if (question.break_glass || !question.two_persons) {
        return consent_of_one(session, question, open.value());
    }
    switch (next_step(open.value(), question.me)) {
        case Step::Ask: {
            const auto id =
                insert_approval(session, question.act, question.me, false, question.now_us);
            if (!id.ok()) return id.error();
            return waiting(id.value(), question.me, "asked for as " + std::to_string(id.value()));
        }
        case Step::Wait:
            return waiting(open.value()->id, open.value()->asked,
                           "asked for already, as " + std::to_string(open.value()->id) + "; " +
                               audit::check_second(open.value()->asked, question.me).error().what);
        case Step::Approve: {
            const auto decided = decide(session, open.value()->id, Decision::Approve, question.me,
                                        false, question.now_us);
            if (!decided.ok()) return decided.error();
            break;
        }
        case Step::GoOn:
            break;
    }
    return given(open.value()->id);
}

Status move(db::Session& session, const Consent& consent, const std::string& to) {
    const auto moved = session.execute("UPDATE approvals SET " + to +
                                       " WHERE id=" + std::to_string(consent.approval) +
                                       " AND state IN ('approved','begun')");
    if (!moved.ok()) return moved.error();
    if (moved.value() == 1) return Unit{};
    return Error{Errc::Invalid,
                 "state: " + std::to_string(consent.approval) + " is done already, or refused"};
}

}  // namespace

Result<Consent> ask(db::Session& session, const Question& question) {
    if (question.break_glass && question.two_persons) {
        const std::string problem = problem_of_glass(question.me, question.act.why);
        if (!problem.empty()) return Error{Errc::Invalid, problem};
    }
    if (question.two_persons) {
        if (Status vouched = audit::check_vouched(question.me); !vouched.ok()) {
            return vouched.error();
        }
    }
    return in_transaction<Consent>(session, [&] { return asked(session, question); });
}

Status begin(db::Session& session, const Consent& consent) {
    if (consent.approval == 0) return Unit{};
    return move(session, consent, "state='begun'");
}

Status finish(db::Session& session, const Consent& consent, const audit::Person& me,
              int64_t now_us) {
    if (consent.approval == 0) return Unit{};
    Status moved = move(session, consent, "state='done',done_us=" + std::to_string(now_us));
    if (!moved.ok()) return moved;
    return audit::record(session, now_us, me, "request done", std::to_string(consent.approval));
}

Result<Approval> decide_by_hand(db::Session& session, int64_t id, Decision decision,
                                const audit::Person& me, int64_t now_us) {
    return in_transaction<Approval>(
        session, [&] { return decide(session, id, decision, me, false, now_us); });
}

}  // namespace operators
