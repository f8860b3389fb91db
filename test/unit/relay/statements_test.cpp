#include "producers/relay/statements.h"

#include <doctest/doctest.h>

namespace relay {

TEST_CASE("relay/statements: the oldest of one lane are locked, others' locks passed by") {
    CHECK_EQ(lock_waiting(Urgency::Urgent, 200),
             "SELECT id,channel+0 FROM notices WHERE state='waiting' AND urgent=1 "
             "ORDER BY created_us LIMIT 200 FOR UPDATE SKIP LOCKED");
}

TEST_CASE("relay/statements: only a row that still waits is marked") {
    CHECK_EQ(mark_queued({"a", "it's"}, 9),
             "UPDATE notices FORCE INDEX (PRIMARY) SET state='queued',changed_us=9 "
             "WHERE state='waiting' AND id IN ('a','it\\'s')");
}

TEST_CASE("relay/statements: what has expired ends, unless somebody is sending it") {
    CHECK_EQ(lock_expired(Urgency::Bulk, 5, 10),
             "SELECT id FROM notices WHERE state IN ('waiting','queued') AND urgent=0 AND "
             "expires_us<=5 LIMIT 10 FOR UPDATE SKIP LOCKED");
    CHECK_EQ(mark_expired({"a", "b"}, 9),
             "UPDATE notices FORCE INDEX (PRIMARY) SET state='dead',reason=IF(reason='','expired',"
             "LEFT(CONCAT('expired; last: ',reason),200)),due_us=0,changed_us=9 WHERE state IN "
             "('waiting','queued') AND id IN ('a','b')");
}

}  // namespace relay
