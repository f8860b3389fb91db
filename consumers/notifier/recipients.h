#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "consumers/notifier/rate_limit.h"

namespace notifier {

struct RecipientLimits {
    Rate rate{.count = 5, .period_us = 60'000'000, .burst = 5};
    // So many of one recipient's notices are in hand at once, at least 1: the rest of the lane is
    // for the others, even where everything that goes to him takes until its time-out.
    size_t share = 8;
    size_t recipients_max = 100'000;
};

// Why one is told to wait.
enum class Delay { None, Rate, Share };
// How long; 0: not at all.
struct Turn {
    int64_t wait_us = 0;
    Delay why = Delay::None;
};
// The reason as a row has it: "over the limit of 10 a minute"; empty of None. ASCII.
std::string text_of(Delay why, const RecipientLimits& limits);

// Who may be sent now: one recipient's limits delay his notices alone. Whoever must wait is given
// his turn, and takes no place in the lane until then. Pure: time is an argument and may stand
// still, never go back.
class Recipients {
  public:
    explicit Recipients(const RecipientLimits& limits) : limits_{limits} {}

    struct Wish {
        bool came_back = false;  // it has been told to wait before
        int64_t life_us = 0;     // until it expires
    };
    // Its turn. 0: it is in hand from now on, until `release`. A turn within the
    // rate is kept for one that comes back, so those that ask later do not overtake it; a notice
    // that would expire before its turn takes none, and is told to wait until it expires.
    [[nodiscard]] Turn admit(const std::string& recipient, const Wish& wish, base::MonoTime now);
    void release(const std::string& recipient);

    // Recipients that are remembered.
    [[nodiscard]] size_t size() const { return known_.size(); }

  private:
    struct Known {
        explicit Known(const Rate& rate) : bucket{rate} {}
        TokenBucket bucket;
        int64_t turns = 0;  // taken out of the bucket for notices that come back
        size_t in_hand = 0;
    };
    [[nodiscard]] Known& known(const std::string& recipient, base::MonoTime now);
    void forget_idle(base::MonoTime now);

    const RecipientLimits limits_;
    std::map<std::string, Known> known_;
};

}  // namespace notifier
