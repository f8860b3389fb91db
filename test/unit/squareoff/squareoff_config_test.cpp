#include "consumers/squareoff/squareoff_config.h"

#include <doctest/doctest.h>

#include <utility>
#include <vector>

#include "common/config/document.h"

namespace {

struct Read {
    squareoff::SquareoffConfig config;
    std::vector<std::string> problems;
};

Read read(const std::string& text) {
    config::Document document =
        std::move(config::Document::parse("[squareoff]\n" + text, "test.toml")).value();
    config::Section section = document.section("squareoff");
    const squareoff::SquareoffConfig config = squareoff::squareoff_config(section);
    return {config, document.problems()};
}

}  // namespace

TEST_CASE("squareoff/config: an empty section gives the documented defaults") {
    const Read empty = read("");
    CHECK(empty.problems.empty());
    CHECK_EQ(empty.config.partitions, 4);
    CHECK_EQ(empty.config.day, 0);
    CHECK_EQ(empty.config.utc_offset_s, 19'800);
    CHECK_EQ(empty.config.accounts_max, 200);
    CHECK_EQ(empty.config.sessions.at(events::Exchange::Nse), "nse-1");
    CHECK(empty.config.timed);
    CHECK_EQ(empty.config.pace.attempt_s, 600);
    CHECK_EQ(empty.config.pace.pause_s, 30);
    CHECK_EQ(empty.config.pace.settle_s, 60);
    CHECK_EQ(empty.config.limits.attempts_max, 6);
    CHECK_EQ(empty.config.limits.first_wait_us, 200'000);
    CHECK_EQ(empty.config.limits.cancel_answer_us, 5'000'000);
}

TEST_CASE("squareoff/config: milliseconds become microseconds, sessions are split") {
    const Read good = read(
        "sessions = [\"NSE:nse-2\", \"BSE:bse:1\"]\nfirst_wait_ms = 3\ncancel_answer_ms = 100\n");
    CHECK(good.problems.empty());
    CHECK_EQ(good.config.sessions.size(), 2);
    CHECK_EQ(good.config.sessions.at(events::Exchange::Bse), "bse:1");
    CHECK_EQ(good.config.limits.first_wait_us, 3'000);
    CHECK_EQ(good.config.limits.cancel_answer_us, 100'000);
}

TEST_CASE("squareoff/config: notices go nowhere, or by the channels named") {
    CHECK(read("").config.notices.channels.empty());
    using events::Channel;
    CHECK_EQ(read("notices = [\"sms\", \"email\"]\n").config.notices.channels,
             std::vector{Channel::Sms, Channel::Email});
    CHECK_EQ(read("notices = [\"fax\"]\n").problems.size(), 1);
    CHECK_EQ(read("notices = [\"sms\", \"sms\"]\n").problems.size(), 1);
}

TEST_CASE("squareoff/config: what is wrong is told, all at once") {
    CHECK_EQ(read("partitions = 0\nattempts_max = 0\nfirst_wait_ms = 0\naccounts_max = 2001\n"
                  "atempts_max = 1\n")
                 .problems.size(),
             5);
    CHECK_EQ(read("day = 20261131\n").problems.size(), 1);
    for (const char* bad : {"NSE", "NSE:", ":nse-1", "NYSE:x"}) {
        CHECK_EQ(read("sessions = [\"" + std::string{bad} + "\"]\n").problems.size(), 1);
    }
}
