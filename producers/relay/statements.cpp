#include "producers/relay/statements.h"

#include <fmt/core.h>

#include "common/db/literal.h"

namespace relay {
namespace {

std::string waiting(Urgency urgency) {
    return fmt::format(" FROM notices WHERE state='waiting' AND urgent={:d}",
                       urgency == Urgency::Urgent);
}

}  // namespace

std::string lock_waiting(Urgency urgency, size_t most) {
    return fmt::format("SELECT id,channel+0{} ORDER BY created_us LIMIT {} FOR UPDATE SKIP LOCKED",
                       waiting(urgency), most);
}

std::string mark_queued(const std::vector<std::string>& ids, int64_t now_us) {
    // By the primary key: along by_state it would stop at rows that another relay has locked.
    return "UPDATE notices FORCE INDEX (PRIMARY) SET state='queued',changed_us=" +
           std::to_string(now_us) + " WHERE state='waiting' AND id IN " + db::text_list(ids);
}

std::string count_waiting(Urgency urgency) {
    return "SELECT COUNT(*),COALESCE(MIN(created_us),0)" + waiting(urgency);
}

std::string lock_expired(Urgency urgency, int64_t now_us, size_t most) {
    return fmt::format(
        "SELECT id FROM notices WHERE state IN ('waiting','queued') AND urgent={:d} AND "
        "expires_us<={} LIMIT {} FOR UPDATE SKIP LOCKED",
        urgency == Urgency::Urgent, now_us, most);
}

std::string mark_expired(const std::vector<std::string>& ids, int64_t now_us) {
    return "UPDATE notices FORCE INDEX (PRIMARY) SET state='dead',reason=IF(reason='','expired',"
           "LEFT(CONCAT('expired; last: ',reason),200)),due_us=0,changed_us=" +
           std::to_string(now_us) + " WHERE state IN ('waiting','queued') AND id IN " +
           db::text_list(ids);
}

}  // namespace relay
