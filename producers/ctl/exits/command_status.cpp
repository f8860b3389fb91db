#include "producers/ctl/exits/command_status.h"

#include "common/db/columns.h"
#include "common/db/literal.h"
#include "common/instruments/as_of.h"

namespace ctl {

using base::Result;
using db::Columns;
using db::literal;

namespace {

CommandStatus read_command(const db::Row& row) {
    Columns columns{row};
    CommandStatus status;
    for (std::string* text : {&status.id, &status.account, &status.action, &status.origin,
                              &status.who, &status.state, &status.reason, &status.body}) {
        *text = columns.text();
    }
    for (int64_t* number : {&status.day, &status.epoch, &status.issued_us, &status.expires_us,
                            &status.accepted_us, &status.ended_us}) {
        *number = columns.integer();
    }
    return status;
}

CommandStatus::Row read_row(const db::Row& row) {
    Columns columns{row};
    CommandStatus::Row one;
    one.number = columns.integer();
    for (std::string* text :
         {&one.action, &one.market, &one.symbol, &one.product, &one.side, &one.exchange_order_id}) {
        *text = columns.text();
    }
    for (int64_t* number : {&one.asked, &one.wanted, &one.done, &one.attempts, &one.open}) {
        *number = columns.integer();
    }
    one.state = columns.text();
    one.reason = columns.text();
    return one;
}

CommandStatus::Order read_order(const db::Row& row) {
    Columns columns{row};
    CommandStatus::Order one;
    for (int64_t* number : {&one.row, &one.attempt, &one.slice}) *number = columns.integer();
    for (std::string* text : {&one.client_order_id, &one.action, &one.symbol, &one.side}) {
        *text = columns.text();
    }
    for (int64_t* number : {&one.quantity, &one.price, &one.filled}) *number = columns.integer();
    one.state = columns.text();
    one.reason = columns.text();
    one.planned_us = columns.integer();
    return one;
}

base::Status read_rows(db::Session& session, CommandStatus& status) {
    const std::string id = literal(status.id);
    const auto rows =
        session.query("SELECT number,action,CONCAT(r.exchange,' ',r.segment),COALESCE(" +
                      instruments::column_as_of("symbol") +
                      ",r.token),r.product,"
                      "side,exchange_order_id,asked,wanted,done,attempts,"
                      "COALESCE(p.open_quantity+p.buy_quantity-p.sell_quantity,0),state,reason "
                      "FROM command_rows r" +
                      instruments::join_as_of("r", std::to_string(status.day)) +
                      " LEFT JOIN positions p ON p.account=" + literal(status.account) +
                      " AND p.day=" + std::to_string(status.day) +
                      " AND p.exchange=r.exchange AND p.segment=r.segment AND p.token=r.token AND "
                      "p.product=r.product WHERE command_id=" +
                      id + " ORDER BY number");
    if (!rows.ok()) return rows.error();
    for (const db::Row& row : rows.value()) status.rows.push_back(read_row(row));
    const auto orders = session.query(
        "SELECT row_in_command,attempt,slice,client_order_id,action,symbol,side,quantity,price,"
        "filled,state,reason,planned_us FROM exits WHERE account=" +
        literal(status.account) + " AND day=" + std::to_string(status.day) +
        " AND command_id=" + id + " ORDER BY row_in_command,attempt,slice");
    if (!orders.ok()) return orders.error();
    for (const db::Row& row : orders.value()) status.orders.push_back(read_order(row));
    return base::Unit{};
}

Result<std::optional<CommandStatus>> read_in_snapshot(db::Session& session, const std::string& id) {
    const auto found = session.query(
        "SELECT id,account,action,origin,who,state,reason,body,day,epoch,issued_us,expires_us,"
        "accepted_us,ended_us FROM commands WHERE id=" +
        literal(id));
    if (!found.ok()) return found.error();
    if (found.value().empty()) return std::optional<CommandStatus>{};
    CommandStatus status = read_command(found.value()[0]);
    if (const auto read = read_rows(session, status); !read.ok()) return read.error();
    return std::optional{std::move(status)};
}

}  // namespace

Result<std::optional<CommandStatus>> read_status(db::Session& session, const std::string& id) {
    if (const auto begun = session.begin_snapshot(); !begun.ok()) return begun.error();
    auto status = read_in_snapshot(session, id);
    session.rollback();  // nothing was written
    return status;
}

}  // namespace ctl
