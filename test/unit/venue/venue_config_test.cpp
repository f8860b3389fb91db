#include "producers/venue/venue_config.h"

#include <doctest/doctest.h>

#include <cstdlib>

#include "common/config/document.h"

namespace {

const std::string kVenue =
    "[venue]\nday = 20260105\ninstruments_file = \"i.csv\"\ndata_dir = \"d\"\nfix_port = 9000\n";
const std::string kMain =
    "[session_main]\nrole = \"orders\"\nmember = 2\nsender = \"VENUE\"\ntarget = \"MAIN\"\n"
    "cancel_on_disconnect = true\n";

struct Read {
    venue::VenueConfig config;
    std::string problems;
};

Read read(const std::string& text) {
    auto document = config::Document::parse(text, "venue.toml").value();
    Read read;
    read.config = venue::venue_config([&](const char* name) { return document.section(name); });
    for (const std::string& one : document.problems()) read.problems += one + "\n";
    return read;
}

}  // namespace

TEST_CASE("venue/config: sessions are read from their own tables") {
    const Read good = read(kVenue + "sessions = [\"main\"]\n" + kMain);
    CHECK_EQ(good.problems, "");
    REQUIRE_EQ(good.config.sessions.size(), 1);
    const venue::SessionTerms& main = good.config.sessions[0];
    CHECK_EQ(main.role, venue::SessionRole::Orders);
    CHECK_EQ(main.member, 2);
    CHECK(main.cancel_on_disconnect);
    CHECK_EQ(main.fix.name, "main");
    CHECK_EQ(main.fix.target, "MAIN");
    CHECK(main.fix.resend_application);
}

TEST_CASE("venue/config: all that is wrong is told at once") {
    const Read bad = read(
        "[venue]\nday = 20260230\ninstruments_file = \"i.csv\"\nself_trade = \"maybe\"\n"
        "sessions = [\"main\"]\n[session_main]\nrole = \"spy\"\n");
    for (const char* text : {"venue.day", "venue.data_dir", "venue.self_trade", "session_main.role",
                             "session_main.sender"}) {
        CAPTURE(text);
        CHECK_NE(bad.problems.find(text), std::string::npos);
    }
}

TEST_CASE("venue/config: no session, or ticks without a folder, is a problem") {
    CHECK_NE(read(kVenue).problems.find("venue.sessions"), std::string::npos);
    const Read ticks = read(kVenue + "sessions = [\"main\"]\nprice_path = \"ticks\"\n" + kMain);
    CHECK_NE(ticks.problems.find("venue.ticks_folder"), std::string::npos);
}

TEST_CASE("venue/config: a session with a user name names the secret that is missing") {
    const std::string other =
        "[session_nse-1]\nsender = \"VENUE\"\ntarget = \"NSE\"\nusername = \"nse\"\n";
    Read some = read(kVenue + "sessions = [\"main\", \"nse-1\"]\n" + kMain + other);
    CHECK_EQ(some.problems, "");
    const auto missing = venue::read_passwords(some.config);
    REQUIRE_EQ(missing.size(), 1);
    CHECK_NE(missing[0].find("session_nse-1"), std::string::npos);
    CHECK_NE(missing[0].find("BACKSTOP_FIX_PASSWORD_NSE_1"), std::string::npos);
    ::setenv("BACKSTOP_FIX_PASSWORD_NSE_1", "s", 1);
    CHECK(venue::read_passwords(some.config).empty());
    CHECK_EQ(some.config.sessions[0].fix.password, "");
    CHECK_EQ(some.config.sessions[1].fix.password, "s");

    const std::string same =
        "[session_nse_1]\nsender = \"VENUE\"\ntarget = \"X\"\nusername = \"x\"\n";
    Read two = read(kVenue + "sessions = [\"nse-1\", \"nse_1\"]\n" + other + same);
    const auto shared = venue::read_passwords(two.config);
    ::unsetenv("BACKSTOP_FIX_PASSWORD_NSE_1");
    REQUIRE_EQ(shared.size(), 1);
    CHECK_NE(shared[0].find("is already that of nse-1"), std::string::npos);
}
