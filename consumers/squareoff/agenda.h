#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace squareoff {

// When to look at which account without being told. Pure; an account stands in it once.
class Agenda {
  public:
    void set(const std::string& account, int64_t due_us) {
        forget(account);
        due_[account] = due_us;
        order_.emplace(due_us, account);
    }
    void forget(const std::string& account) {
        const auto found = due_.find(account);
        if (found == due_.end()) return;
        order_.erase({found->second, account});
        due_.erase(found);
    }
    [[nodiscard]] bool contains(const std::string& account) const {
        return due_.count(account) > 0;
    }
    [[nodiscard]] size_t size() const { return due_.size(); }

    // At most `most` accounts whose time has come; each is due again at `next_us`, until somebody
    // sets it anew.
    std::vector<std::string> take_due(int64_t now_us, int64_t next_us, size_t most) {
        std::vector<std::string> accounts;
        while (!order_.empty() && order_.begin()->first <= now_us && accounts.size() < most) {
            accounts.push_back(order_.begin()->second);
            set(accounts.back(), next_us);
        }
        return accounts;
    }

  private:
    std::map<std::string, int64_t> due_;
    std::set<std::pair<int64_t, std::string>> order_;
};

}  // namespace squareoff
