#include "consumers/gateway/holds.h"

#include <algorithm>

namespace gateway {

void Holds::set_due(const std::string& account, Held& held, base::MonoTime now) {
    due_.erase({held.due, account});
    held.due = std::max(held.look_until, held.unwritten.empty() ? now : held.unwritten_until);
    due_.emplace(held.due, account);
}

void Holds::wait_for(const std::string& account, const std::string& id, uint64_t number,
                     int64_t planned_us, base::MonoTime now) {
    if (account.empty()) return;
    Held& held = held_[account];
    Unwritten& unwritten = held.unwritten.try_emplace(id, number, planned_us).first->second;
    unwritten.number = number;
    unwritten.planned_us = std::min(unwritten.planned_us, planned_us);
    held.unwritten_until = now + kUnwrittenUs;
    set_due(account, held, now);
}

void Holds::written(const std::string& account, const std::string& id, uint64_t number,
                    base::MonoTime now) {
    const auto held = held_.find(account);
    if (held == held_.end()) return;
    const auto unwritten = held->second.unwritten.find(id);
    if (unwritten == held->second.unwritten.end() || unwritten->second.number > number) return;
    held->second.unwritten.erase(unwritten);
    set_due(account, held->second, now);
}

void Holds::await_look(const std::string& account, base::MonoTime now) {
    Held& held = held_[account];
    held.look_until = now + kLookUs;
    set_due(account, held, now);
}

bool Holds::holds(const exits::Exit& order) const {
    const auto held = held_.find(order.account);
    if (held == held_.end() || order.is_cancel()) return false;
    // `look_until` of an account that was never in doubt is before every time.
    if (held->second.look_until > base::MonoTime{}) return true;
    return std::ranges::any_of(held->second.unwritten, [&](const auto& one) {
        return one.second.planned_us < order.planned_us;
    });
}

std::vector<std::string> Holds::take_released(base::MonoTime now) {
    std::vector<std::string> released;
    while (!due_.empty() && due_.begin()->first <= now) {
        released.push_back(due_.begin()->second);
        held_.erase(released.back());
        due_.erase(due_.begin());
    }
    return released;
}

std::optional<base::MonoTime> Holds::next() const {
    if (due_.empty()) return std::nullopt;
    return due_.begin()->first;
}

}  // namespace gateway
