#pragma once

#include <deque>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "common/account/read_other_days.h"
#include "consumers/gateway/desk.h"
#include "consumers/gateway/recorded.h"
#include "consumers/squareoff/advance.h"
#include "consumers/squareoff/agenda.h"
#include "test/hostile/exit_rows.h"
#include "test/hostile/hostile_exchange.h"
#include "test/hostile/judge.h"

namespace hostile {

// Two accounts between the real square-off (accept, advance, agenda), the real gateway (answers,
// desk, what waits to be written), the real transitions of `exits`, and an exchange that
// contradicts itself, with a drop copy that comes at once, late or never. Tables, lanes and the
// wire are in memory; what any of them takes may wait.
class World {
  public:
    World(uint64_t seed, Honesty honesty);

    void step();  // one random thing happens
    // Nobody contradicts any more, and everything that is on its way arrives. After it every order
    // that the books have ended must have its end in our rows as well.
    void calm_down();
    // Prints on standard error whatever happens from now on.
    void trace() { traced_ = true; }
    [[nodiscard]] int64_t sent_beyond_position() const { return judge_.beyond(); }
    [[nodiscard]] const std::string& broken() const { return broken_; }
    struct Counts {
        size_t sent = 0;
        size_t fills = 0;
        size_t contradictions = 0;  // rows that became in doubt
        size_t crashes = 0;
        size_t refusals = 0;  // of cancels
        size_t fences = 0;
        size_t days = 0;  // that were opened
    };
    [[nodiscard]] Counts counts() const;

  private:
    struct Customer {
        account::View books;
        std::vector<squareoff::CommandState> commands;
        // Of positions, by the day that the exchange has given; `books.positions` have the opening.
        std::map<account::PositionKey, std::map<uint32_t, int64_t>> changes;
    };
    struct Look {
        std::string account;
        uint32_t day = 0;
        bool is_past = false;  // another day was open when it was read
        squareoff::Account read;
        squareoff::Changes changes;
    };
    int64_t pick(int64_t from, int64_t to) {
        return std::uniform_int_distribution<int64_t>{from, to}(random_);
    }
    bool chance(int64_t percent) { return pick(1, 100) <= percent; }
    void fail(const std::string& what) {
        if (!what.empty() && broken_.empty()) broken_ = what;
        if (!what.empty()) note("BROKEN " + what);
    }
    void note(const std::string& what) const;
    void note_row(const std::string& id, const char* what) const;

    void time_passes();
    void everybody_works(int64_t for_us);
    Customer& any_customer();
    // The main site's day, and whether ours may trade.
    void position_comes(Customer& customer);
    void change_site();
    bool books_take();
    // Days (hostile_days.cpp).
    void day_moves();
    void end_day();
    void next_day();
    void exchange_day_ends();
    void open_by_mistake();
    void take_back();
    void hours_pass(int64_t for_us);
    void others_are_told();
    [[nodiscard]] Site site_of(const exits::Exit& row) const;
    [[nodiscard]] account::DayIs day_is() const {
        return now_us_ < day_ends_us_ ? account::DayIs::Open : account::DayIs::Over;
    }
    // What a transaction reads of an account.
    [[nodiscard]] account::View view_of(const Customer& customer, uint32_t day,
                                        account::DayIs day_is) const;
    void add_own(const Customer& customer, account::DayIs day_is, account::View& view) const;
    void add_elsewhere(const Customer& customer, account::DayIs day_is, account::View& view) const;
    // Square-off (hostile_squareoff.cpp).
    [[nodiscard]] squareoff::Surroundings now(uint32_t day) const;
    void begin_past_look();
    void look_at(const Customer& customer, uint32_t day);
    void command_arrives();
    void begin_look();
    void commit_look();
    [[nodiscard]] bool overtaken() const;
    void look_is_due();
    // Gateway (hostile_gateway.cpp).
    void start_gateway();
    void crash();
    void log_on();
    void log_out();
    void count_anew();
    void act();
    void perform(const gateway::Step& step);
    void send(const exits::Exit& order);
    void marker_works();
    void recorder_works();
    void write(const gateway::Records& records);
    void keep_other_days(exits::RejectedBy& change) const;
    void tell(const std::set<std::string>& touched, const std::set<std::string>& uncounted,
              const std::map<std::string, exits::State>& before);
    void await_look(const std::string& account);
    bool answer_arrives();
    void wire_carries();
    void check_ends();
    [[nodiscard]] bool in_books(const std::string& id) const;

    std::mt19937_64 random_;
    bool traced_ = false;
    std::string broken_;
    int64_t now_us_ = 1'000'000'000;

    account::Instruments instruments_;
    std::vector<account::Protection> protections_;
    std::map<std::string, Customer> customers_;
    std::map<std::string, exits::Exit> rows_;
    Site site_;
    std::optional<Look> look_;
    squareoff::Agenda agenda_;
    size_t issued_ = 0;
    size_t fences_ = 0;

    static constexpr int64_t kNeverUs = std::numeric_limits<int64_t>::max();
    bool plays_days_ = false;
    uint32_t open_day_ = 0;
    size_t days_opened_ = 1;
    int64_t day_ends_us_ = kNeverUs;    // of the open one
    std::map<uint32_t, int64_t> days_;  // as days_opened has them: the last end of each
    bool mistaken_ = false;             // the open day is to be taken back
    int64_t exchange_ends_us_ = 0;      // when the exchange ends what lives; 0: not soon
    uint32_t exchange_next_ = 0;        // the date that it begins then, at least
    int64_t told_us_ = 0;               // the books have all that the drop copy told up to then

    fix::Dialect dialect_;
    std::unique_ptr<gateway::Desk> desk_;
    std::deque<gateway::Step> marker_;
    gateway::Waiting waiting_;
    std::deque<gateway::AskBooks> questions_;
    size_t processes_ = 0;
    bool is_new_process_ = true;  // it has not found the open rows yet
    size_t marks_ = 0;
    bool logged_on_ = false;
    int64_t seq_ = 0;
    std::deque<Wire> wire_;
    Exchange exchange_;
    Judge judge_;
    size_t contradictions_ = 0;
};

}  // namespace hostile
