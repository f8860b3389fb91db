#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "consumers/gateway/answers.h"

namespace gateway {

// Which of our messages a 35=3 or 35=j refers to. Pure. An exchange may refuse a message that is
// none of these, or name the wrong one: only what agrees in everything that it says is an answer.
class References {
  public:
    explicit References(size_t messages_max) : messages_max_{messages_max} {}

    struct Sent {
        std::string id;
        std::string type;  // 35: D, F, H
    };
    // A number that is not above the last one: the session has begun to count anew.
    void add(int64_t seq, Sent sent);
    // Both sides count anew: a number of before means nothing any more.
    void forget() {
        sent_.clear();
        anew_ = true;
    }
    [[nodiscard]] std::optional<Sent> answered_by(const NotTaken& answer) const;

  private:
    const size_t messages_max_;
    std::map<int64_t, Sent> sent_;  // by MsgSeqNum
    bool anew_ = false;             // numbers of an earlier process mean nothing either
};

}  // namespace gateway
