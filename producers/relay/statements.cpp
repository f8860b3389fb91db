#include "producers/relay/statements.h"

#include "common/db/literal.h"

namespace relay {
namespace {

std::string of(const char* state, Urgency urgency) {
    return std::string{" FROM notices WHERE state='"} + state +
           "' AND urgent=" + (urgency == Urgency::Urgent ? "1" : "0");
}

// By the primary key: along by_state it would stop at rows that another relay has locked.
std::string move(const char* to, const char* from, const std::vector<std::string>& ids,
                 int64_t now_us) {
    return std::string{"UPDATE notices FORCE INDEX (PRIMARY) SET state='"} + to +
           "',changed_us=" + std::to_string(now_us) + " WHERE state='" + from + "' AND id IN " +
           db::text_list(ids);
}

}  // namespace

std::string lock_waiting(Urgency urgency, size_t most) {
    return "SELECT id,channel+0" + of("waiting", urgency) + " ORDER BY created_us LIMIT " +
           std::to_string(most) + " FOR UPDATE SKIP LOCKED";
}

std::string mark_queued(const std::vector<std::string>& ids, int64_t now_us) {
    return move("queued", "waiting", ids, now_us);
}

std::string count_waiting(Urgency urgency) {
    return "SELECT COUNT(*),COALESCE(MIN(created_us),0)" + of("waiting", urgency);
}

std::string select_lost(Urgency urgency, int64_t before_us, size_t most) {
    // None was changed before it was created: the index ends the search.
    const std::string before = std::to_string(before_us);
    return "SELECT id" + of("queued", urgency) + " AND created_us<" + before + " AND changed_us<" +
           before + " ORDER BY created_us LIMIT " + std::to_string(most);
}

std::string mark_waiting(const std::vector<std::string>& ids, int64_t before_us, int64_t now_us) {
    return move("waiting", "queued", ids, now_us) + " AND changed_us<" + std::to_string(before_us);
}

std::string lock_stalled(Urgency urgency, int64_t before_us, size_t most) {
    const std::string before = std::to_string(before_us);
    return "SELECT id,channel+0" + of("sending", urgency) + " AND created_us<" + before +
           " AND changed_us<" + before + " ORDER BY created_us LIMIT " + std::to_string(most) +
           " FOR UPDATE SKIP LOCKED";
}

std::string mark_named_again(const std::vector<std::string>& ids, int64_t now_us) {
    return move("sending", "sending", ids, now_us);
}

}  // namespace relay
