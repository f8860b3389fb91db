#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "common/fix/trading.h"

namespace flow {

// The books as a drop copy tells them, and whether it told everything exactly once. Pure.
class CopiedBooks {
  public:
    struct Total {
        int64_t buy_quantity = 0;
        int64_t buy_value = 0;  // units of 0.0001 rupee
        int64_t sell_quantity = 0;
        int64_t sell_value = 0;
    };

    // `number`: that of the answer, dense for each session and day (tag 9717).
    void on_report(const fix::ExecutionReport& report, int64_t number);
    // The highest answer number so far, all lower ones were seen where `gaps` is 0.
    [[nodiscard]] int64_t last_number() const { return last_number_; }
    [[nodiscard]] int64_t reports() const { return reports_; }
    [[nodiscard]] int64_t gaps() const { return gaps_; }
    [[nodiscard]] int64_t repeats() const { return repeats_; }
    // Whether the report with this ExecID has come.
    [[nodiscard]] bool knows(int64_t exec_id) const {
        return static_cast<size_t>(exec_id) < seen_.size() && seen_[static_cast<size_t>(exec_id)];
    }
    // One JSON object a line, as the venue's /books.
    [[nodiscard]] std::string lines() const;

  private:
    using Key = std::tuple<std::string, events::Exchange, events::Segment, uint32_t, std::string>;
    struct Execution {
        Key key;
        events::Side side{};
        int64_t quantity = 0;
        int64_t price = 0;
    };
    void book(const Execution& execution, int64_t sign);

    std::map<Key, Total> totals_;
    std::unordered_map<std::string, Execution> executions_;  // by ExecID, as they stand
    std::vector<bool> seen_;                                 // by ExecID
    int64_t last_number_ = 0;
    int64_t reports_ = 0;
    int64_t gaps_ = 0;
    int64_t repeats_ = 0;
};

}  // namespace flow
