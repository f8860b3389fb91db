#include "consumers/gateway/turns.h"

#include <algorithm>
#include <utility>

namespace gateway {

void Turns::push_back(const std::string& account, std::string id) {
    Line& line = waiting_[account];
    line.ids.push_back(std::move(id));
    ++size_;
    if (aside_.contains(account)) {
        ++aside_size_;
    } else if (!std::exchange(line.in_round, true)) {
        round_.push_back(account);
    }
}

void Turns::push_front(const std::string& account, std::string id) {
    Line& line = waiting_[account];
    line.ids.push_front(std::move(id));
    ++size_;
    if (aside_.contains(account)) {
        ++aside_size_;
        return;
    }
    if (line.in_round) round_.erase(std::find(round_.begin(), round_.end(), account));
    round_.push_front(account);
    line.in_round = true;
}

void Turns::set_aside(const std::string& account) {
    if (!aside_.insert(account).second) return;
    const auto line = waiting_.find(account);
    if (line != waiting_.end()) aside_size_ += line->second.ids.size();
}

void Turns::bring_back(const std::string& account) {
    if (aside_.erase(account) == 0) return;
    const auto line = waiting_.find(account);
    if (line == waiting_.end()) return;
    aside_size_ -= line->second.ids.size();
    if (!std::exchange(line->second.in_round, true)) round_.push_back(account);
}

std::vector<std::string> Turns::take(size_t count) {
    std::vector<std::string> taken;
    taken.reserve(std::min(count, size_));
    while (taken.size() < count && !round_.empty()) {
        std::string account = std::move(round_.front());
        round_.pop_front();
        const auto line = waiting_.find(account);
        if (aside_.contains(account)) {
            line->second.in_round = false;
            continue;
        }
        taken.push_back(std::move(line->second.ids.front()));
        line->second.ids.pop_front();
        if (line->second.ids.empty()) {
            waiting_.erase(line);
        } else {
            round_.push_back(std::move(account));
        }
    }
    size_ -= taken.size();
    return taken;
}

}  // namespace gateway
