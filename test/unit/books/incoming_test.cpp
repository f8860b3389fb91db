#include "common/books/incoming.h"

#include <doctest/doctest.h>

#include <string>

#include "test/unit/events/make_event.h"

using books::Incoming;

namespace {

std::string numbered(int64_t seq) {
    return with_value(text_of(make_trade()), "seq", std::to_string(seq));
}
std::string bad(int64_t seq) { return with_value(numbered(seq), "price", "1.23456"); }

// Fills `incoming` as a message that came into the queue of the partition.
void arrive(Incoming& incoming, const std::string& body, int32_t partition) {
    events::Decoder decoder{kPartitions};
    incoming.batch = decoder.decode(body, "");
    books::list_items(incoming, partition);
}

// "1 !2 3": refused ones with a mark, in their order.
std::string items_of(const Incoming& incoming) {
    std::string text;
    for (const auto& item : incoming.items) {
        if (!text.empty()) text.push_back(' ');
        text += (item.refusal != nullptr ? "!" : "") + std::to_string(item.seq());
    }
    return text;
}

const int32_t kHome = make_trade().partition;

}  // namespace

TEST_CASE("books/incoming: events in their order, all open") {
    Incoming incoming;
    arrive(incoming, "[" + numbered(1) + "," + numbered(2) + "]", kHome);
    CHECK(items_of(incoming) == "1 2");
    CHECK(incoming.open() == 2);
    incoming.items[0].settled = true;
    CHECK(incoming.open() == 1);
}

TEST_CASE("books/incoming: events refused in the middle come back to their place") {
    Incoming incoming;
    arrive(incoming, "[" + numbered(1) + "," + bad(2) + "," + numbered(3) + "," + bad(4) + "]",
           kHome);
    CHECK(items_of(incoming) == "1 !2 3 !4");
    CHECK(incoming.items[1].source() == "nse-fo-dropcopy-1");
    CHECK(incoming.items[1].day() == 20260803);
}

TEST_CASE("books/incoming: an event of another partition is refused, at its place in this queue") {
    Incoming incoming;
    arrive(incoming, numbered(1), kHome + 1);
    REQUIRE(items_of(incoming) == "!1");
    CHECK(incoming.items[0].misplaced);
    CHECK(incoming.items[0].refusal->reason == "partition: 0, but arrived in ledger.01");
    CHECK(incoming.items[0].refusal->text == numbered(1));
    CHECK(incoming.items[0].refusal->seq == 1);  // for who looks at the parked row
}

TEST_CASE("books/incoming: a refused event of another partition has its place here") {
    Incoming incoming;
    arrive(incoming, "[" + bad(1) + "," + numbered(1) + "]", kHome + 1);
    CHECK(items_of(incoming) == "!1 !1");
}

TEST_CASE(
    "books/incoming: a place without an event keeps its number; in a wrong queue it is parked") {
    const auto nothing = [](int64_t seq) {
        events::Event place = make_trade();
        place.seq = seq;
        std::string text;
        events::encode_nothing(place, text);
        return text;
    };
    Incoming here;
    arrive(here, "[" + numbered(1) + "," + nothing(2) + "," + numbered(3) + "]", kHome);
    CHECK(items_of(here) == "1 !2 3");
    CHECK(here.items[1].refusal->nothing);
    Incoming elsewhere;
    arrive(elsewhere, nothing(2), kHome + 1);
    REQUIRE(items_of(elsewhere) == "!2");
    CHECK(elsewhere.items[0].misplaced);
    CHECK_FALSE(elsewhere.items[0].refusal->nothing);
    CHECK(elsewhere.items[0].refusal->reason == "partition: 0, but arrived in ledger.01");
}

TEST_CASE("books/incoming: an unreadable message is one item") {
    Incoming incoming;
    arrive(incoming, "not JSON", kHome);
    CHECK(items_of(incoming) == "!0");
    CHECK(incoming.open() == 1);
}

TEST_CASE("books/incoming: an event refused later keeps its place and its text") {
    Incoming incoming;
    arrive(incoming, numbered(7), kHome);
    incoming.refuse(incoming.items[0], "ref: names no trade of this account");
    CHECK(items_of(incoming) == "!7");
    CHECK(incoming.items[0].refusal->text == numbered(7));
    CHECK(incoming.items[0].refusal->reason == "ref: names no trade of this account");
    incoming.refuse(incoming.items[0], "database: too long");
    CHECK(items_of(incoming) == "!7");
    CHECK(incoming.items[0].refusal->text == numbered(7));
    CHECK(incoming.items[0].refusal->partition == kHome);
}

TEST_CASE("books/incoming: of a copy from the record only what is missing counts") {
    events::Decoder decoder{kPartitions};
    const std::string body =
        "[" + numbered(1) + "," + bad(2) + "," + numbered(3) + "," + numbered(4) + "]";
    const events::Batch known = decoder.decode(numbered(1), "");
    const books::StreamId stream{std::string{known.events[0].source}, known.events[0].day};
    const auto listed = [&](int32_t partition, const std::map<books::StreamId, books::Gap>& gaps) {
        Incoming copy;
        copy.batch = decoder.decode(body, "");
        books::list_journal_items(copy, partition, gaps);
        return items_of(copy);
    };
    CHECK_EQ(listed(kHome, {{stream, {2, 3}}}), "!2 3");
    CHECK_EQ(listed(kHome, {{stream, {4, 9}}}), "4");
    CHECK_EQ(listed(kHome, {{{"another", stream.day}, {1, 9}}}), "");
    CHECK_EQ(listed(kHome, {}), "");
    CHECK_EQ(listed(kHome + 1, {{stream, {1, 9}}}), "");
}

TEST_CASE("books/incoming: a refusal is taken back, but for one of another partition") {
    Incoming incoming;
    arrive(incoming, numbered(7), kHome);
    incoming.refuse(incoming.items[0], "ref: names no trade of this account");
    incoming.items[0].take_back();
    CHECK(items_of(incoming) == "7");
    incoming.items[0].take_back();
    CHECK(items_of(incoming) == "7");
    Incoming elsewhere;
    arrive(elsewhere, numbered(7), kHome + 1);
    elsewhere.items[0].take_back();
    CHECK(items_of(elsewhere) == "!7");
}
