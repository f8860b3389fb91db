#include "common/operators/consent.h"

#include <algorithm>

#include "common/audit/audit.h"
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

// Empty, or what contradicts it.
std::string told_of(const std::vector<Approval>& rivals) {
    if (rivals.empty()) return {};
    return "\nit contradicts what else is open: " + names_of(rivals) +
           "; only one of them can be meant: look at each (backstopctl request show), and refuse "
           "or "
           "withdraw the others";
}

// Those that can be ended now.
std::vector<Approval> waiting_ones(std::vector<Approval> rivals) {
    std::erase_if(rivals, [](const Approval& one) { return one.state != ApprovalState::Waiting; });
    return rivals;
}

std::string told_of_refusal(const std::optional<Approval>& refused) {
    if (!refused) return {};
    return "\nasked for before as " + std::to_string(refused->id) + ", and refused by " +
           refused->decided.name +
           (refused->decided_why.empty() ? "" : ": " + refused->decided_why);
}

// `asked`: who has asked.
Consent waiting(int64_t approval, const audit::Person& asked, const std::string& why) {
    const std::string id = std::to_string(approval);
    return {false, approval,
            why + "\n" + who_agrees(asked) +
                " gives the same command, or: backstopctl request approve " + id +
                "\nthen it is done, within an hour" +
                where_all_are_one(asked, "backstopctl request withdraw " + id)};
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
            decide(session, open->id, {Decision::Approve, question.me, true}, question.now_us);
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
        auto broken = insert_broken_glass(session, alone.value().approval, question.act,
                                          question.me, question.now_us);
        if (!broken.ok()) return broken.error();
        return Consent{true, alone.value().approval, "", std::move(broken).value().told};
    }
    return given(alone.value().approval);
}

Result<Consent> ask_first(db::Session& session, const Question& question,
                          const std::vector<Approval>& rivals) {
    if (Status may = audit::check_first(question.me); !may.ok()) return may.error();
    const auto refused = lately_refused(session, question.act, question.now_us);
    if (!refused.ok()) return refused.error();
    const auto id = insert_approval(session, question.act, question.me, false, question.now_us);
    if (!id.ok()) return id.error();
    Consent consent =
        waiting(id.value(), question.me, "asked for as request " + std::to_string(id.value()));
    consent.said += told_of_refusal(refused.value()) + told_of(rivals);
    return consent;
}

// By the other person, who gives the command.
Result<Consent> approve(db::Session& session, const Question& question, const Approval& open,
                        const std::vector<Approval>& rivals) {
    const std::vector<Approval> first = waiting_ones(rivals);
    if (!first.empty()) {
        return Consent{false, open.id,
                       "asked for as request " + std::to_string(open.id) +
                           ", and not agreed to by this:" + told_of(first)};
    }
    const auto decided =
        decide(session, open.id, {Decision::Approve, question.me, false}, question.now_us);
    if (!decided.ok()) return decided.error();
    return given(open.id);
}

// Two that ask for the same at once meet here, as do two that agree to what contradicts each other:
// neither sees the other's row otherwise.
Status meet(db::Session& session) {
    const auto locked = session.query("SELECT one FROM site_state FOR UPDATE");
    if (!locked.ok()) return locked.error();
    return Unit{};
}

// Inside the transaction.
Result<Consent> asked(db::Session& session, const Question& question) {
    if (Status met = meet(session); !met.ok()) return met.error();
    const auto open = lock_open(session, question.act, question.now_us);
    if (!open.ok()) return open.error();
    if (question.break_glass || !question.two_persons) {
        return consent_of_one(session, question, open.value());
    }
    const auto rivals = open_rivals(session, question.act, question.now_us);
    if (!rivals.ok()) return rivals.error();
    switch (next_step(open.value(), question.me)) {
        case Step::Ask:
            return ask_first(session, question, rivals.value());
        case Step::Wait: {
            Consent consent =
                waiting(open.value()->id, open.value()->asked,
                        "asked for already, as request " + std::to_string(open.value()->id) + "; " +
                            audit::check_second(open.value()->asked, question.me).error().what);
            consent.said += told_of(rivals.value());
            return consent;
        }
        case Step::Approve:
            return approve(session, question, *open.value(), rivals.value());
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

Result<Decided> decide_by_hand(db::Session& session, int64_t id, const Deciding& made,
                               int64_t now_us) {
    return in_transaction<Decided>(session, [&]() -> Result<Decided> {
        if (Status met = meet(session); !met.ok()) return met.error();
        auto decided = decide(session, id, made, now_us);
        if (!decided.ok()) return decided.error();
        auto rivals = open_rivals(session, decided.value().act, now_us);
        if (!rivals.ok()) return rivals.error();
        if (made.decision != Decision::Approve) return Decided{std::move(decided).value(), {}};
        const std::vector<Approval> first = waiting_ones(rivals.value());
        if (!first.empty()) {
            return Error{Errc::Invalid, "id: " + told_of(first).substr(1)};
        }
        return Decided{std::move(decided).value(), std::move(rivals).value()};
    });
}

}  // namespace operators
