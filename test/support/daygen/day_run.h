#pragma once

#include <cstdint>
#include <queue>
#include <vector>

#include "activity.h"
#include "event_writer.h"
#include "planner.h"
#include "progress.h"

namespace daygen {

// Plays the day: orders arrive, what is planned for all of them happens in the order of exchange
// time, exactly `events` events are written. Memory does not depend on their number: kOrdersMax
// orders and their trades' amendments at most rest at a time. One thread; references must outlive
// it.
class DayRun {
  public:
    static constexpr size_t kOrdersMax = 100'000;

    DayRun(int64_t events, Planner& planner, EventWriter& writer, Random random, Tally& tally,
           Progress& progress);

    // False: the output failed.
    [[nodiscard]] bool run();

  private:
    // Something that waits for its time. Equal times keep the order in which they were put in.
    struct Pending {
        int64_t at_us;
        uint64_t number;
        uint32_t slot;
        bool amendment;
        bool operator>(const Pending& other) const {
            return at_us != other.at_us ? at_us > other.at_us : number > other.number;
        }
    };

    void admit_order(int64_t at_us);
    bool happen(const Pending& pending);
    bool step_order(uint32_t slot);
    bool report_trade(const Order& order, const Step& step);
    bool amend(uint32_t slot, int64_t at_us);
    void push(int64_t at_us, uint32_t slot, bool amendment);

    int64_t events_;
    int64_t planned_ = 0;  // events that the admitted orders have given or will give
    int64_t orders_ = 0;
    uint64_t pushed_ = 0;
    Activity activity_;
    Planner& planner_;
    EventWriter& writer_;
    Random random_;
    Tally& tally_;
    Progress& progress_;
    std::vector<Order> resting_;
    std::vector<uint32_t> free_orders_;
    std::vector<TradeRecord> amendable_;
    std::vector<uint32_t> free_trades_;
    std::priority_queue<Pending, std::vector<Pending>, std::greater<>> queue_;
};

}  // namespace daygen
