#include "producers/replay/rehearse.h"

#include <doctest/doctest.h>

#include "common/events/partition.h"
#include "common/events/topology.h"
#include "test/unit/events/make_event.h"

namespace {

std::string body_of(const std::vector<events::Event>& all) {
    std::string body = "[";
    for (const events::Event& event : all) {
        if (body.size() > 1) body.push_back(',');
        events::encode(event, body);
    }
    return body + "]";
}

std::optional<amqp::Message> rehearsed(const std::string& exchange, const std::string& key,
                                       const std::string& body, replay::Selection selection) {
    events::Decoder decoder{kPartitions};
    int64_t events = 0;
    return replay::rehearsed({0, exchange, key, "", body, false}, selection, kPartitions, decoder,
                             events);
}

}  // namespace

TEST_CASE("rehearse: events only, whole messages as they were, others cut to what is meant") {
    events::Event one = make_trade();
    one.partition = events::partition_of(one.account, kPartitions);
    one.seq = 1;
    events::Event two = one;
    two.id = "T2";
    two.seq = 2;
    const std::string key = events::topology::event_key("trade", one.partition);
    const std::string body = body_of({one, two});
    replay::Selection selection;
    selection.day = one.day;

    const auto whole = rehearsed("events", key, body, selection);
    REQUIRE(whole);
    CHECK(whole->body == body);
    CHECK(whole->routing_key == key);
    selection.from_seq = 2;
    const auto cut = rehearsed("events", key, body, selection);
    REQUIRE(cut);
    CHECK(cut->body == body_of({two}));
    selection.from_seq = 3;
    CHECK_FALSE(rehearsed("events", key, body, selection));
    CHECK_FALSE(rehearsed("orders", "nse-1", body, {}));
    CHECK_FALSE(rehearsed("commands", "squareoff.01", body, {}));
}
