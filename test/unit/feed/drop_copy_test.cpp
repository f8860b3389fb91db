// A drop copy against an exchange in the same process, over the loopback.
#include "producers/feed/drop_copy.h"

#include <doctest/doctest.h>

#include <map>
#include <string>
#include <vector>

#include "test/unit/feed/drop_copy_rig.h"

using fix::ExecType;
using fix::OrdStatus;

namespace {

const feed::Progress kFresh = feed::Numbering{4}.progress();

// A day in which every kind of message has its place: two events, one, none, and a refusal.
std::vector<fix::ExecutionReport> some_reports(int first, int count) {
    std::vector<fix::ExecutionReport> reports;
    for (int i = first; i < first + count; ++i) {
        const std::string id = "E" + std::to_string(i);
        switch (i % 4) {
            case 0:
                reports.push_back(make_report(ExecType::New, OrdStatus::New, id));
                break;
            case 1:
                reports.push_back(make_fill(75, id));
                break;
            case 2:
                reports.push_back(make_report(ExecType::Status, OrdStatus::PendingCancel, id));
                reports.back().pending = true;
                break;
            default:
                reports.push_back(make_report(ExecType::New, OrdStatus::New, id));
                reports.back().account = "not an account";
        }
        reports.back().exchange_order_id = "O" + std::to_string(i);
        if (i % 4 != 3) reports.back().account = "AB" + std::to_string(i % 7);
    }
    return reports;
}
constexpr size_t kPublishedOfFour = 4;  // an order, a trade and its order, a refusal

struct Site {
    TemporaryFolder folder;
    Venue venue{folder.path("venue")};
    std::string store = folder.path("feed");

    Site() { venue.open(); }

    void send(const std::vector<fix::ExecutionReport>& reports) {
        for (const auto& report : reports) REQUIRE(venue.send(report));
    }
    std::unique_ptr<Life> begin(const feed::Progress& from, size_t waiting_messages_max = 1000,
                                const reports::MappingConfig& mapping = {}) {
        auto life = std::make_unique<Life>(venue, store, from, waiting_messages_max, mapping);
        REQUIRE(life->run_until([&] { return life->ready() && venue.logged_on(); }));
        return life;
    }
};

std::string id_of(const std::string& json) {
    const std::string key = "\"id\":\"";
    const size_t begin = json.find(key) + key.size();
    return json.substr(begin, json.find('"', begin) - begin);
}

// The number of each event, by kind and id.
std::map<std::string, std::string> numbers_of(const std::vector<std::string>& published) {
    std::map<std::string, std::string> numbers;
    for (const std::string& json : published) {
        if (json.starts_with("refused")) continue;
        const std::string key = "\"seq\":";
        const size_t begin = json.find(key) + key.size();
        const std::string seq = json.substr(begin, json.find(',', begin) - begin);
        numbers[json.substr(9, 5) + " " + id_of(json)] = seq;
    }
    return numbers;
}

// Fills and orders that name their instrument by its symbol, and one that has none.
std::vector<fix::ExecutionReport> unnumbered_reports(const std::string& unlisted) {
    std::vector<fix::ExecutionReport> reports;
    for (int i = 0; i < 12; ++i) {
        const std::string id = "E" + std::to_string(i);
        reports.push_back(i % 3 == 0 ? make_report(ExecType::New, OrdStatus::New, id)
                                     : make_fill(75, id));
        reports.back().instrument.token = 0;
        reports.back().instrument.symbol = i % 4 == 1 ? unlisted : "NIFTY";
        reports.back().account = "AB" + std::to_string(i % 5);
    }
    return reports;
}

reports::MappingConfig with_instruments(const std::string& rows) {
    reports::MappingConfig mapping;
    mapping.instruments =
        reports::Instruments::parse("exchange,segment,token,symbol\n" + rows).value();
    return mapping;
}

bool is_of(const std::string& json, const std::string& source) {
    return json.find("\"source\":\"" + source + "\"") != std::string::npos;
}

}  // namespace

