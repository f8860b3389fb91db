#include "common/fix/session_log.h"

#include "common/base/same_secret.h"
#include "common/fix/renumber.h"
#include "common/fix/wire_text.h"

namespace fix {
namespace {

constexpr size_t kEarlyMax = 100'000;  // texts of a session that wait for a gap to be filled
// Behind our Logon with 141=Y one of theirs is the answer for so long, and then a wish of theirs.
constexpr auto kResetAnswerMax = std::chrono::seconds(10);

bool starts_with(const std::string& text, const char* begin) { return text.rfind(begin, 0) == 0; }

// What QuickFIX reports of every connection, also of one without trouble.
bool is_routine(const std::string& event) {
    for (const char* begin : {"Created session",        "Initiated logon request",
                              "Received logon",         "Responding to logon",
                              "Sending logout",         "Disconnecting",
                              "Resending Message",      "Sent SequenceReset",
                              "Received SequenceReset", "Received ResendRequest",
                              "Sent ResendRequest",     "Already sent",
                              "Processing queued",      "Processing QUEUED",
                              "ResendRequest for",      "MsgSeqNum too high",
                              "Sent test request",      "Logon contains",
                              "Connection succeeded",   "Connecting to"}) {
        if (starts_with(event, begin)) return true;
    }
    return false;
}

}  // namespace

bool login_fits(const SessionConfig& config, const std::string& logon_text) {
    if (config.password.empty()) return true;
    const bool user = base::same_secret(field_of(logon_text, 553), config.username);
    const bool password = base::same_secret(field_of(logon_text, 554), config.password);
    return user && password;
}

void tell_logout(SessionState& state, Listener& listener) {
    std::string reason = state.reason;
    if (reason.empty())
        reason = state.store_full ? "the store's disk is full" : "connection closed";
    reason = renumber(state, reason, listener);
    state.reason.clear();
    state.drop_wanted = false;
    state.refused = false;
    state.may_reset = false;
    state.told_logon = false;
    state.refused_under = 0;
    state.reset_asked = {};
    state.early.clear();
    listener.on_logout(state.config.name, reason);
}

void SessionLog::onIncoming(const std::string& text) {
    if (state_ == nullptr) return listener_.on_wire("", true, masked(text));
    state_->text.clear();
    state_->text_seq = 0;
    state_->stranger = state_->acceptor;
    const std::string type = field_of(text, 35);
    if (type == "A") {
        listener_.on_wire(state_->config.name, true, masked(text));
        return judge_logon(text);
    }
    if (type == "5") take_logout(text);
    listener_.on_wire(state_->config.name, true, text);
    if (!is_intact(text)) return tell_unusable("length (9) or checksum (10) is wrong", text);
    if (seq_of(text) == 0) tell_unusable("34 MsgSeqNum: missing, or not a number", text);
    if (FIX::Message::isAdminMsgType(FIX::MsgType(type))) return drop_empty(text);
    const bool in_session = state_->session != nullptr && state_->session->receivedLogon();
    if (seq_of(text) != 0 && in_session) take_body(text);
}

void SessionLog::take_logout(const std::string& text) {
    note_refusal(*state_, seq_of(text));
    if (!state_->reason.empty()) return;
    const std::string said = field_of(text, 58);
    state_->reason = said.empty() ? "counterparty logged out" : "counterparty: " + said;
}

void SessionLog::tell_unusable(const std::string& why, const std::string& text) {
    listener_.on_unusable(state_->config.name, why, text);
}

// QuickFIX rejects a message for an empty field, also one by which it only keeps the session.
void SessionLog::drop_empty(const std::string& text) {
    if (text.find("=\x01") == std::string::npos) return;
    const_cast<std::string&>(text) = without_empty(text);
}

// QuickFIX answers a tag that comes twice with a reject unless a dictionary says that it is part of
// a repeating group, and so an empty one, a wrong time, wrong ids; the message is then counted and
// lost. A counterparty's groups are not ours to know, so QuickFIX gets the number and the type
// alone, under a header that it cannot refuse. It hands us the very string that it reads next, a
// variable of its own (see the engine's test of repeating groups).
void SessionLog::take_body(const std::string& text) {
    std::string& theirs = const_cast<std::string&>(text);
    state_->text = std::move(theirs);
    state_->text_seq = seq_of(state_->text);
    const SessionIds ids{state_->config.begin_string, state_->config.target, state_->config.sender};
    state_->text_problem = problem_of_header(state_->text, ids);
    theirs = header_of(state_->text, ids);
    keep_if_early(state_->text);
}

// Of a stranger's Logon QuickFIX gets to see no more than that it is one, under the number that it
// expects. So whatever else is wrong with it, the answer is the same and tells nothing of the
// session.
void SessionLog::judge_logon(const std::string& text) {
    if (login_fits(state_->config, text)) state_->stranger = false;
    state_->may_reset = !state_->stranger && field_of(text, 141) == "Y";
    if (state_->session == nullptr) return;
    if (state_->may_reset && answers_our_reset()) return take_reset(text);
    if (!state_->stranger) return;
    const SessionIds ids{state_->config.begin_string, state_->config.target, state_->config.sender};
    const_cast<std::string&>(text) = bare_logon(state_->session->getExpectedTargetNum(), ids);
}

// QuickFIX answers a Logon with 141=Y that it has not asked for, and forgets that it has: the
// answer to that would be answered again, and so on as fast as both can.
bool SessionLog::answers_our_reset() const {
    const auto since = std::chrono::steady_clock::now() - state_->reset_asked;
    return !state_->acceptor && state_->session->receivedLogon() && since < kResetAnswerMax;
}

// The numbers begin anew behind it. QuickFIX gets to see a repetition of nothing instead.
void SessionLog::take_reset(const std::string& text) {
    state_->reset_asked = {};
    state_->may_reset = false;
    const int64_t seq = seq_of(text);
    listener_.on_sequence_reset(state_->config.name, 1, false);
    try {
        state_->session->setNextTargetMsgSeqNum(static_cast<int>(seq) + 1);
    } catch (const std::exception&) {
        state_->drop_wanted = true;  // the store cannot be written
    }
    const SessionIds ids{state_->config.begin_string, state_->config.target, state_->config.sender};
    const_cast<std::string&>(text) = repeated_heartbeat(seq, ids);
}

void SessionLog::keep_if_early(const std::string& text) {
    if (state_->session == nullptr) return;
    if (state_->text_seq <= state_->session->getExpectedTargetNum()) return;
    if (state_->early.size() >= kEarlyMax) {
        state_->reason = "too many messages after a gap";
        state_->drop_wanted = true;
        return;
    }
    state_->early.emplace(state_->text_seq, EarlyText{text, state_->text_problem});
}

void SessionLog::onOutgoing(const std::string& text) {
    const std::string name = state_ == nullptr ? std::string() : state_->config.name;
    const bool login = field_of(text, 35) == "A";
    if (login && state_ != nullptr) begin_logon(text);
    listener_.on_wire(name, false, login ? masked(text) : text);
}

// What came behind the end of the last connection explains nothing of this one.
void SessionLog::begin_logon(const std::string& text) {
    if (!state_->acceptor && !state_->session->receivedLogon()) state_->reason.clear();
    if (field_of(text, 141) == "Y") state_->reset_asked = std::chrono::steady_clock::now();
}

void SessionLog::onEvent(const std::string& event) {
    // Some events quote the message.
    if (state_ == nullptr) return listener_.on_wire("", true, masked(event));
    if (!is_routine(event) && state_->reason.empty()) state_->reason = masked(event);
    // QuickFIX does not call onLogout for an acceptor's session whose logon was refused.
    if (event == "Disconnecting" && state_->acceptor && state_->session != nullptr &&
        !state_->session->receivedLogon() && !state_->session->sentLogon()) {
        tell_logout(*state_, listener_);
    }
}

}  // namespace fix
