// A random broker: acks singly or in bulk and in any order, refuses, returns, cuts the link.
// Whatever it does, its queue must hold all messages in order for whoever reads with a counter.
// AMQP_SEED chooses the run.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <deque>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "common/amqp/confirms.h"

using amqp::Confirms;
using amqp::Message;

namespace {

constexpr uint64_t kMessages = 300;

// The broker takes messages into its queue in the order of sending; what it says about them reaches
// the client later.
class RandomBroker {
  public:
    explicit RandomBroker(uint64_t seed) : random_{seed} { confirms_.on_channel_open(); }

    // One random thing happens. False: the core did not accept a correct confirm.
    bool step() {
        const unsigned what = pick(40);
        if (what < 15) send();
        if (what >= 15 && what < 25) settle_one_or_many();
        if (what >= 25 && what < 38) return hear();
        if (what == 38 && confirms_.phase() == Confirms::Phase::Refused) confirms_.rewind();
        if (what == 39 && pick(8) == 0) cut();
        return true;
    }

    [[nodiscard]] bool done() const { return confirms_.confirmed_through() == kMessages; }
    [[nodiscard]] uint64_t confirmed_through() const { return confirms_.confirmed_through(); }

    // What the queue holds for one who reads with a counter.
    [[nodiscard]] uint64_t readable_through() const {
        uint64_t through = 0;
        for (const uint64_t number : queue_) through += number == through + 1 ? 1U : 0U;
        return through;
    }

  private:
    enum class Say { Ack, AckMultiple, Nack, Return };
    struct Said {
        Say say;
        uint64_t tag;
    };

    unsigned pick(unsigned below) { return static_cast<unsigned>(random_() % below); }

    void send() {
        for (; added_ < kMessages && confirms_.has_room(); ++added_) {
            Message message{.exchange = "",
                            .routing_key = "",
                            .content_encoding = "",
                            .body = std::to_string(added_ + 1)};
            REQUIRE(confirms_.add(message, {}) == added_ + 1);
        }
        for (unsigned left = pick(10); left > 0; --left) {
            const Message* const message = confirms_.next_to_send();
            if (message == nullptr) return;
            take(std::stoull(message->body));
            confirms_.sent();
        }
    }

    void take(uint64_t number) {
        const unsigned fate = pick(60);
        open_[++tag_] = fate == 0 ? Say::Nack : Say::Ack;
        if (fate == 1) said_.push_back({Say::Return, 0});
        if (fate > 1) queue_.push_back(number);
    }

    void settle_one_or_many() {
        if (open_.empty()) return;
        const auto last = std::next(open_.begin(), pick(static_cast<unsigned>(open_.size())));
        const bool all_acks = std::all_of(open_.begin(), std::next(last),
                                          [](const auto& open) { return open.second == Say::Ack; });
        const bool multiple = all_acks && pick(2) == 0;
        said_.push_back({multiple ? Say::AckMultiple : last->second, last->first});
        open_.erase(multiple ? open_.begin() : last, std::next(last));
    }

    bool hear() {
        if (said_.empty()) return true;
        const Said said = said_.front();
        said_.pop_front();
        if (said.say == Say::Nack) return confirms_.on_nack(said.tag, false);
        if (said.say != Say::Return)
            return confirms_.on_ack(said.tag, said.say == Say::AckMultiple);
        confirms_.on_return();
        return true;
    }

    void cut() {
        open_.clear();
        said_.clear();
        tag_ = 0;
        confirms_.on_channel_lost();
        confirms_.on_channel_open();
    }

    std::mt19937_64 random_;
    Confirms confirms_{{.messages_max = 40, .bytes_max = 1000}};
    uint64_t added_ = 0;
    uint64_t tag_ = 0;              // the last one of the channel
    std::map<uint64_t, Say> open_;  // not confirmed yet, and how it will be
    std::deque<Said> said_;         // on the way to the client
    std::vector<uint64_t> queue_;
};

}  // namespace

TEST_CASE("amqp/confirms: every message confirmed can be read in order, whatever the broker does") {
    const char* const chosen = std::getenv("AMQP_SEED");
    const uint64_t first = chosen == nullptr ? 1 : std::strtoull(chosen, nullptr, 10);
    const uint64_t last = chosen == nullptr ? 300 : first;
    for (uint64_t seed = first; seed <= last; ++seed) {
        CAPTURE(seed);
        RandomBroker broker{seed};
        constexpr int kStepsMax = 100'000;
        int steps = 0;
        for (; steps < kStepsMax && !broker.done(); ++steps) {
            REQUIRE(broker.step());
            if (steps % 50 == 0) REQUIRE(broker.readable_through() >= broker.confirmed_through());
        }
        REQUIRE(broker.done());
        CHECK(broker.readable_through() == kMessages);
    }
}
