#pragma once

#include <string>
#include <utility>
#include <vector>

#include "common/db/session.h"
#include "consumers/gateway/exit_order.h"

namespace gateway {

// The SQL of the table `exits` as a gateway writes it. Pure: values in, text out. Every change is
// guarded by the state it expects, because the square-off writes the same rows. Source of the
// tables: schemas/sql/0004_squareoff.sql.

struct SentRow {
    std::string id;
    int64_t sent_us = 0;
};

std::string select_rows(const std::string& session, const std::vector<std::string>& ids);
// All rows of the session that have not ended, oldest first.
std::string select_open(const std::string& session, size_t limit);
ExitOrder exit_order(const db::Row& row);  // in the order of their columns

// The one statement that lets orders go: planned -> sending, where the site is active in the row's
// epoch and the command has not expired. A row that carries this very mark already, since the
// answer to its COMMIT was lost, must pass the same test again before it may be sent. The time is
// the database's. `day_only`: the row says from now on what is sent, an order for the day.
std::string mark_rows(const std::string& session, const std::vector<std::string>& ids,
                      const std::string& mark, bool day_only);
// The same rows -> cancelled, where they do not pass.
std::string fence_rows(const std::string& session, const std::vector<std::string>& ids,
                       const std::string& mark);
std::string put_back(const std::vector<std::string>& ids, const std::string& mark);
// The time on the wire; sending -> sent.
std::string record_sent(const std::vector<SentRow>& rows, const std::string& mark);
std::string refuse_rows(const std::vector<std::string>& ids, const std::string& reason);
// `only_unanswered`: not where the drop copy, or the square-off after it, knows the order.
std::string reject_rows(const std::vector<std::string>& ids, const std::string& reason,
                        bool only_unanswered);

// Accounts of these rows; of all rows of the session that the gateway has ended and the square-off
// has not taken in.
std::string select_accounts(const std::vector<std::string>& ids);
std::string select_ended_accounts(const std::string& session);

// Which of these exits stand in the books, and of which of these cancels the order has ended there.
std::string select_known_orders(const std::vector<std::string>& ids);
std::string select_ended_targets(const std::vector<std::string>& ids);

}  // namespace gateway