TEST_CASE("feed/drop_copy: reports become events, the trade before its order") {
    Site site;
    const auto life = site.begin(kFresh);
    site.send({make_fill(75, "E1")});
    REQUIRE(life->run_until_published(2));
    CHECK(life->published[0].starts_with(R"({"kind":"trade","source":"s","day":20260803,)"));
    CHECK(life->published[1].starts_with(R"({"kind":"order",)"));
    CHECK(life->published[0].find("\"seq\":1,") != std::string::npos);
    CHECK(life->published[1].find("\"seq\":2,") != std::string::npos);
    CHECK(life->progress().position == 4);  // the logon was number 1, the report number 2
}

TEST_CASE("feed/drop_copy: without a checkpoint the whole day comes again, numbered the same") {
    Site site;
    auto life = site.begin(kFresh);
    site.send(some_reports(0, 40));
    REQUIRE(life->run_until_published(10 * kPublishedOfFour));
    const auto once = life->published;
    const auto progress = life->progress();
    life.reset();
    life = site.begin(kFresh);
    REQUIRE(life->run_until_published(once.size()));
    CHECK(life->published == once);
    CHECK(life->progress() == progress);
}

TEST_CASE("feed/drop_copy: the numbers do not depend on what the mapping can make of a message") {
    Site site;
    const std::string nifty = "NSE,FO,53001,NIFTY\n";
    auto life = site.begin(kFresh, 1000, with_instruments(nifty));
    site.send(unnumbered_reports("BANKNIFTY"));
    REQUIRE(life->run_until_published(18));
    const auto before = numbers_of(life->published);
    const feed::Progress progress = life->progress();
    CHECK(before.size() == 15);
    // The file is completed, the checkpoint lost.
    life.reset();
    life = site.begin(kFresh, 1000, with_instruments(nifty + "NSE,FO,53002,BANKNIFTY\n"));
    REQUIRE(life->run_until_published(20));
    const auto after = numbers_of(life->published);
    CHECK(after.size() == 20);
    CHECK(life->progress() == progress);
    for (const auto& [event, number] : before) {
        CAPTURE(event);
        CHECK(after.at(event) == number);
    }
    // And the other way round: a worse file moves nobody.
    life.reset();
    life = site.begin(kFresh, 1000, with_instruments("NSE,FO,53002,BANKNIFTY\n"));
    REQUIRE(life->run_until_published(14));
    for (const auto& [event, number] : numbers_of(life->published)) {
        CHECK(after.at(event) == number);
    }
    CHECK(life->progress() == progress);
}

TEST_CASE("feed/drop_copy: from any checkpoint it goes on with the same numbers") {
    Site site;
    auto life = site.begin(kFresh);
    site.send(some_reports(0, 8));
    REQUIRE(life->run_until_published(2 * kPublishedOfFour));
    const auto once = life->published;
    const auto checkpoints = life->before;
    for (size_t i = 1; i < once.size(); ++i) {
        CAPTURE(i);
        life.reset();
        life = site.begin(checkpoints[i]);
        REQUIRE(life->run_until_published(once.size() - i));
        CHECK(life->published ==
              std::vector<std::string>(once.begin() + static_cast<long>(i), once.end()));
    }
}

TEST_CASE("feed/drop_copy: what it missed while it was away comes when it is back") {
    Site site;
    auto life = site.begin(kFresh);
    site.send(some_reports(0, 4));
    REQUIRE(life->run_until_published(kPublishedOfFour));
    // The feed is still logged on, but does not look any more: as good as dead.
    site.send(some_reports(4, 4));
    const feed::Progress progress = life->progress();
    life.reset();
    life = site.begin(progress);
    site.send(some_reports(8, 4));
    REQUIRE(life->run_until_published(2 * kPublishedOfFour));
    CHECK(id_of(life->published.front()) == "E4");
    CHECK(id_of(life->published[6]) == "E9");
}

TEST_CASE("feed/drop_copy: a line cut in mid-stream loses nothing and repeats nothing") {
    Site site;
    auto life = site.begin(kFresh);
    const auto reports = some_reports(0, 40);
    for (size_t i = 0; i < reports.size(); ++i) {
        REQUIRE(life->run_until_sent(site.venue, reports[i]));
        if (i % 10 == 9) site.venue.engine().drop("member");
    }
    REQUIRE(life->run_until_published(10 * kPublishedOfFour));
    const auto with_cuts = life->published;
    CHECK(with_cuts.size() == 10 * kPublishedOfFour);
    life.reset();
    life = site.begin(kFresh);
    REQUIRE(life->run_until_published(with_cuts.size()));
    CHECK(life->published == with_cuts);
}

