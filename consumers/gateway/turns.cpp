#include "consumers/gateway/turns.h"

#include <algorithm>
#include <utility>

namespace gateway {

void Turns::push_back(const std::string& account, std::string id) {
    auto& line = waiting_[account];
    if (line.empty()) round_.push_back(account);
    line.push_back(std::move(id));
    ++size_;
}

void Turns::push_front(const std::string& account, std::string id) {
    auto& line = waiting_[account];
    if (!line.empty()) round_.erase(std::find(round_.begin(), round_.end(), account));
    round_.push_front(account);
    line.push_front(std::move(id));
    ++size_;
}

std::vector<std::string> Turns::take(size_t count) {
    std::vector<std::string> taken;
    taken.reserve(std::min(count, size_));
    while (taken.size() < count && !round_.empty()) {
        std::string account = std::move(round_.front());
        round_.pop_front();
        const auto line = waiting_.find(account);
        taken.push_back(std::move(line->second.front()));
        line->second.pop_front();
        if (line->second.empty()) {
            waiting_.erase(line);
        } else {
            round_.push_back(std::move(account));
        }
    }
    size_ -= taken.size();
    return taken;
}

}  // namespace gateway
