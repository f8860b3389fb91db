#include "producers/feed/batcher.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "common/events/codec.h"
#include "test/unit/events/make_event.h"

using events::Event;
using feed::Batcher;
using feed::Body;
using feed::Progress;

namespace {

constexpr Batcher::Limits kLarge{.events_max = 1000, .bytes_max = 1 << 20, .compress = false};

Event in_partition(Event event, int32_t partition, int64_t seq = 1) {
    event.partition = partition;
    event.seq = seq;
    return event;
}

Progress at(uint64_t position) { return {20260803, position, {}}; }

// All partitions alike to this decoder: the batcher does not look at accounts.
std::vector<int64_t> seqs_of(const Body& body) {
    events::Decoder decoder{1};
    std::vector<int64_t> seqs;
    const events::Batch batch = decoder.decode(body.text, body.packed ? "zstd" : "");
    CHECK(batch.refusals.empty());
    for (const Event& event : batch.events) seqs.push_back(event.seq);
    return seqs;
}

}  // namespace

TEST_CASE("feed/batcher: a body is an array of its partition's events, in order") {
    Batcher batcher{1, kLarge};
    for (int64_t seq = 1; seq <= 3; ++seq) {
        CHECK_FALSE(
            batcher.add(in_partition(make_trade(), 0, seq), at(static_cast<uint64_t>(seq))));
    }
    const Body body = batcher.take(0);
    CHECK(body.events == 3);
    CHECK(body.partition == 0);
    CHECK(body.kind == events::Kind::Trade);
    CHECK_FALSE(body.packed);
    CHECK(body.before == at(1));
    CHECK(seqs_of(body) == std::vector<int64_t>{1, 2, 3});
}

TEST_CASE("feed/batcher: a place without an event stands between the others, and counts for none") {
    Batcher batcher{1, {.events_max = 3, .bytes_max = 1 << 20, .compress = false}};
    CHECK(batcher.opens(0));
    CHECK_FALSE(batcher.add_nothing(in_partition(make_order(), 0, 1), at(1)));
    CHECK_FALSE(batcher.opens(0));
    CHECK(batcher.oldest() == at(1));
    CHECK_FALSE(batcher.add(in_partition(make_trade(), 0, 2), at(2)));
    CHECK(batcher.add_nothing(in_partition(make_order(), 0, 3), at(3)));
    const Body body = batcher.take(0);
    CHECK(body.events == 1);
    CHECK(body.before == at(1));
    const events::Batch batch = events::Decoder{1}.decode(body.text, "");
    REQUIRE(batch.events.size() == 1);
    CHECK(batch.events[0].seq == 2);
    REQUIRE(batch.refusals.size() == 2);
    CHECK(batch.refusals[0].nothing);
    CHECK(batch.refusals[0].seq == 1);
    CHECK(batch.refusals[1].seq == 3);
    CHECK_FALSE(batcher.oldest());
}

TEST_CASE("feed/batcher: the kind is that of the first event") {
    Batcher batcher{1, kLarge};
    (void)batcher.add(in_partition(make_order(), 0), at(0));
    (void)batcher.add(in_partition(make_trade(), 0), at(1));
    CHECK(batcher.take(0).kind == events::Kind::Order);
}

TEST_CASE("feed/batcher: one event of ours is enough, and counts for its body only") {
    Batcher batcher{2, kLarge};
    (void)batcher.add(in_partition(make_order(), 0), at(0));
    (void)batcher.add(in_partition(make_order(), 0), at(1), true);
    (void)batcher.add(in_partition(make_order(), 0), at(2));
    (void)batcher.add(in_partition(make_order(), 1), at(3));
    CHECK(batcher.take(0).own);
    CHECK_FALSE(batcher.take(1).own);
    (void)batcher.add(in_partition(make_order(), 0), at(4));
    CHECK_FALSE(batcher.take(0).own);
}

TEST_CASE("feed/batcher: full at events_max, and at bytes_max") {
    Batcher by_events{1, {.events_max = 3, .bytes_max = 1 << 20, .compress = false}};
    CHECK_FALSE(by_events.add(in_partition(make_order(), 0), at(0)));
    CHECK_FALSE(by_events.add(in_partition(make_order(), 0), at(1)));
    CHECK(by_events.add(in_partition(make_order(), 0), at(2)));

    const size_t event_bytes = text_of(make_order()).size();
    Batcher by_bytes{1, {.events_max = 1000, .bytes_max = 2 * event_bytes, .compress = false}};
    CHECK_FALSE(by_bytes.add(in_partition(make_order(), 0), at(0)));
    CHECK(by_bytes.add(in_partition(make_order(), 0), at(1)));
    CHECK(by_bytes.take(0).text.size() < 3 * event_bytes);
}

TEST_CASE("feed/batcher: a large body is packed, a small one is not worth it") {
    Batcher batcher{1, {.events_max = 1000, .bytes_max = 1 << 20, .compress = true}};
    (void)batcher.add(in_partition(make_order(), 0, 1), at(0));
    CHECK_FALSE(batcher.take(0).packed);
    for (int64_t seq = 1; seq <= 10; ++seq)
        (void)batcher.add(in_partition(make_order(), 0, seq), at(0));
    const Body body = batcher.take(0);
    CHECK(body.packed);
    CHECK(events::is_packed(body.text));
    CHECK(seqs_of(body).size() == 10);
}

TEST_CASE("feed/batcher: after a take a partition begins anew, others go on") {
    Batcher batcher{2, kLarge};
    (void)batcher.add(in_partition(make_order(), 0), at(0));
    (void)batcher.add(in_partition(make_order(), 1), at(1));
    CHECK(batcher.take(0).events == 1);
    CHECK(batcher.open_partitions() == std::vector<int32_t>{1});
    (void)batcher.add(in_partition(make_trade(), 0), at(2));
    const Body second = batcher.take(0);
    CHECK(second.before == at(2));
    CHECK(second.kind == events::Kind::Trade);
    CHECK(second.text.front() == '[');
}

TEST_CASE("feed/batcher: the open partition with the oldest event comes first") {
    Batcher batcher{3, kLarge};
    CHECK(batcher.open_partitions().empty());
    CHECK_FALSE(batcher.oldest().has_value());
    (void)batcher.add(in_partition(make_order(), 2), at(5));
    (void)batcher.add(in_partition(make_order(), 0), at(6));
    (void)batcher.add(in_partition(make_order(), 2), at(7));
    CHECK(batcher.open_partitions() == std::vector<int32_t>{2, 0});
    CHECK(batcher.oldest() == at(5));
    (void)batcher.take(2);
    CHECK(batcher.oldest() == at(6));
}
