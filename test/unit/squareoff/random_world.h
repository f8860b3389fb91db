#pragma once

#include <deque>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "consumers/squareoff/accept.h"
#include "consumers/squareoff/advance.h"

namespace squareoff::test {

inline const Limits kLimits{
    .attempts_max = 6, .first_wait_us = 1000, .cancel_answer_us = 50'000, .rows_max = 200};

// An account, an exchange that does what it likes, a gateway, and books that lag behind: everything
// around `advance`, in memory. What the exchange holds is the truth; `advance` sees only the books.
class RandomWorld {
  public:
    explicit RandomWorld(uint64_t seed);

    // One random thing happens. False: a rule was broken; `broken()` says which.
    bool step();
    // Lets everything come to rest: all events arrive, all doubts are resolved, time goes on.
    bool drain();
    [[nodiscard]] const std::string& broken() const { return broken_; }
    [[nodiscard]] bool every_row_has_a_result() const;
    [[nodiscard]] size_t fills() const { return fills_; }
    [[nodiscard]] size_t commands() const { return ended_.size() + account_.commands.size(); }

  private:
    struct Live {  // an order at the exchange
        account::Order order;
        bool own = false;
    };
    struct Fact {  // an event on its way into the books
        bool trade = false;
        account::PositionKey key;
        events::Side side{};
        int64_t quantity = 0;  // of a trade; negative: a bust
        account::Order order;
    };

    int64_t pick(int64_t from, int64_t to) {
        return std::uniform_int_distribution<int64_t>{from, to}(random_);
    }
    bool chance(int64_t percent) { return pick(1, 100) <= percent; }
    void fail(const std::string& what) {
        if (broken_.empty()) broken_ = what;
    }

    void make_instruments();
    void make_pending(const account::PositionKey& key);
    [[nodiscard]] Surroundings now() const;
    void command_arrives();
    void name_one_position(events::Command& command);
    void main_site_orders();
    [[nodiscard]] const events::Command& command_of(const exits::Exit& own) const;
    void look();
    void check_planned(const exits::Exit& own);
    void check_outstanding();
    void gateway_takes();
    void gateway_sends(exits::Exit& own);
    void resolve_doubt();
    void arrives(const exits::Exit& own);
    void cancel_arrives(const exits::Exit& own);
    void fill(Live& live, int64_t quantity);
    void market_moves();
    void bust();
    void end(Live& live, events::OrderState state);
    void tell(const Live& live);
    void tell_trade(const account::PositionKey& key, events::Side side, int64_t quantity);
    void books_take_one();
    void site_changes();
    exits::Exit* own_row(const std::string& client_order_id);

    std::mt19937_64 random_;
    std::string broken_;
    account::Instruments instruments_;
    std::vector<account::Protection> protections_;
    Account account_;  // books and open commands, as in the database
    std::vector<CommandState> ended_;
    std::vector<exits::Exit> rows_;                // `exits`, as in the database
    std::map<account::PositionKey, int64_t> net_;  // the truth
    std::map<std::string, Live> live_;             // at the exchange, by exchange order id
    std::deque<Fact> facts_;
    std::set<std::string> wired_;
    std::vector<std::pair<std::string, int64_t>> own_fills_;  // order, quantity: may be busted
    std::vector<std::string> in_doubt_;
    std::vector<events::Command> issued_;
    // Either new orders of the main site, or trades that are taken back: a bust across a position
    // that has turned over since is not known to the books in time.
    bool main_site_trades_ = false;
    bool active_ = true;
    int64_t epoch_ = 1;
    int64_t now_us_ = 1'000'000'000;
    int64_t looked_us_ = 0;
    int64_t next_id_ = 1;
    size_t fills_ = 0;
};

}  // namespace squareoff::test
