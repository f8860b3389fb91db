#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <string>
#include <vector>

namespace gateway {

// A line of rows in which accounts take turns: one row of each account that has any, then the next
// of each. However many one account has planned, the first of another waits for one round. Within
// an account the order is kept. Pure.
class Turns {
  public:
    void push_back(const std::string& account, std::string id);
    // It had its turn already: it comes first in its account, and its account next.
    void push_front(const std::string& account, std::string id);
    // At most `count`, in turn.
    std::vector<std::string> take(size_t count);
    [[nodiscard]] size_t size() const { return size_; }

  private:
    std::map<std::string, std::deque<std::string>> waiting_;  // by account; none is empty
    std::deque<std::string> round_;                           // each of these accounts once
    size_t size_ = 0;
};

}  // namespace gateway