TEST_CASE("feed/drop_copy: a slow feed makes the exchange wait, and loses nothing") {
    Site site;
    auto life = site.begin(kFresh, 3);
    life->take_no_more_than(1);
    site.send(some_reports(0, 40));
    REQUIRE(
        life->run_until([&] { return life->counted("backstop_feed_exchange_no_room_total") > 0; }));
    life->take_all();
    REQUIRE(life->run_until_published(10 * kPublishedOfFour));
    CHECK(life->published.size() == 10 * kPublishedOfFour);
    const auto slow = life->published;
    life.reset();
    life = site.begin(kFresh);
    REQUIRE(life->run_until_published(slow.size()));
    CHECK(life->published == slow);
}

TEST_CASE("feed/drop_copy: the same execution under another number is published once more") {
    Site site;
    auto life = site.begin(kFresh);
    REQUIRE(site.venue.send(make_fill(75, "E1")));
    REQUIRE(site.venue.send(make_fill(75, "E1"), true));
    REQUIRE(life->run_until_published(4));
    CHECK(id_of(life->published[2]) == "E1");  // the books tell the repeat by its key
    CHECK(life->published[2].find("\"seq\":3,") != std::string::npos);
    CHECK(life->counted("backstop_feed_reports_resent_total") == 1);
}

TEST_CASE("feed/drop_copy: an exchange that begins anew is another stream of the same day") {
    Site site;
    auto life = site.begin(kFresh);
    const auto reports = some_reports(0, 8);
    site.send(reports);
    REQUIRE(life->run_until_published(2 * kPublishedOfFour));
    site.venue.close();
    site.venue.forget_numbers();
    site.venue.open();
    for (const auto& report : reports) {
        REQUIRE(life->run_until_sent(site.venue, report));
    }
    REQUIRE(life->run_until_published(4 * kPublishedOfFour));
    const auto& all = life->published;
    CHECK(is_of(all[0], "s"));
    CHECK(is_of(all[8], "s-g2"));
    CHECK(id_of(all[8]) == "E0");
    CHECK(all[8].find("\"seq\":1,") != std::string::npos);
    CHECK(life->progress().generation == 2);
    CHECK(life->counted("backstop_feed_exchange_resets_total") == 1);
}

TEST_CASE("feed/drop_copy: an exchange that has begun a new day, seen or not, is a new stream") {
    for (const size_t missed : {size_t{0}, size_t{20}}) {
        CAPTURE(missed);
        Site site;
        auto life = site.begin(kFresh);
        site.send(some_reports(0, 8));
        REQUIRE(life->run_until_published(2 * kPublishedOfFour));
        const feed::Progress yesterday = life->progress();
        life.reset();
        site.venue.close();
        site.venue.forget_numbers();
        site.venue.open();
        // Numbers beyond those of yesterday: no logon can tell.
        if (missed > 0) {
            Life other{site.venue, site.folder.path("other"), kFresh};
            REQUIRE(other.run_until([&] { return site.venue.logged_on(); }));
            for (size_t i = 0; i < missed; ++i) {
                auto report = make_fill(75, "N" + std::to_string(i));
                report.day = 20260804;
                REQUIRE(site.venue.send(report));
            }
            REQUIRE(other.run_until_published(2 * missed));
        }
        life = site.begin(yesterday);
        auto report = make_fill(75, "N" + std::to_string(missed));
        report.day = 20260804;
        REQUIRE(life->run_until_sent(site.venue, report));
        REQUIRE(life->run_until_published(2 * missed + 2));
        CHECK(is_of(life->published[0], "s"));
        CHECK(id_of(life->published[0]) == "N0");
        CHECK(life->published[0].find("\"day\":20260804,\"partition\"") != std::string::npos);
        CHECK(life->progress().generation == 1);
        CHECK(life->progress().day == 20260804);
    }
}
