#include "consumers/notifier/statements.h"

#include <doctest/doctest.h>

using notifier::State;

TEST_CASE("notifier/statements: a change expects the state and the attempts that were seen") {
    CHECK_EQ(notifier::update_notices({"a", "b"},
                                      {"", State::Queued, 2, State::Sending, "gateway: 500"}, 7),
             "UPDATE notices SET state='sending',attempts=attempts+1,reason='gateway: 500',"
             "changed_us=7 WHERE state='queued' AND attempts=2 AND id IN ('a','b')");
    CHECK_EQ(notifier::update_notices({"a"}, {"", State::Sending, 3, State::Sent, ""}, 7),
             "UPDATE notices SET state='sent',reason='',changed_us=7 WHERE state='sending' AND "
             "attempts=3 AND id IN ('a')");
}

TEST_CASE("notifier/statements: nothing gets out of its quotes, and a long reason is cut") {
    const std::string sql = notifier::update_notices(
        {"a') OR 1=1 --"}, {"", State::Sending, 1, State::Dead, std::string(300, 'x')}, 7);
    CHECK_NE(sql.find("IN ('a\\') OR 1=1 --')"), std::string::npos);
    CHECK_NE(sql.find("'" + std::string(200, 'x') + "'"), std::string::npos);
    CHECK_EQ(sql.find(std::string(201, 'x')), std::string::npos);
}

TEST_CASE("notifier/statements: a row is read in the order of its columns") {
    const db::Row row{"id", "A1",  "Asha", "a@b.c", "1", "hello", "hi",
                      "{}", "100", "200",  "3",     "4", "150"};
    const notifier::Notice notice = notifier::notice_of(row);
    CHECK_EQ(notice.name, "Asha");
    CHECK(notice.channel == notifier::Channel::Email);
    CHECK_EQ(notice.language, "hi");
    CHECK_EQ(notice.expires_us, 200);
    CHECK(notice.state == State::Sending);
    CHECK_EQ(notice.attempts, 4);
    CHECK_EQ(notice.changed_us, 150);
}
