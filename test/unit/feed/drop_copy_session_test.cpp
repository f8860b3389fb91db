#include "producers/feed/drop_copy_session.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "test/unit/db/temporary_folder.h"
#include "test/unit/fix/make_report.h"

namespace {

// The session alone: its engine never connects, the test says what it would tell.
struct Rig {
    explicit Rig(size_t capacity = 100, int64_t next = 1, uint32_t mark = 0, uint32_t day = 0)
        : arrivals{capacity, [] {}}, session{"s", 1, fix::Dialect{}, arrivals, metrics} {
        session.begin(engine, next, mark, day);
        session.on_logon("s", next + 1);
    }

    bool hear(int64_t seq, uint32_t day = 20260803, const std::string& exec_id = "E1") {
        fix::ExecutionReport report = make_fill(75, exec_id);
        report.day = day;
        fix::Message message = fix::write(report, fix::Dialect{});
        message.seq = seq;
        return session.on_message(message);
    }

    // Numbers of the messages handed over, 0 for a new beginning.
    std::vector<int64_t> handed_over() {
        std::vector<int64_t> all;
        while (const auto arrival = arrivals.pop()) {
            all.push_back(arrival->reset ? 0 : arrival->message.seq);
        }
        return all;
    }

    static fix::EngineConfig config(const std::string& store) {
        fix::EngineConfig config;
        config.store_dir = store;
        config.sessions.push_back({.name = "s", .sender = "A", .target = "B", .port = 1});
        return config;
    }

    TemporaryFolder folder;
    metrics::Registry registry;
    feed::DropCopyMetrics metrics{registry};
    feed::Arrivals arrivals;
    feed::DropCopySession session;
    fix::Engine engine{config(folder.path("store")), session};
};

using Numbers = std::vector<int64_t>;

}  // namespace

TEST_CASE("feed/drop_copy_session: each number is handed over once") {
    Rig rig;
    CHECK(rig.hear(2));
    CHECK(rig.hear(5));  // behind a gap that was filled
    CHECK(rig.hear(4));
    CHECK(rig.hear(5));
    CHECK(rig.hear(6));
    CHECK(rig.handed_over() == Numbers{2, 5, 6});
}

TEST_CASE("feed/drop_copy_session: a logon that resets the numbers begins anew") {
    Rig rig;
    CHECK(rig.hear(2));
    rig.session.on_logout("s", "connection closed");
    rig.session.on_sequence_reset("s", 1, false);
    rig.session.on_logon("s", 2);
    CHECK(rig.hear(2));
    CHECK(rig.handed_over() == Numbers{2, 0, 2});
    CHECK(rig.metrics.resets.value() == 1);
}

TEST_CASE("feed/drop_copy_session: a reset before anything was taken is none") {
    Rig rig;
    rig.session.on_sequence_reset("s", 1, false);
    rig.session.on_logout("s", "MsgSeqNum too low, expecting 3 but received 1");
    CHECK(rig.hear(2));
    CHECK(rig.handed_over() == Numbers{2});
}

TEST_CASE("feed/drop_copy_session: what the counterparty says of our numbers is no reset of its") {
    Rig rig;
    CHECK(rig.hear(2));
    rig.session.on_logout("s", "counterparty: MsgSeqNum too low, expecting 7 but received 3");
    rig.session.on_logon("s", 2);
    CHECK(rig.hear(2));
    CHECK(rig.hear(3));
    CHECK(rig.handed_over() == Numbers{2, 3});
    rig.session.on_logout("s", "MsgSeqNum too low, expecting 4 but received 1");
    CHECK(rig.hear(2));
    CHECK(rig.handed_over() == Numbers{0, 2});
}

TEST_CASE("feed/drop_copy_session: numbers that are skipped are told, and the stream goes on") {
    Rig rig;
    CHECK(rig.hear(2));
    rig.session.on_sequence_reset("s", 10, true);
    CHECK(rig.metrics.skipped.value() == 0);
    rig.session.on_sequence_reset("s", 20, false);
    CHECK(rig.metrics.skipped.value() == 1);
    CHECK(rig.hear(20));
    CHECK(rig.handed_over() == Numbers{2, 20});
}

TEST_CASE("feed/drop_copy_session: a day tells of a new beginning only where nothing else can") {
    Rig rig;
    CHECK(rig.hear(2, 20260803));
    CHECK(rig.hear(3, 20260804));
    rig.session.on_logout("s", "connection closed");
    rig.session.on_logon("s", 3);
    CHECK(rig.hear(3, 20260804));
    CHECK(rig.hear(4, 20260805));
    CHECK(rig.handed_over() == Numbers{2, 3, 4});
    // Going on from a checkpoint that says of the last message no more than its day.
    Rig old{100, 4, 0, 20260803};
    CHECK_FALSE(old.hear(4, 20260804));
    CHECK(old.hear(2, 20260804));
    CHECK(old.handed_over() == Numbers{0, 2});
}

