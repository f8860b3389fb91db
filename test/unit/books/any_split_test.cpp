// Same rows for any batch split and any redelivery: whatever the messages, however many of their
// events make a transaction, however often the ledger is killed and messages come again, the books
// are those of one event at a time.
#include <doctest/doctest.h>

#include <algorithm>
#include <deque>
#include <random>
#include <string>
#include <vector>

#include "test/unit/books/random_stream.h"
#include "test/unit/books/worker_model.h"
#include "test/unit/seed.h"

namespace {

using Messages = std::vector<std::string>;

// Messages of two numbered sources and one that does not number, as they were published.
Messages random_messages(uint64_t seed, bool own_accounts) {
    std::mt19937_64 random{seed};
    RandomStream streams[] = {{"a", seed, true, own_accounts},
                              {"b", seed + 1000, true, own_accounts},
                              {"c", seed + 2000, false, own_accounts}};
    Messages messages;
    const auto most = static_cast<uint32_t>(1 + random() % 8);
    for (uint64_t left = 5 + random() % 30; left > 0; --left) {
        messages.push_back(streams[random() % 3].message(most));
    }
    return messages;
}

// One event at a time, each once, in order.
Tables one_by_one(const Messages& messages) {
    Tables tables;
    WorkerModel worker{tables, 0};
    for (size_t i = 0; i < messages.size(); ++i) {
        worker.deliver(i + 1, messages[i]);
        while (worker.step(1)) {
        }
        REQUIRE(worker.acknowledged().size() == 1);
    }
    return tables;
}

// A queue of the broker: hands out in order, and again what was not acknowledged.
class Weather {
  public:
    Weather(const Messages& messages, uint64_t seed, bool shuffled)
        : random_{seed}, shuffled_{shuffled} {
        for (size_t i = 0; i < messages.size(); ++i) queue_.push_back({i + 1, messages[i]});
    }

    Tables run() {
        Tables tables;
        while (!queue_.empty()) one_life(tables);
        return tables;
    }

  private:
    struct Message {
        uint64_t tag;
        std::string body;
    };

    uint64_t pick(uint64_t below) { return random_() % below; }

    // A worker from its start to its end: a crash, or an empty queue.
    void one_life(Tables& tables) {
        WorkerModel worker{tables, 0};
        publisher_repeats();
        std::deque<Message> rest = queue_;
        if (shuffled_) mix(rest);
        const bool to_the_end = pick(3) == 0;
        for (uint64_t left = to_the_end ? UINT64_MAX : pick(30); left > 0; --left) {
            for (uint64_t more = pick(4); more > 0 && !rest.empty(); --more) {
                worker.deliver(rest.front().tag, rest.front().body);
                rest.pop_front();
            }
            const bool applied = worker.step(1 + pick(40));
            for (const uint64_t tag : worker.acknowledged()) {
                std::erase_if(queue_, [&](const Message& message) { return message.tag == tag; });
            }
            if (rest.empty() && !applied) break;
        }
        if (to_the_end) REQUIRE(worker.idle());
    }

    // The producer was not sure and has published a message again, behind the others.
    void publisher_repeats() {
        if (queue_.empty() || pick(2) == 0) return;
        queue_.push_back(
            {1'000'000 + queue_.size() + pick(1'000'000'000), queue_[pick(queue_.size())].body});
    }

    void mix(std::deque<Message>& messages) {
        for (size_t i = 1; i < messages.size(); ++i) {
            if (pick(4) == 0) std::swap(messages[i - 1], messages[i]);
        }
    }

    std::mt19937_64 random_;
    bool shuffled_;
    std::deque<Message> queue_;
};

}  // namespace

TEST_CASE("books/any_split: same rows for any batch split and any redelivery, in order") {
    const Seeds runs = seeds(400);
    for (uint64_t seed = runs.first; seed <= runs.last; ++seed) {
        CAPTURE(seed);
        const Messages messages = random_messages(seed, false);
        const Tables expected = one_by_one(messages);
        REQUIRE(expected.positions_are_the_sums_of_live_trades());
        REQUIRE(Weather{messages, seed, false}.run().first_difference(expected) == "");
    }
}

TEST_CASE("books/any_split: same rows when messages of numbered sources overtake each other") {
    const Seeds runs = seeds(400);
    for (uint64_t seed = runs.first; seed <= runs.last; ++seed) {
        CAPTURE(seed);
        std::mt19937_64 random{seed};
        RandomStream a{"a", seed, true, true};
        RandomStream b{"b", seed + 1000, true, true};
        Messages messages;
        for (int i = 0; i < 20; ++i) messages.push_back((random() % 2 == 0 ? a : b).message(6));
        const Tables expected = one_by_one(messages);
        REQUIRE(Weather{messages, seed, true}.run().first_difference(expected) == "");
    }
}

TEST_CASE("books/any_split: the random events reach every rule") {
    std::string seen;
    for (uint64_t seed = 1; seed <= 60; ++seed)
        seen += one_by_one(random_messages(seed, false)).dump();
    for (const char* part :
         {"price: more than 4 decimals", "ref: names no trade", "that trade is busted already",
          "that trade is corrected already", "token: not that", "side: not that",
          "id: already used by another trade", " 1 by T", " 2 by T", "order {", "inbox c"}) {
        const std::string what = part;
        CAPTURE(what);
        CHECK(seen.find(what) != std::string::npos);
    }
}
