// The feed's promise, over its pure parts: kill it at any moment, begin again from the last saved
// progress, drop repeats by (partition, seq) behind it, and the whole stream is there, once, with
// the same numbers.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "common/events/codec.h"
#include "producers/feed/batcher.h"
#include "producers/feed/checkpoint.h"
#include "producers/feed/confirmed.h"
#include "test/unit/events/random_event.h"
#include "test/unit/seed.h"

using events::Event;
using feed::Body;
using feed::Progress;

namespace {

using Place = std::pair<int32_t, int64_t>;  // partition, seq
using Delivered = std::map<Place, std::string>;

// What a broker has taken, whether or not the feed has heard of it.
struct Broker {
    explicit Broker(int32_t partitions) : decoder{partitions} {}

    void take(const Body& body) {
        const events::Batch batch = decoder.decode(body.text, body.packed ? "zstd" : "");
        REQUIRE(batch.refusals.empty());
        for (const Event& event : batch.events) {
            const auto [place, fresh] =
                delivered.try_emplace({event.partition, event.seq}, std::string{event.id});
            REQUIRE(place->second == event.id);  // a number always means the same event
            if (fresh) order[event.partition].push_back(event.seq);
        }
    }

    events::Decoder decoder;
    Delivered delivered;
    std::map<int32_t, std::vector<int64_t>> order;  // in which numbers came first
};

// One life of a feed. Confirms come late and in bulk; some messages are on their way when it dies.
class Life {
  public:
    Life(const Progress& from, const std::vector<Event>& day, RandomEvents& random, Broker& broker)
        : day_{day},
          random_{random},
          broker_{broker},
          numbering_{from},
          batcher_{static_cast<int32_t>(from.next_seq.size()),
                   {.events_max = 1 + random.pick(20),
                    .bytes_max = 500 + random.pick(20'000),
                    .compress = random.pick(2) == 0}} {}

    // Returns the progress that was saved last.
    Progress run(uint32_t steps) {
        Progress saved = safe();
        for (uint32_t step = 0; step < steps; ++step) {
            const uint32_t what = random_.pick(10);
            if (what < 7) take_record();
            if (what == 7) flush_some();
            if (what == 8) confirm_some();
            if (what == 9) saved = safe();
        }
        // The broker may have taken more than it confirmed; nothing is taken out of order.
        for (size_t left = random_.pick(3); left > 0 && !sent_.empty(); --left) deliver_one();
        return saved;
    }

    void run_to_the_end() {
        while (position() < day_.size()) take_record();
        for (const int32_t partition : batcher_.open_partitions()) publish(partition);
        while (!sent_.empty()) deliver_one();
        confirmed_.confirmed_through(next_ - 1);
        REQUIRE(confirmed_.empty());
        REQUIRE(safe() == numbering_.progress());
    }

  private:
    [[nodiscard]] size_t position() const {
        return static_cast<size_t>(numbering_.progress().position);
    }

    void take_record() {
        if (position() == day_.size()) return;
        Event event = day_[position()];
        const Progress before = numbering_.progress();
        if (event.token % 17 == 0) return numbering_.skip();  // refused by the source
        event.seq = numbering_.number(event.partition);
        if (batcher_.add(event, before)) publish(event.partition);
    }

    void publish(int32_t partition) {
        Body body = batcher_.take(partition);
        confirmed_.published(next_++, body.before, body.events);
        sent_.push_back(std::move(body));
    }

    void flush_some() {
        for (const int32_t partition : batcher_.open_partitions()) {
            if (random_.pick(2) == 0) publish(partition);
        }
    }

    void deliver_one() {
        broker_.take(sent_.front());
        sent_.erase(sent_.begin());
        ++taken_;
    }

    void confirm_some() {
        while (!sent_.empty() && random_.pick(4) != 0) deliver_one();
        confirmed_.confirmed_through(taken_);
    }

    [[nodiscard]] Progress safe() const {
        Progress safe = numbering_.progress();
        for (const auto& older : {batcher_.oldest(), confirmed_.oldest()}) {
            if (older && older->position < safe.position) safe = *older;
        }
        return safe;
    }

    const std::vector<Event>& day_;
    RandomEvents& random_;
    Broker& broker_;
    feed::Numbering numbering_;
    feed::Batcher batcher_;
    feed::Confirmed confirmed_;
    std::vector<Body> sent_;
    uint64_t next_ = 1;
    uint64_t taken_ = 0;
};

// What a feed that never dies would number.
Delivered numbered_once(const std::vector<Event>& day, int32_t partitions) {
    feed::Numbering numbering{partitions};
    Delivered all;
    for (const Event& event : day) {
        if (event.token % 17 == 0) {
            numbering.skip();
        } else {
            all[{event.partition, numbering.number(event.partition)}] = event.id;
        }
    }
    return all;
}

Progress through_the_file(const Progress& progress) {
    const std::string text = feed::format_checkpoint("a-source", progress);
    auto read = feed::parse_checkpoint(text, "a-source", progress.next_seq.size());
    REQUIRE(read.ok());
    return std::move(read).value();
}

}  // namespace

TEST_CASE("feed/resume: killed at any moment, the stream is whole, once, with the same numbers") {
    const Seeds runs = seeds(150);
    for (uint64_t seed = runs.first; seed <= runs.last; ++seed) {
        CAPTURE(seed);
        RandomEvents chance{seed, 1};
        const auto partitions = static_cast<int32_t>(1 + chance.pick(6));
        RandomEvents random{seed, partitions};
        std::vector<Event> day;
        for (uint32_t left = 50 + chance.pick(200); left > 0; --left) day.push_back(random.next());

        Broker broker{partitions};
        Progress saved = feed::Numbering{partitions}.progress();
        for (uint32_t deaths = chance.pick(6); deaths > 0; --deaths) {
            Life life{saved, day, chance, broker};
            const Progress next = life.run(chance.pick(200));
            REQUIRE(next.position >= saved.position);
            saved = through_the_file(next);
        }
        Life last{saved, day, chance, broker};
        last.run_to_the_end();
        CHECK(broker.delivered == numbered_once(day, partitions));
        for (const auto& [partition, seqs] : broker.order) {
            CAPTURE(partition);
            CHECK(std::is_sorted(seqs.begin(), seqs.end()));
        }
    }
}
