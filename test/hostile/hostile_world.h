#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

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
    };
    [[nodiscard]] Counts counts() const;

  private:
    struct Customer {
        account::View books;
        std::vector<squareoff::CommandState> commands;
    };
    struct Look {
        std::string account;
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
    // Square-off (hostile_squareoff.cpp).
    [[nodiscard]] squareoff::Surroundings now() const;
    [[nodiscard]] account::View view_of(const Customer& customer) const;
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
