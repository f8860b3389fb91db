#include "consumers/gateway/fix_bridge.h"

#include <algorithm>

#include "common/log/log.h"

namespace gateway {
namespace {

constexpr size_t kMessagesMax = 50'000;
// Logons and logouts are never refused: between two of them lies a reconnect.
constexpr size_t kEventsMax = kMessagesMax + 10'000;

}  // namespace

FixBridge::FixBridge(loop::Loop& loop, std::function<void(FixEvent)> on_event)
    : mailbox_{loop, kEventsMax, std::move(on_event)} {}

void FixBridge::on_logon(const std::string& session, int64_t) noexcept {
    base::must(mailbox_.try_post({session, LoggedOn{}}));
}

void FixBridge::on_logout(const std::string& session, const std::string& why) noexcept {
    int64_t from = 0;
    {
        std::lock_guard lock{mutex_};
        if (const auto found = refused_.find(session); found != refused_.end()) {
            from = found->second;
            refused_.erase(found);
        }
    }
    if (from > 0) engine_->rewind(session, from);
    base::must(mailbox_.try_post({session, LoggedOut{why}}));
}

bool FixBridge::on_message(const fix::Message& message) noexcept {
    if (mailbox_.size() < kMessagesMax && mailbox_.try_post({message.session, message})) {
        return true;
    }
    std::lock_guard lock{mutex_};
    const auto [found, fresh] = refused_.emplace(message.session, message.seq);
    found->second = std::min(found->second, message.seq);
    return false;
}

// Nothing of yesterday's is to come again.
void FixBridge::on_day_begun(const std::string& session) noexcept {
    forget_refused(session);
    base::must(mailbox_.try_post({session, NumbersReset{}}));
}

void FixBridge::on_numbers_lost(const std::string& session, const fix::NumbersLost& lost) noexcept {
    if (lost.theirs) forget_refused(session);
    if (lost.ours) base::must(mailbox_.try_post({session, NumbersReset{}}));
    base::must(mailbox_.try_post({session, NumbersLost{lost.what}}));
}

void FixBridge::forget_refused(const std::string& session) {
    std::lock_guard lock{mutex_};
    refused_.erase(session);
}

// What 35=4 sets is the number of their next message; ours go on.
void FixBridge::on_sequence_reset(const std::string& session, int64_t new_next,
                                  bool gap_fill) noexcept {
    if (new_next == 1 && !gap_fill) base::must(mailbox_.try_post({session, NumbersReset{}}));
}

void FixBridge::on_wire(const std::string& session, bool incoming,
                        const std::string& text) noexcept {
    std::string shown = text;
    std::replace(shown.begin(), shown.end(), '\x01', '|');
    logging::debug("fix", {{"session", session}, {"incoming", incoming}, {"text", shown}});
}

}  // namespace gateway
