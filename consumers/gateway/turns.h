#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace gateway {

// A line of rows in which accounts take turns: one row of each account that has any, then the next
// of each. However many one account has planned, the first of another waits for one round. Within
// an account the order is kept. An account that is set aside has no turn, and costs nobody one.
// Pure.
class Turns {
  public:
    void push_back(const std::string& account, std::string id);
    // It had its turn already: it comes first in its account, and its account next.
    void push_front(const std::string& account, std::string id);
    void set_aside(const std::string& account);
    void bring_back(const std::string& account);
    // At most `count`, in turn.
    std::vector<std::string> take(size_t count);
    [[nodiscard]] size_t size() const { return size_; }
    [[nodiscard]] size_t ready() const { return size_ - aside_size_; }

  private:
    struct Line {
        std::deque<std::string> ids;  // never empty
        bool in_round = false;
    };
    std::map<std::string, Line> waiting_;  // by account
    std::deque<std::string> round_;        // an account that was set aside leaves it at its turn
    std::set<std::string> aside_;          // with rows or without
    size_t size_ = 0;
    size_t aside_size_ = 0;
};

}  // namespace gateway
