#pragma once

#include <random>

#include "test/unit/venue/conversation.h"

namespace conversation {

// Any input at any time: valid ones mostly, all kinds, two instruments, three sessions.
class RandomInputs {
  public:
    explicit RandomInputs(uint64_t seed) : random_{seed} {}

    // `share`: of the day that is over, in millionths.
    venue::Input next(int64_t share) {
        const int64_t now = kMidnightUs + at(8, 55) + share * at(7, 20) / 1'000'000;
        return {now, static_cast<venue::SessionId>(below(3)), body()};
    }

  private:
    uint64_t below(uint64_t limit) { return random_() % limit; }
    int64_t number(int64_t low, int64_t high) {
        return low + static_cast<int64_t>(below(static_cast<uint64_t>(high - low + 1)));
    }
    int64_t price() { return 100 * kRupee + number(-40, 40) * 500; }
    uint64_t order_number() { return 1 + below(names_ + 1); }
    venue::InstrumentKey instrument() { return below(2) == 0 ? kFuture : kShare; }
    // One of the last few, so that it often still lives.
    std::string known() { return std::to_string(names_ - below(std::min<uint64_t>(names_, 60))); }

    venue::InputBody body() {
        const uint64_t dice = below(1000);
        if (dice < 600 || names_ == 0) return order();
        if (dice < 750) return venue::Cancel{name("c"), {0, known()}};
        if (dice < 850) {
            return venue::Replace{
                name("r"), {order_number(), {}}, number(1, 20) * 10, price(), price()};
        }
        if (dice < 900) {
            const int64_t bid = price();
            return venue::SetQuote{instrument(), bid, bid + number(0, 5) * 500, number(0, 3) * 100};
        }
        return rare(dice);
    }

    venue::InputBody rare(uint64_t dice) {
        if (dice < 920) return venue::SetLastPrice{instrument(), price()};
        if (dice < 940) return venue::FreezeConfirm{order_number()};
        if (dice < 945) return venue::FreezeRefuse{order_number(), "no"};
        if (dice < 965) return venue::Bust{.trade_no = 1 + below(names_)};
        if (dice < 985) return venue::Correct{1 + below(names_), number(1, 20) * 10, price()};
        if (dice < 990) return venue::Suspend{instrument(), below(3) == 0};
        if (dice < 994) return venue::MassCancel{"m", "A" + std::to_string(below(8))};
        if (dice < 995) return venue::CancelSession{};
        if (dice < 998) return venue::SetPhase{static_cast<uint16_t>(below(2)), phase()};
        return venue::SetBand{instrument(), number(70, 98) * kRupee, number(102, 130) * kRupee};
    }

    venue::Phase phase() {
        return below(3) == 0 ? static_cast<venue::Phase>(1 + below(4)) : venue::Phase::Continuous;
    }
    std::string name(const char* prefix) { return prefix + std::to_string(++requests_); }

    venue::InputBody order() {
        const std::string id = std::to_string(++names_);
        const std::string account = "A" + std::to_string(below(8));
        const int64_t quantity = below(50) == 0 ? number(95, 110) * 10 : number(1, 20) * 10;
        venue::NewOrder made = below(2) == 0 ? buy(id, quantity, price(), account)
                                             : sell(id, quantity, price(), account);
        made = in(instrument(), made);
        if (below(6) == 0) made = ioc(made);
        if (below(10) == 0) made = market(made);
        if (below(6) == 0) {
            made.price = below(2) == 0 ? made.price : 0;
            made = stop(made, price());
        }
        return made;
    }

    std::mt19937_64 random_;
    uint64_t names_ = 0;
    uint64_t requests_ = 0;
};

}  // namespace conversation
