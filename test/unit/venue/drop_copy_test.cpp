#include <doctest/doctest.h>

#include <set>

#include "common/fix/trading.h"
#include "test/support/venue/members.h"
#include "test/support/venue/running_venue.h"

namespace {

fix::Message order(int number, const std::string& account, events::Side side) {
    fix::NewOrder one;
    one.client_order_id = "X" + std::to_string(number);
    one.account = account;
    one.instrument = {events::Exchange::Nse, events::Segment::Cm, 303, "BIG"};
    one.product = "MIS";
    one.side = side;
    one.type = events::OrderType::Limit;
    one.quantity = 5;
    one.price = 1'000'000;
    one.transact_time_us = 1;
    return fix::write(one, fix::Dialect{});
}

// A venue at which `trades` trades were made, which is four reports each.
class Day {
  public:
    explicit Day(int trades) : config{test::small_venue(folder.path)}, venue{config} {
        test::Members main{folder.path / "main", config.fix_port, {"main"}};
        REQUIRE_EQ(venue.problem(), "");
        REQUIRE(main.log_on());
        for (int i = 0; i < trades; ++i) {
            main.send("main", order(2 * i, "A1", events::Side::Buy));
            main.send("main", order(2 * i + 1, "B1", events::Side::Sell));
        }
        REQUIRE(main.wait_received("main", static_cast<size_t>(trades) * 4));
    }

    test::TempFolder folder;
    venue::VenueConfig config;
    test::RunningVenue venue;
};

// ExecIDs and how often each came.
std::map<std::string, int> exec_ids(test::Members& members, size_t count) {
    std::map<std::string, int> ids;
    REQUIRE(members.wait_received("drop", count));
    for (size_t i = 0; i < count; ++i) ++ids[*members.next("drop")->find(17)];
    return ids;
}

}  // namespace

TEST_CASE("venue/drop copy: who comes late is told the day from its first report") {
    Day day{50};
    test::Members late{day.folder.path / "late", day.config.fix_port, {"drop"}};
    REQUIRE(late.log_on());
    CHECK_EQ(exec_ids(late, 200).size(), 200);
}

TEST_CASE("venue/drop copy: the day comes again from any number that is asked for") {
    Day day{50};
    {
        test::Members first{day.folder.path / "drop", day.config.fix_port, {"drop"}};
        REQUIRE(first.log_on());
        REQUIRE(first.wait_received("drop", 200));
    }
    test::Members again{day.folder.path / "drop", day.config.fix_port, {"drop"}};
    again.engine().rewind("drop", 1);
    REQUIRE(again.log_on());
    const auto ids = exec_ids(again, 200);
    CHECK_EQ(ids.size(), 200);
    CHECK_EQ(ids.at("1"), 1);
    CHECK_EQ(ids.at("200"), 1);
}

TEST_CASE("venue/drop copy: a venue that starts again goes on behind what it had sent") {
    Day day{10};
    test::Members members{day.folder.path / "both", day.config.fix_port, {"drop", "ours"}};
    REQUIRE(members.log_on());
    REQUIRE(members.wait_received("drop", 40));
    day.venue.stop();
    REQUIRE(members.wait_logged_out("ours"));
    test::RunningVenue next{day.config};
    REQUIRE_EQ(next.problem(), "");
    REQUIRE(members.wait_logged_on("ours"));
    // An order that goes out before the venue has asked for what it missed may fall into that gap:
    // it is never sent again, and its sender asks with a new one.
    bool answered = false;
    for (int number = 1; number <= 5 && !answered; ++number) {
        members.send("ours", order(number, "A1", events::Side::Buy));
        answered = members.next("ours").has_value();
    }
    REQUIRE(answered);
    const auto ids = exec_ids(members, 41);
    CHECK_EQ(ids.size(), 41);
    CHECK_EQ(ids.at("41"), 1);
}
