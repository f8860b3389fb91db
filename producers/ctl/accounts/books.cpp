#include "producers/ctl/accounts/books.h"

#include "common/db/columns.h"
#include "common/db/literal.h"
#include "common/events/event.h"
#include "common/events/partition.h"
#include "common/site/day_store.h"

namespace ctl {

using base::Errc;
using base::Error;
using base::Result;

namespace {

struct State {
    account::Books books{};
    account::Unreached unreached;
};

Result<State> read_state(db::Session& session, int32_t partition, uint32_t day) {
    const auto rows = session.query("SELECT " + account::books_sql(partition, std::to_string(day)) +
                                    "," + account::unreached_sql());
    if (!rows.ok()) return rows.error();
    db::Columns columns{rows.value().front()};
    const auto books = static_cast<account::Books>(columns.integer());
    return State{books, account::read_unreached(columns.text())};
}

Result<AccountBooks> read_in_snapshot(db::Session& session, const std::string& account,
                                      uint32_t day, int32_t partitions) {
    auto views = account::read_views(session, {account}, day);
    if (!views.ok()) return views.error();
    auto instruments =
        account::read_instruments(session, account::instruments_of(views.value()), day);
    if (!instruments.ok()) return instruments.error();
    auto protections = account::read_protections(session);
    if (!protections.ok()) return protections.error();
    auto state = read_state(session, events::partition_of(account, partitions), day);
    if (!state.ok()) return state.error();
    return AccountBooks{views.value()[0], state.value().books, std::move(state.value().unreached),
                        std::move(instruments).value(), std::move(protections).value()};
}

}  // namespace

Result<uint32_t> trading_day(db::Session& session, std::optional<int64_t> given) {
    if (!given) return site::require_day(session);
    if (events::is_trading_day(*given)) return static_cast<uint32_t>(*given);
    return Error{Errc::Invalid, "day: must be a date yyyymmdd of 2000 to 2099"};
}

Result<AccountBooks> read_books(db::Session& session, const std::string& account, uint32_t day,
                                int32_t partitions) {
    if (const auto begun = session.begin_snapshot(); !begun.ok()) return begun.error();
    auto books = read_in_snapshot(session, account, day, partitions);
    session.rollback();  // nothing was written
    return books;
}

}  // namespace ctl
