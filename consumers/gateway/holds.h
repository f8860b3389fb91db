#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "common/base/clock.h"
#include "common/exits/exit.h"

namespace gateway {

// Accounts for which no order is sent for a moment. Marking and bookkeeping are two sessions of the
// database: what the exchange has told of an order may be on its way to the row while an order that
// was planned without it is being marked. So an account is held while something told of it is not
// written, and where a row became in doubt of it, until the square-off must have looked. Never for
// long: the exits of a customer do not depend on what an exchange says about one order. Pure.
class Holds {
  public:
    static constexpr int64_t kUnwrittenUs = 30'000'000;  // at most, where a row is not written
    static constexpr int64_t kLookUs = 2'000'000;        // for the square-off's look
    static constexpr int64_t kAnyPlan = std::numeric_limits<int64_t>::min();

    // `planned_us` of the order that was told of: what was planned no later has counted with all of
    // it. kAnyPlan: nothing has counted with it.
    void wait_for(const std::string& account, const std::string& id, uint64_t number,
                  int64_t planned_us, base::MonoTime now);
    // What was asked for of this id up to this number is in the row.
    void written(const std::string& account, const std::string& id, uint64_t number,
                 base::MonoTime now);
    // Its rows say what no plan has counted with, and the square-off has been woken.
    void await_look(const std::string& account, base::MonoTime now);

    [[nodiscard]] bool holds(const std::string& account) const { return held_.contains(account); }
    // Whether this order, which has been marked meanwhile, was planned without what was told.
    [[nodiscard]] bool holds(const exits::Exit& order) const;
    // Accounts that are free again.
    std::vector<std::string> take_released(base::MonoTime now);
    // When the next one is, if nothing is written until then.
    [[nodiscard]] std::optional<base::MonoTime> next() const;

  private:
    struct Unwritten {
        uint64_t number = 0;
        int64_t planned_us = 0;
    };
    struct Held {
        base::MonoTime due{};
        base::MonoTime unwritten_until{};
        base::MonoTime look_until{};
        std::map<std::string, Unwritten> unwritten;  // by id
    };
    void set_due(const std::string& account, Held& held, base::MonoTime now);

    std::map<std::string, Held> held_;
    std::set<std::pair<base::MonoTime, std::string>> due_;
};

}  // namespace gateway
