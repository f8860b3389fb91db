#include "consumers/notifier/statements.h"

#include <doctest/doctest.h>

using notifier::State;

TEST_CASE("notifier/statements: a change expects the state and the attempts that were seen") {
    CHECK_EQ(
        notifier::update_notices({{"a", State::Queued, 2, State::Sending, "gateway: 500", 0},
                                  {"b", State::Queued, 2, State::Sending, "gateway: 500", 0}},
                                 7),
        "UPDATE notices SET state='sending',attempts=attempts+1,reason='gateway: 500',due_us=0,"
        "waits='',changed_us=7 WHERE state='queued' AND attempts=2 AND id IN ('a','b')");
    CHECK_EQ(notifier::update_notices({{"a", State::Sending, 3, State::Sent, "", 0}}, 7),
             "UPDATE notices SET state='sent',reason='',due_us=0,waits='',changed_us=7 WHERE "
             "state='sending' AND "
             "attempts=3 AND id IN ('a')");
}

TEST_CASE("notifier/statements: nothing gets out of its quotes, and a long reason is cut") {
    const std::string sql = notifier::update_notices(
        {{"a') OR 1=1 --", State::Sending, 1, State::Dead, std::string(300, 'x'), 0}}, 7);
    CHECK_NE(sql.find("IN ('a\\') OR 1=1 --')"), std::string::npos);
    CHECK_NE(sql.find("'" + std::string(200, 'x') + "'"), std::string::npos);
    CHECK_EQ(sql.find(std::string(201, 'x')), std::string::npos);
}

TEST_CASE("notifier/statements: a row is read in the order of its columns") {
    const db::Row row{"id",  "A1",  "Asha", "a@b.c", "1",   "hello", "hi",          "{}",
                      "100", "200", "3",    "4",     "150", "160",   "gateway: 500"};
    const notifier::Notice notice = notifier::notice_of(row);
    CHECK_EQ(notice.name, "Asha");
    CHECK(notice.channel == notifier::Channel::Email);
    CHECK_EQ(notice.language, "hi");
    CHECK_EQ(notice.expires_us, 200);
    CHECK(notice.state == State::Sending);
    CHECK_EQ(notice.attempts, 4);
    CHECK_EQ(notice.changed_us, 150);
    CHECK_EQ(notice.due_us, 160);
    CHECK_EQ(notice.reason, "gateway: 500");
}

TEST_CASE("notifier/statements: each row that waits has its own turn") {
    CHECK_EQ(notifier::update_notices({{"a", State::Queued, 0, State::Queued, "", 40},
                                       {"it's", State::Queued, 0, State::Queued, "", 50}},
                                      7),
             "UPDATE notices SET state='queued',reason='',due_us=CASE id WHEN 'a' THEN 40 WHEN "
             "'it\\'s' THEN 50 ELSE 0 END,waits='',changed_us=7 WHERE state='queued' AND "
             "attempts=0 AND id "
             "IN ('a','it\\'s')");
}

TEST_CASE("notifier/statements: what is found without a message is the lane's own") {
    const notifier::TableLane lane{notifier::Channel::Sms, true};
    CHECK_EQ(
        notifier::select_due(lane, 9, 10),
        "SELECT id FROM notices WHERE state='queued' AND channel='sms' AND urgent=1 AND due_us "
        "BETWEEN 1 AND 9 ORDER BY due_us LIMIT 10");
    CHECK_EQ(notifier::select_oldest_failed(lane),
             "SELECT COALESCE(MIN(created_us),0) FROM notices WHERE state='queued' AND "
             "channel='sms' AND urgent=1 AND due_us>0 AND reason<>''");
    CHECK_EQ(notifier::select_lost(lane, 5, 10),
             "SELECT id FROM notices WHERE state='queued' AND channel='sms' AND urgent=1 AND "
             "due_us=0 AND created_us<5 AND changed_us<5 ORDER BY created_us LIMIT 10");
    CHECK_EQ(notifier::select_stalled({notifier::Channel::Email, false}, 5, 10),
             "SELECT id FROM notices WHERE state='sending' AND channel='email' AND urgent=0 AND "
             "created_us<5 AND changed_us<5 ORDER BY created_us LIMIT 10");
    CHECK_EQ(notifier::renew({"a"}, 5, 9),
             "UPDATE notices SET changed_us=9 WHERE state='sending' AND changed_us<5 AND id IN "
             "('a')");
}

TEST_CASE("notifier/statements: why a row waits stands beside its turn, and goes with it") {
    CHECK_EQ(
        notifier::update_notices(
            {{"a", State::Queued, 0, State::Queued, "", 40, "over the limit of 5 a minute"}}, 7),
        "UPDATE notices SET state='queued',reason='',due_us=CASE id WHEN 'a' THEN 40 ELSE 0 "
        "END,waits='over the limit of 5 a minute',changed_us=7 WHERE state='queued' AND "
        "attempts=0 AND id IN ('a')");
    CHECK_EQ(notifier::note_lane({notifier::Channel::Sms, true}, {"it's down", 40}, 7),
             "INSERT INTO notice_lanes (channel,urgent,waits,until_us,seen_us) VALUES "
             "('sms',1,'it\\'s down',40,7) ON DUPLICATE KEY UPDATE waits=VALUES(waits),"
             "until_us=VALUES(until_us),seen_us=VALUES(seen_us)");
}
