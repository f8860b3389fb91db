#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <vector>

#include "consumers/squareoff/command_state.h"

namespace squareoff::test {

// A conversation with the square-off of one account, line by line as in test/scenarios/squareoff
// (README.md there names the words). It keeps what the database would keep, and gives `advance`
// what Store would read. A line that does not come true throws std::runtime_error.
class Conversation {
  public:
    Conversation();
    void say(const std::string& line);
    // At the end: nothing that was planned is left unsaid.
    void finish() const;

  private:
    using Words = std::vector<std::string>;
    using Options = std::map<std::string, std::string>;

    void instrument(const Words& words);
    void position(const Words& words);
    void pending(const Words& words);
    void parked(const Words& words);  // a trade that could not be booked
    void command(const Words& words);
    void told(const Words& words);
    bool told_by_exchange(const Words& words);
    bool told_by_gateway(const Words& words);
    void told_of_site(const Words& words);
    void expect_plan(const std::string& rest);
    void expect_result(const Words& words) const;

    void look();
    void apply(const Changes& changes);
    [[nodiscard]] account::View as_read() const;
    [[nodiscard]] Surroundings now() const;
    [[nodiscard]] std::string text_of(const exits::Exit& own) const;
    [[nodiscard]] account::PositionKey key_of(const std::string& symbol,
                                              const std::string& product) const;
    account::Position& position_of(const account::PositionKey& key);
    exits::Exit& own(const std::string& name);
    account::Order& order(const std::string& name);  // made where an own one is not in the books
    void trade(const account::Order& of, int64_t quantity);

    account::View books_;  // everything; `as_read` leaves out what Store does not read
    std::vector<exits::Exit> rows_;
    std::vector<CommandState> commands_;
    account::Instruments instruments_;
    std::vector<account::Protection> protections_;
    std::map<std::string, std::string> names_;  // e1 -> client order id
    std::deque<std::string> planned_;           // not yet expected
    bool active_ = true;
    account::Books currency_ = account::Books::Current;
    account::Unreached unreached_;
    int64_t epoch_ = 1;
    int64_t now_us_ = 1'000'000'000;
};

}  // namespace squareoff::test
