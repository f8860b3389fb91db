#include "consumers/ledger/missing_events.h"

#include <doctest/doctest.h>

#include "test/unit/events/make_event.h"
#include "test/unit/ledger/one_stream.h"

using books::Gap;
using books::StreamId;
using ledger::MissingEvents;

namespace {

books::Incoming message(std::initializer_list<int64_t> numbers, const char* source = "a",
                        uint32_t day = kDay) {
    books::Incoming incoming;
    for (const int64_t seq : numbers) {
        events::Refusal& refusal = incoming.batch.refusals.emplace_back();
        refusal.numbered = true;
        refusal.source = source;
        refusal.day = day;
        refusal.partition = 1;
        refusal.seq = seq;
    }
    books::list_items(incoming, 1);
    return incoming;
}

}  // namespace

TEST_CASE("ledger/missing_events: takes the messages of a range, until all of it was met") {
    MissingEvents wanted;
    wanted.add(1, {"a", kDay}, {Gap{4, 6}, false});
    CHECK_FALSE(wanted.meets(message({1, 2, 3}), 1));
    CHECK_FALSE(wanted.meets(message({4, 5}, "b"), 1));
    CHECK_FALSE(wanted.meets(message({4, 5}, "a", kDay + 1), 1));
    CHECK_FALSE(wanted.meets(message({4, 5}), 2));
    CHECK(wanted.meets(message({3, 4}), 1));
    CHECK(wanted.meets(message({3, 4}), 1));  // a repeat is no harm
    CHECK(wanted.meets(message({6}), 1));
    CHECK(wanted.wants(kDay));
    CHECK(wanted.meets(message({5, 6, 7}), 1));
    CHECK(wanted.empty());
    CHECK_FALSE(wanted.wants(kDay));
    CHECK_FALSE(wanted.meets(message({5}), 1));
}

TEST_CASE("ledger/missing_events: several streams and days at once") {
    MissingEvents wanted;
    wanted.add(1, {"a", kDay}, {Gap{1, 1}, false});
    wanted.add(1, {"b", kDay}, {Gap{9, 9}, true});
    wanted.add(2, {"a", kDay + 1}, {Gap{5, 5}, false});
    CHECK(wanted.days() == std::set<uint32_t>{kDay, kDay + 1});
    CHECK(wanted.of_day(kDay).size() == 2);
    CHECK(wanted.of_day(kDay).at({1, {"b", kDay}}).from_beginning);
    CHECK(wanted.meets(message({1}), 1));
    CHECK(wanted.of_day(kDay).size() == 1);
}