TEST_CASE(
    "feed/drop_copy_session: the mark of a checkpoint tells another message under its number") {
    fix::Message last = fix::write(make_fill(75, "E3"), fix::Dialect{});
    for (const char* id : {"E3", "E9"}) {
        CAPTURE(id);
        Rig rig{100, 4, feed::mark_of(last), 20260803};
        rig.session.on_logon("s", 3);  // a gap: the message before is asked for once more
        const bool same = id == std::string{"E3"};
        CHECK(rig.hear(3, 20260803, id) == same);
        if (same) CHECK(rig.hear(4, 20260804, "E4"));
        CHECK(rig.handed_over() == (same ? Numbers{4} : Numbers{0}));
    }
}

TEST_CASE("feed/drop_copy_session: a reject that is not sent again proves nothing within the day") {
    Rig rig;
    CHECK(rig.hear(2));
    fix::Message reject;
    reject.type = "3";
    reject.seq = 3;
    CHECK(rig.session.on_message(reject));
    rig.session.on_logout("s", "connection closed");
    rig.session.on_logon("s", 3);
    rig.session.on_sequence_reset("s", 4, true);
    CHECK(rig.hear(4, 20260803, "E4"));
    CHECK(rig.handed_over() == Numbers{2, 3, 4});
}

TEST_CASE(
    "feed/drop_copy_session: nothing is taken between a gap over the last report and its end") {
    Rig rig;
    CHECK(rig.hear(2));
    CHECK(rig.hear(3, 20260803, "E3"));
    rig.session.on_logout("s", "connection closed");
    rig.session.on_logon("s", 3);
    rig.session.on_sequence_reset("s", 9, true);
    CHECK_FALSE(rig.hear(9, 20260803, "E9"));
    rig.session.on_logout("s", "connection closed");
    CHECK(rig.engine.their_next("s") == 1);
    rig.session.on_logon("s", 1);
    SUBCASE("another numbering") {
        CHECK(rig.hear(2, 20260803, "E5"));
        CHECK(rig.hear(9, 20260803, "E9"));
        CHECK(rig.handed_over() == Numbers{2, 3, 0, 2, 9});
    }
    SUBCASE("the same") {
        rig.session.on_sequence_reset("s", 9, true);
        CHECK(rig.hear(9, 20260803, "E9"));
        CHECK(rig.handed_over() == Numbers{2, 3, 9});
        CHECK(rig.metrics.resets.value() == 0);
    }
}

TEST_CASE(
    "feed/drop_copy_session: what is unusable is handed over without a number, so many of them") {
    Rig rig{1000};
    for (int i = 0; i < 200; ++i)
        rig.session.on_unusable("s", "checksum",
                                "8=FIX.4.4\x01"
                                "35=8\x01");
    CHECK(rig.hear(2));
    const Numbers all = rig.handed_over();
    CHECK(all.size() == 101);
    CHECK(all.back() == 2);
}

TEST_CASE("feed/drop_copy_session: another message under the last number is a new beginning") {
    Rig rig;
    CHECK(rig.hear(2));
    CHECK(rig.hear(3, 20260803, "E2"));
    rig.session.on_logout("s", "connection closed");
    rig.session.on_logon("s", 3);
    CHECK_FALSE(rig.hear(3, 20260803, "E9"));
    CHECK(rig.hear(2, 20260803, "E1"));
    CHECK(rig.handed_over() == Numbers{2, 3, 0, 2});
}

TEST_CASE("feed/drop_copy_session: a logon under the last message's number is a new beginning") {
    Rig rig;
    CHECK(rig.hear(2));
    rig.session.on_logout("s", "connection closed");
    rig.session.on_logon("s", 3);
    rig.session.on_logout("s", "connection closed");
    CHECK(rig.hear(1));
    CHECK(rig.handed_over() == Numbers{2, 0, 1});
}

TEST_CASE("feed/drop_copy_session: without room the message is not taken, and comes again") {
    Rig rig{2};
    CHECK(rig.hear(2));
    CHECK(rig.hear(3));
    CHECK_FALSE(rig.hear(4));
    CHECK(rig.metrics.no_room.value() == 1);
    CHECK(rig.session.had_no_room());
    CHECK(rig.arrivals.is_full());
    CHECK(rig.handed_over() == Numbers{2, 3});
    CHECK(rig.hear(4));
    rig.arrivals.close();
    CHECK_FALSE(rig.hear(5));
    CHECK(rig.handed_over() == Numbers{4});
}
