#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "common/events/packing.h"
#include "test/unit/events/make_event.h"
#include "test/unit/events/random_event.h"
#include "test/unit/seed.h"

using events::Batch;
using events::Decoder;
using events::Event;

TEST_CASE("events/codec: decode(encode(e)) == e for every event, alone and in batches") {
    const Seeds runs = seeds(60);
    for (uint64_t seed = runs.first; seed <= runs.last; ++seed) {
        CAPTURE(seed);
        RandomEvents random{seed, kPartitions};
        Decoder decoder{kPartitions};
        std::vector<Event> events;
        std::string body;
        for (int i = 0; i < 40; ++i) {
            events.push_back(random.next());
            body += (i == 0 ? "[" : ",") + text_of(events.back());
            const std::string alone = text_of(events.back());
            CAPTURE(alone);
            const Batch one = decoder.decode(alone, "");
            REQUIRE(one.refusals.empty());
            REQUIRE(one.events.at(0) == events.back());
        }
        const Batch batch = decoder.decode(body + "]", "");
        CHECK(batch.refusals.empty());
        CHECK(batch.events == events);
    }
}

TEST_CASE("events/codec: an event changed at one byte is read, refused, or no event; never lost") {
    const Seeds runs = seeds(30);
    for (uint64_t seed = runs.first; seed <= runs.last; ++seed) {
        CAPTURE(seed);
        RandomEvents random{seed, kPartitions};
        Decoder decoder{kPartitions};
        const std::string good = text_of(random.next());
        for (size_t at = 0; at < good.size(); ++at) {
            std::string changed = good;
            changed[at] = static_cast<char>(random.pick(256));
            CAPTURE(changed);
            const Batch batch = decoder.decode(changed, "");
            REQUIRE(batch.events.size() + batch.refusals.size() == 1);
            if (batch.refusals.empty()) continue;
            REQUIRE(batch.refusals[0].text == changed);
            REQUIRE(batch.refusals[0].reason.find(": ") != std::string::npos);
        }
    }
}

TEST_CASE("events/codec: the event of a recorded line is the one sent, less what the feed adds") {
    const Seeds runs = seeds(60);
    for (uint64_t seed = runs.first; seed <= runs.last; ++seed) {
        CAPTURE(seed);
        RandomEvents random{seed, kPartitions};
        Decoder decoder{kPartitions};
        Event event = random.next();
        std::string line = text_of(event);
        line.reserve(line.size() + events::kReadAheadBytes);
        const auto read = decoder.decode_recorded(line);
        REQUIRE(read.ok());
        event.source = {};
        event.seq = 0;
        event.received_time_us = 0;
        CHECK(read.value() == event);
    }
}
