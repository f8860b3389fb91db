#pragma once

#include <deque>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "consumers/gateway/desk.h"

// A small world around a Desk: the tables, the broker, the exchange and the wire to it, each as
// late, as deaf and as forgetful as the random numbers say. What must hold is noted in `wrong`.
class Play {
  public:
    explicit Play(uint64_t seed, bool status_requests);

    void step();     // one random thing happens
    void quiesce();  // everything works again, until nothing is left to do
    // Empty: all is as it must be. After `quiesce` also how it ended.
    [[nodiscard]] std::vector<std::string> judge() const;
    [[nodiscard]] size_t sent() const { return received_count_ + lost_count_; }
    [[nodiscard]] size_t lost() const { return lost_count_; }
    [[nodiscard]] size_t crashes() const { return crashes_; }

  private:
    struct Row {
        exits::Exit order;
        int64_t epoch = 0;
        std::string reason;
    };
    struct OnWire {
        std::string id;
        int64_t seq = 0;
        bool status = false;
    };
    struct Message {
        std::vector<std::string> ids;
        bool delivered = false;  // and not acknowledged
    };
    using Ids = std::vector<std::string>;

    bool chance(unsigned percent) { return random_() % 100 < percent; }
    const std::string& any_id();
    void add_rows();
    void start_process();
    void crash();
    void log_on();
    void log_out();
    void change_site();
    void deliver();
    void lose_link();
    void act();
    void perform(const gateway::Step& step);
    void send(const gateway::Send& step);
    void ask(const exits::Exit& order);
    void marker_works();
    void recorder_works();
    void mark(const gateway::Mark& step);
    void record(const gateway::Step& step);
    void exchange_reads();
    void answer_arrives();
    void books_grow();
    void note(const std::string& id, const std::string& what);

    std::mt19937_64 random_;
    base::MonoTime now_{1'000'000};
    fix::Dialect dialect_;
    // Tables.
    std::map<std::string, Row> rows_;
    std::vector<std::string> ids_;
    bool active_ = true;
    int64_t epoch_ = 1;
    std::set<std::string> books_;
    // The broker.
    std::map<uint64_t, Message> messages_;
    uint64_t next_tag_ = 1;
    uint64_t link_ = 1;
    // The exchange.
    bool logged_on_ = false;
    int64_t next_seq_ = 1;
    std::deque<OnWire> wire_;
    std::map<std::string, int> received_;
    std::deque<gateway::Answer> answers_;
    std::map<std::string, int> put_on_wire_;
    size_t received_count_ = 0;
    size_t lost_count_ = 0;
    // The process.
    size_t crashes_ = 0;
    size_t marks_ = 0;
    std::string process_;
    std::unique_ptr<gateway::Desk> desk_;
    std::deque<gateway::Step> marker_;
    std::deque<gateway::Step> recorder_;
    bool calm_ = false;
    std::vector<std::string> wrong_;
};
