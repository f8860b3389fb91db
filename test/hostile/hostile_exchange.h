#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "common/account/view.h"
#include "common/exits/exit.h"
#include "common/fix/trading.h"

namespace hostile {

// What the exchange may lie about. Contradicts: anything, but it calls no order dead that fills and
// of which it has told no fill before. Lies: that, too; then only what it has told can be asked.
enum class Honesty { Contradicts, Lies };

using Book = std::pair<std::string, account::PositionKey>;  // account, position

struct Wire {
    exits::Exit order;
    int64_t seq = 0;
    bool status = false;
};

// What a message means to say of one of our orders, however it is spelled.
struct Meaning {
    enum class Kind { Nothing, Fill, Life, End, Reject, NotTaken, NotThere, Garbled };
    Kind kind{};
    std::string id = {};
    std::string execution = {};
    int64_t last = 0;
    int64_t cumulative = -1;  // -1: not told
    bool all = false;         // all of the order has filled
    bool by_number = false;   // it says 37 alone
};
struct Said {
    fix::FromExchange message;  // of what is garbled the names are all that can be read
    Meaning meaning = {};
};

// What the drop copy tells: the order as it is now, after the trade.
struct Fact {
    int64_t at_us = 0;
    std::string account;
    account::Order order;
    int64_t traded = 0;
};

// Takes orders and cancels, fills them or not, and says it as it likes. What is in its book is the
// truth.
class Exchange {
  public:
    Exchange(std::mt19937_64& random, Honesty honesty);

    void take(const Wire& wire, int64_t now_us);
    // An order of the main site that rests here; how the books show it.
    account::Order rest(const std::string& account, const account::PositionKey& key,
                        events::Side side, int64_t quantity);
    void moves(int64_t now_us);  // of itself: fills, cancels
    void contradicts();          // says what is not true
    [[nodiscard]] std::optional<Said> said();
    // The gateway's memory of numbers (37) is gone: what is said from now on names ids again.
    void gateway_restarted();
    // Both sides count anew. What it gives is a reject of a message of before, by its number alone.
    std::optional<Said> count_anew();
    [[nodiscard]] std::optional<Fact> fact(int64_t now_us);
    // The date that it gives to what happens from now on; never an earlier one.
    void begin_date(uint32_t day) { date_ = std::max(date_, day); }
    [[nodiscard]] uint32_t date() const { return date_; }
    void end_all(int64_t now_us);  // its day is over: nothing lives longer
    // Up to when everything that has happened has come out of `fact`; 0: nobody tells it.
    [[nodiscard]] int64_t told_until_us(int64_t now_us) const;
    [[nodiscard]] int64_t filled(const std::string& id) const;
    // What orders that are not ours have changed.
    [[nodiscard]] int64_t others_change(const Book& book) const;
    [[nodiscard]] size_t fills() const { return fills_; }
    [[nodiscard]] size_t refusals() const { return refusals_; }

  private:
    struct Order {
        std::string id;
        std::string number;
        std::string account;
        account::PositionKey key;
        events::Side side{};
        events::Validity validity{};
        int64_t quantity = 0;
        int64_t filled = 0;
        int64_t seq = 0;  // 0: the main site's
        bool alive = true;
        bool rejected = false;
        bool told_fill = false;  // put among what is said
        bool told_life = false;
        bool told_number = false;  // beside its id
        bool numbered = true;      // its MsgSeqNum still means it
    };
    int64_t pick(int64_t from, int64_t to) {
        return std::uniform_int_distribution<int64_t>{from, to}(random_);
    }
    bool chance(int64_t percent) { return pick(1, 100) <= percent; }
    std::string execution() { return "E" + std::to_string(++executions_); }

    Order* any();
    void take_order(const Wire& wire, int64_t now_us);
    void take_cancel(const Wire& wire, int64_t now_us);
    void status(const Wire& wire);
    void fill(Order& order, int64_t quantity, int64_t now_us);
    void end(Order& order, int64_t now_us, const std::string& cancel_id = {});
    void reject(Order& order, int64_t now_us);
    void refuse(const Order* order, const Wire& cancel);
    void repeat();

    // What is said, in one of the spellings that counterparties use.
    void say(fix::FromExchange message, Meaning meaning = {});
    fix::ExecutionReport report(const Order& order);
    void name(const Order& order, fix::ExecutionReport& report);
    Meaning meaning(const Order& order, Meaning::Kind kind, const fix::ExecutionReport& report);
    void say_fill(const Order& order, int64_t quantity);
    void say_life(const Order& order);
    void say_end(const Order& order, const std::string& cancel_id);
    void say_rejected(const Order& order, const std::string& text);
    void say_refused_request(const Order& order, const std::string& request_id);
    void say_not_there(const std::string& id);
    void say_not_taken(int64_t seq, const char* type, const std::string& id = {},
                       Meaning meaning = {});
    void say_state(const Order& order);
    void to_drop_copy(const Order& order, int64_t traded, events::OrderState state, int64_t now_us);

    std::mt19937_64& random_;
    const Honesty honesty_;
    uint32_t date_ = 0;
    std::map<std::string, Order> orders_;  // by ClOrdID
    std::vector<std::string> ids_;
    std::map<std::string, std::string> by_number_;
    std::deque<Said> saying_;
    std::deque<Fact> facts_;
    std::vector<Said> said_;  // the last ones, to be said again
    bool has_drop_copy_ = true;
    int64_t lag_us_ = 0;
    bool says_cumulative_ = true;
    size_t executions_ = 0;
    size_t requests_ = 0;
    size_t fills_ = 0;
    size_t refusals_ = 0;
};

}  // namespace hostile
