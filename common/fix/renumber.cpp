#include "common/fix/renumber.h"

#include "common/fix/number_refusal.h"

namespace fix {
namespace {

void apply(SessionState& state, const Renumbering& next) {
    if (next.anew) {
        state.may_reset = true;
        const_cast<FIX::MessageStore*>(state.session->getStore())->reset();
        state.may_reset = false;
        state.before_reset = state.ours_used;
    }
    if (next.theirs > 0) state.session->setNextTargetMsgSeqNum(static_cast<int>(next.theirs));
    if (next.ours > 0) state.session->setNextSenderMsgSeqNum(static_cast<int>(next.ours));
    if (next.anew || next.ours > 0) state.ours_used = next.anew ? 1 : next.ours;
}

std::string follow_refusal(SessionState& state, const std::string& why, Listener& listener) {
    NumberRefusal refusal;
    if (!read_number_refusal(why, refusal)) return why;
    LogonNumbers numbers;
    numbers.theirs_expected = state.session->getExpectedTargetNum();
    numbers.theirs_said = state.refused_under;
    numbers.ours_next = state.session->getExpectedSenderNum();
    numbers.ours_used = state.ours_used;
    numbers.day_has_begun = state.day.has_begun() || state.day.nothing_has_passed();
    numbers.before_reset = state.before_reset;
    const Renumbering next = follow(refusal, numbers);
    apply(state, next);
    if (next.anew && numbers.day_has_begun) {
        listener.on_day_begun(state.config.name);
        return kDayBegun;
    }
    if (!next.anew && !next.lost) return why;
    NumbersLost lost;
    lost.theirs = next.anew || refusal.of_theirs;
    lost.ours = next.anew || (next.ours > 0 && !refusal.too_low);
    lost.what = text_of(refusal);
    listener.on_numbers_lost(state.config.name, lost);
    return why;
}

}  // namespace

std::string renumber(SessionState& state, const std::string& why, Listener& listener) {
    if (state.acceptor || state.session == nullptr) return why;
    try {
        if (state.told_logon) {
            state.ours_used = state.session->getExpectedSenderNum();
            return why;
        }
        if (state.refused_under > 0) {
            state.session->setNextTargetMsgSeqNum(static_cast<int>(state.expected_before));
        }
        return follow_refusal(state, why, listener);
    } catch (const std::exception&) {
        return why;  // the store cannot be written: at the next refusal
    }
}

void note_refusal(SessionState& state, int64_t seq) {
    if (state.acceptor || state.session == nullptr || state.told_logon) return;
    state.expected_before = state.session->getExpectedTargetNum();
    state.refused_under = seq;
}

}  // namespace fix
