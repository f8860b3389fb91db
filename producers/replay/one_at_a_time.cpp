#include "producers/replay/one_at_a_time.h"

#include "common/db/literal.h"

namespace replay {

base::Status OneAtATime::take() {
    if (base::Status connected = session_.connect(); !connected.ok()) return connected;
    std::string sql = "SELECT GET_LOCK(";
    db::append_text(sql, name_);
    // The session says nothing until the replay ends, which may be hours.
    const auto patient = session_.execute("SET SESSION wait_timeout=604800");
    if (!patient.ok()) return patient.error();
    // Two seconds: the server may not have seen yet that the session of an earlier run has ended.
    const auto rows = session_.query(sql.append(",2)"));
    if (!rows.ok()) return rows.error();
    if (rows.value()[0][0] != "1") {
        return base::Error{base::Errc::Invalid, "another replay is running on these books"};
    }
    return base::Unit{};
}

}  // namespace replay
