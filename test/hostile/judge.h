#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "common/account/view.h"
#include "common/exits/exit.h"
#include "test/hostile/hostile_exchange.h"

namespace hostile {

// Judges each order that goes out by what happened outside: what the exchange has told and filled,
// what the drop copy has told, and how long ago. It never sees a row of ours, nor a word of the
// code that is tested.
class Judge {
  public:
    explicit Judge(Honesty honesty) : honesty_{honesty} {}

    void opened(const Book& book, int64_t net) { opened_[book] = net; }
    void told(const Meaning& meaning, int64_t now_us);
    void booked(const account::Order& order, int64_t now_us);
    // A gateway adds up the executions that it has heard itself: of those before it knows the sum.
    void gateway_restarted() {
        for (auto& [id, order] : orders_) {
            order.executions.clear();
            order.number_told = false;
        }
    }
    void site(bool active, int64_t epoch, int64_t now_us);
    void day_ended(uint32_t day, int64_t at_us) { day_ends_us_[day] = at_us; }
    // All that has happened at the exchange up to then, the drop copy has told.
    void told_until(int64_t at_us) { told_us_ = at_us; }
    // Empty: the order may go out. Notes that it has.
    std::string on_wire(const exits::Exit& order, const Exchange& exchange, int64_t now_us);

    // Quantity on the wire, and not known to be dead, beyond what the position was then.
    [[nodiscard]] int64_t beyond() const { return beyond_; }
    [[nodiscard]] size_t sent() const { return sent_.size(); }

  private:
    struct Order {
        std::map<std::string, int64_t> executions;
        int64_t filled = 0;   // the most that was told
        int64_t rose_us = 0;  // when that was told
        bool called_dead =
            false;             // rejected or not there, and nothing else was told since or before
        bool garbled = false;  // a report of it could not be read
        bool lived = false;    // told at any time: it cannot have been never there
        bool number_told = false;  // beside its id
        bool is_booked = false;
        bool ended = false;  // in the books
        int64_t ended_us = 0;
        int64_t booked = 0;
    };
    // What was told to have filled and is not in the books, though they have the order's end: it
    // counts for as long as a trade may come behind its order's end.
    [[nodiscard]] static int64_t missing(const Order& order, int64_t now_us);
    [[nodiscard]] int64_t counted(const Order& order, int64_t now_us) const;
    [[nodiscard]] int64_t could_still_fill(const exits::Exit& sent, const Order& order,
                                           const Exchange& exchange, int64_t now_us) const;
    // Its day has been over for so long that it cannot live, and that has been told.
    [[nodiscard]] bool is_over(const exits::Exit& sent, int64_t now_us) const;
    [[nodiscard]] std::string judge_site(const exits::Exit& order, int64_t now_us) const;

    const Honesty honesty_;
    std::map<Book, int64_t> opened_;
    std::map<std::string, Order> orders_;
    std::map<std::string, exits::Exit> sent_;  // as they were sent
    std::map<Book, std::vector<std::string>> by_book_;
    bool active_ = true;
    int64_t epoch_ = 1;
    std::map<int64_t, int64_t> left_us_;       // by epoch: when it was left
    std::map<uint32_t, int64_t> day_ends_us_;  // of days that have really been over
    int64_t told_us_ = 0;
    int64_t beyond_ = 0;
};

}  // namespace hostile
