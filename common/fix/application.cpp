#include "common/fix/application.h"

#include <cstdlib>

#include "common/fix/session_log.h"
#include "common/fix/wire_text.h"

namespace fix {
namespace {

// "" where the field is absent.
std::string value_of(const FIX::FieldMap& fields, int number) {
    return fields.isSetField(number) ? fields.getField(number) : std::string();
}

// Prices and what asks for them: a late one is of no use, and QuickFIX takes the repeating groups
// of a stored message apart when it sends it again.
bool is_never_resent(const std::string& type) {
    return type == "V" || type == "W" || type == "X" || type == "Y";
}

// The message will not count, and the connection ends.
void refuse(SessionState& state, const std::string& why) {
    state.refused = true;
    state.reason = why;
}

}  // namespace

void Application::onLogon(const FIX::SessionID& id) {
    SessionState* const state = states_.by_id(id);
    if (state == nullptr) return;
    state->reason.clear();
    state->may_reset = false;
    state->told_logon = true;
    state->before_reset = 0;
    listener_.on_logon(state->config.name, state->session->getExpectedTargetNum());
}

void Application::onLogout(const FIX::SessionID& id) {
    SessionState* const state = states_.by_id(id);
    if (state != nullptr) tell_logout(*state, listener_);
}

void Application::toAdmin(FIX::Message& message, const FIX::SessionID& id) {
    const SessionState* const state = states_.by_id(id);
    if (state == nullptr || state->acceptor || value_of(message.getHeader(), 35) != "A") return;
    if (!state->config.username.empty()) message.setField(553, state->config.username);
    if (!state->config.password.empty()) message.setField(554, state->config.password);
}

void Application::toApp(FIX::Message& message, const FIX::SessionID& id) throw(FIX::DoNotSend) {
    const SessionState* const state = states_.by_id(id);
    if (state == nullptr) throw FIX::DoNotSend();
    if (value_of(message.getHeader(), 43) == "Y") {
        if (!state->config.resend_application) throw FIX::DoNotSend();
        if (is_never_resent(value_of(message.getHeader(), 35))) throw FIX::DoNotSend();
    } else if (!state->session->isLoggedOn() || state->session->sentLogout()) {
        throw FIX::DoNotSend();  // or QuickFIX would store it and send it after the next logon
    }
}

void Application::fromAdmin(const FIX::Message& message, const FIX::SessionID& id) throw(
    FIX::FieldNotFound, FIX::IncorrectDataFormat, FIX::IncorrectTagValue, FIX::RejectLogon) {
    SessionState* const state = states_.by_id(id);
    if (state == nullptr) return;
    const std::string type = value_of(message.getHeader(), 35);
    if (type == "3") hand_over(message, *state);
    if (type == "4") sequence_reset(message, *state);
    if (type != "A") return;
    if (state->stranger) {
        listener_.on_logon_refused(state->config.name);
        throw FIX::RejectLogon("user or password is wrong");  // which of them, he is not told
    }
    if (state->may_reset) listener_.on_sequence_reset(state->config.name, 1, false);
}

void Application::fromApp(const FIX::Message& message,
                          const FIX::SessionID& id) throw(FIX::FieldNotFound,
                                                          FIX::IncorrectDataFormat,
                                                          FIX::IncorrectTagValue,
                                                          FIX::UnsupportedMessageType) {
    SessionState* const state = states_.by_id(id);
    if (state != nullptr) hand_over(message, *state);
}

void Application::hand_over(const FIX::Message& message, SessionState& state) {
    if (state.refused) return;  // the connection is about to end, and nothing counts any more
    const int64_t seq = std::strtoll(value_of(message.getHeader(), 34).c_str(), nullptr, 10);
    const auto early = state.early.find(seq);
    Message read;
    if (value_of(message.getHeader(), 35) == "3") {
        read = read_text(message.toString());
    } else if (state.text_seq == seq) {
        read = read_text(state.text);
        read.problem = state.text_problem;
    } else if (early != state.early.end()) {
        read = read_text(early->second.text);
        read.problem = early->second.problem;
    } else {
        return refuse(state, "the text is gone of message " + std::to_string(seq));
    }
    if (early != state.early.end()) state.early.erase(early);
    read.session = state.config.name;
    if (!listener_.on_message(read)) {
        refuse(state, "no room for message " + std::to_string(seq));
    } else {
        state.day.on_message(read);
    }
}

void Application::sequence_reset(const FIX::Message& message, SessionState& state) {
    const int64_t next = std::strtoll(value_of(message, 36).c_str(), nullptr, 10);
    // QuickFIX refuses to go back.
    if (next < state.session->getExpectedTargetNum()) return;
    listener_.on_sequence_reset(state.config.name, next, value_of(message, 123) == "Y");
}

}  // namespace fix
