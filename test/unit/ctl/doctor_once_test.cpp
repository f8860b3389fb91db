#include "producers/ctl/doctor/doctor_once.h"

#include <doctest/doctest.h>

#include "producers/ctl/doctor/doctor_checks.h"

using ctl::bad;
using ctl::Finding;
using ctl::Findings;
using ctl::good;
using ctl::Silent;

namespace {

const ctl::Installation kPackages{};
const ctl::Installation kStack{"/srv/var"};

Finding no_database() {
    return ctl::silent(Silent::Database, "database", "its books: no", "correct it");
}
Finding no_broker() {
    return ctl::silent(Silent::Broker, "broker.management", "refused", "correct it");
}
Finding no_answer(const std::string& name) {
    return ctl::check_service({.name = name, .ready_says = "refused"});
}
Finding unready(const std::string& name) {
    return ctl::check_service({.name = name, .ready_status = 503, .ready_says = "database"});
}
Finding no_alerts() {
    Finding one = ctl::warn("site.alerts", "not known: refused", "say where it is");
    one.silent = Silent::Alerts;
    return one;
}

std::vector<std::string> checks(const Findings& findings) {
    std::vector<std::string> all;
    for (const Finding& one : findings) all.push_back(one.check);
    return all;
}

}  // namespace

TEST_CASE("ctl/doctor_once: where nothing answers one line comes first and says what starts it") {
    const Findings all{no_alerts(),           no_broker(),
                       no_database(),         good("host.disk", "enough"),
                       no_answer("ledger-1"), no_answer("feed")};
    const Findings told = ctl::told_once(all, kStack);
    CHECK_EQ(checks(told), std::vector<std::string>{"site.running", "host.disk"});
    CHECK_EQ(told[0].found,
             "neither database nor broker answers (its books: no; refused), nor do 2 services");
    CHECK(told[0].remedy.starts_with("BACKSTOP_VAR=/srv/var ./backstop up; "));
    CHECK(ctl::told_once(all, kPackages)[0].remedy.starts_with(
        "systemctl start mariadb rabbitmq-server, then the services; "));
}

TEST_CASE(
    "ctl/doctor_once: one that is silent comes first, and those that wait for it are one line") {
    const Findings told = ctl::told_once(
        {good("host.disk", "enough"), no_database(), unready("ledger-1"), unready("relay")},
        kStack);
    CHECK_EQ(checks(told), std::vector<std::string>{"database", "host.disk", "service.ready"});
    CHECK(told[0].remedy.starts_with("BACKSTOP_VAR=/srv/var ./backstop start mariadb; "));
    CHECK_EQ(told[2].found, "ledger-1, relay: not ready");
    const Findings broker = ctl::told_once({good("host.disk", "enough"), no_broker()}, kPackages);
    CHECK(broker[0].remedy.starts_with("systemctl start rabbitmq-server; "));
}

TEST_CASE("ctl/doctor_once: services alone stay as they are, many silent ones are one line") {
    const Findings few{no_answer("feed"), unready("ledger-1"), unready("relay")};
    CHECK_EQ(ctl::told_once(few, kStack), few);
    const Findings told = ctl::told_once({no_answer("feed"), no_answer("relay")}, kStack);
    REQUIRE_EQ(told.size(), 1);
    CHECK_EQ(told[0].found, "feed, relay: no answer of these 2");
}

TEST_CASE("ctl/doctor_once: who is meant is told by the finding's code, whatever it says") {
    Finding reworded = no_answer("feed");
    reworded.found = "nobody is at home";
    const Findings told = ctl::told_once({reworded, no_answer("relay")}, kStack);
    REQUIRE_EQ(told.size(), 1);
    CHECK_EQ(told[0].found, "feed, relay: no answer of these 2");
}
