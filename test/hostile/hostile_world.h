#pragma once

#include <deque>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "common/exits/transitions.h"
#include "consumers/gateway/desk.h"
#include "consumers/squareoff/advance.h"
#include "consumers/squareoff/agenda.h"
#include "test/hostile/hostile_exchange.h"

namespace hostile {

// One account between the real square-off (accept, advance, agenda), the real desk of the gateway,
// the real transitions of `exits`, and an exchange that contradicts itself, with a drop copy that
// comes at once, late or never. Tables, lanes and the wire are in memory; what any of them takes
// may wait.
class World {
  public:
    World(uint64_t seed, Honesty honesty);

    void step();  // one random thing happens
    // Nobody contradicts any more, and everything that is on its way arrives. After it every order
    // that the books have ended must have its end in our rows as well.
    void calm_down();
    // Quantity on the wire, and not known to be dead, beyond what the position was then.
    [[nodiscard]] int64_t sent_beyond_position() const { return beyond_; }
    [[nodiscard]] const std::string& broken() const { return broken_; }
    struct Counts {
        size_t sent = 0;
        size_t fills = 0;
        size_t contradictions = 0;  // rows that became in doubt
        size_t crashes = 0;
    };
    [[nodiscard]] Counts counts() const;

  private:
    int64_t pick(int64_t from, int64_t to) {
        return std::uniform_int_distribution<int64_t>{from, to}(random_);
    }
    bool chance(int64_t percent) { return pick(1, 100) <= percent; }
    void fail(const std::string& what) {
        if (broken_.empty()) broken_ = what;
    }

    void make_positions();
    void time_passes();
    [[nodiscard]] squareoff::Surroundings now() const;
    // Square-off.
    void command_arrives();
    void begin_look();
    void commit_look();
    [[nodiscard]] bool overtaken() const;
    void take_by_books(const exits::Exit& moved);
    // Gateway.
    void start_gateway();
    void crash();
    void log_on();
    void log_out();
    void act();
    void perform(const gateway::Step& step);
    void send(const exits::Exit& order);
    void marker_works();
    void recorder_works();
    void record(const gateway::Step& step);
    void move(const std::string& id, exits::Word word);
    bool answer_arrives();
    // What must hold.
    void check_sent(const exits::Exit& order);
    void note_told(const gateway::Answer& answer);
    [[nodiscard]] int64_t could_still_fill(const exits::Exit& sent) const;
    bool books_take();
    void check_ends();

    std::mt19937_64 random_;
    const Honesty honesty_;
    std::string broken_;
    int64_t beyond_ = 0;
    int64_t now_us_ = 1'000'000'000;

    account::Instruments instruments_;
    std::vector<account::Protection> protections_;
    account::View books_;
    std::vector<squareoff::CommandState> commands_;
    std::map<std::string, exits::Exit> rows_;
    squareoff::Account looked_;  // of the look under way
    std::unique_ptr<squareoff::Changes> look_;
    squareoff::Agenda agenda_;
    size_t issued_ = 0;

    fix::Dialect dialect_;
    std::unique_ptr<gateway::Desk> desk_;
    std::deque<gateway::Step> marker_;
    std::deque<gateway::Step> recorder_;
    size_t processes_ = 0;
    size_t marks_ = 0;
    bool logged_on_ = false;
    int64_t seq_ = 0;
    std::deque<Wire> wire_;
    Exchange exchange_;

    std::map<account::PositionKey, int64_t> opened_;  // the position at the start
    std::set<std::string> sent_;
    std::set<std::string> told_dead_;  // and nothing else has been told since or before
    std::map<std::string, int64_t> told_filled_;
    std::map<std::string, std::map<std::string, int64_t>> told_executions_;
    size_t contradictions_ = 0;
};

}  // namespace hostile
