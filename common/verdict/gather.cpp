#include "common/verdict/gather.h"

#include "common/verdict/tables.h"

namespace verdict {
namespace {

using Read = void (*)(const std::vector<db::Row>&, Inputs&);

// False: it could not be read.
bool ask(db::Session& session, const std::string& sql, Read read, Inputs& inputs) {
    const auto rows = session.query(sql);
    if (!rows.ok()) {
        inputs.unread = rows.error().what;
        return false;
    }
    read(rows.value(), inputs);
    return true;
}

}  // namespace

Inputs gather(db::Session& session) {
    Inputs inputs;
    if (!ask(session, moment_sql(), read_moment, inputs) || inputs.day == 0) return inputs;
    const uint32_t day = inputs.day;
    (void)(ask(session, partitions_sql(day), read_partitions, inputs) &&
           ask(session, pauses_sql(), read_pauses, inputs) &&
           ask(session, differing_accounts_sql(day), read_accounts, inputs) &&
           ask(session, parked_accounts_sql(day), read_accounts, inputs) &&
           ask(session, edited_accounts_sql(day), read_edited_accounts, inputs) &&
           ask(session, nameless_parked_sql(day), read_nameless_parked, inputs) &&
           ask(session, exchanges_sql(day), read_exchanges, inputs) &&
           ask(session, totals_sql(), read_totals, inputs) &&
           ask(session, sessions_sql(), read_sessions, inputs));
    return inputs;
}

}  // namespace verdict
