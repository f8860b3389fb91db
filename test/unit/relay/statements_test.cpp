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

TEST_CASE("relay/statements: a lost one waits again unless it has moved since it was found") {
    CHECK_EQ(select_lost(Urgency::Bulk, 5, 10),
             "SELECT id FROM notices WHERE state='queued' AND urgent=0 AND created_us<5 "
             "AND changed_us<5 ORDER BY created_us LIMIT 10");
    CHECK_EQ(mark_waiting({"a"}, 5, 9),
             "UPDATE notices FORCE INDEX (PRIMARY) SET state='waiting',changed_us=9 "
             "WHERE state='queued' AND id IN ('a') AND changed_us<5");
}

TEST_CASE("relay/statements: one that is being sent for too long is named again as it stands") {
    CHECK_EQ(lock_stalled(Urgency::Urgent, 5, 10),
             "SELECT id,channel+0 FROM notices WHERE state='sending' AND urgent=1 "
             "AND created_us<5 AND changed_us<5 ORDER BY created_us LIMIT 10 "
             "FOR UPDATE SKIP LOCKED");
    CHECK_EQ(mark_named_again({"a"}, 9),
             "UPDATE notices FORCE INDEX (PRIMARY) SET state='sending',changed_us=9 "
             "WHERE state='sending' AND id IN ('a')");
}

}  // namespace relay
