#include "producers/replay/pruned_books.h"

#include <algorithm>
#include <utility>

#include "common/db/columns.h"
#include "common/db/literal.h"

namespace replay {

using base::Result;
using books::PrunedKey;
using books::PrunedRows;
using books::PrunedTable;
using books::RowSum;

namespace {

constexpr std::string_view kInbox = "inbox";
constexpr std::string_view kNames = "orders_without_number";

RowSum sum_of(const PrunedRows& rows, const PrunedKey& key) {
    const auto found = rows.find(key);
    return found == rows.end() ? RowSum{} : found->second;
}

void add_pruned(Report& report, std::string_view table, int64_t rows) {
    if (rows > 0) report.pruned.push_back({std::string{table}, rows});
}

// Leaves out what is equal as a whole.
base::Status leave_out(LiveBooks& live, Shadow& shadow, PrunedTable table, Scope& scope,
                       const PrunedRows& pruned, Report& report) {
    const std::string sql = books::select_row_sums(table, scope.day, scope.account);
    const auto ours = live.query(sql);
    if (!ours.ok()) return ours.error();
    const auto theirs = shadow.query(sql);
    if (!theirs.ok()) return theirs.error();
    const bool inbox = table == PrunedTable::Inbox;
    std::string condition = inbox ? "source NOT IN (" : "part NOT IN (";
    int64_t rows = 0;
    for (const auto& [key, sum] :
         explained_by_prune(pruned, books::read_row_sums(table, ours.value()),
                            books::read_row_sums(table, theirs.value()))) {
        if (key.table != table) continue;
        if (scope.partition && !inbox && *scope.partition != key.part) continue;
        if (rows > 0) condition.push_back(',');
        if (inbox) {
            db::append_text(condition, key.source);
        } else {
            db::append_integer(condition, key.part);
        }
        rows += sum.rows;
    }
    add_pruned(report, inbox ? kInbox : kNames, rows);
    if (rows > 0) scope.but_for[inbox ? kInbox : kNames] = condition + ")";
    return base::Unit{};
}

// Parked rows that the shadow has, and that were settled and pruned.
Result<int64_t> count_parked(Shadow& shadow, const Scope& scope) {
    const auto rows = shadow.query(count_pruned_parked(scope));
    if (!rows.ok()) return rows.error();
    return db::Columns{rows.value().at(0)}.integer();
}

}  // namespace

PrunedRows explained_by_prune(const PrunedRows& pruned, const PrunedRows& live,
                              const PrunedRows& shadow) {
    PrunedRows explained;
    for (const auto& [key, sum] : pruned) {
        RowSum all = sum_of(live, key);
        all.add(sum);
        if (all == sum_of(shadow, key)) explained.emplace(key, sum);
    }
    return explained;
}

PrunedRows pruned_of(const PrunedRows& pruned, const std::string& account) {
    PrunedRows meant;
    for (const auto& [key, sum] : pruned) {
        PrunedKey its = key;
        const bool names = key.table == PrunedTable::OrdersWithoutNumber;
        if (!account.empty() && (!names || key.source != account)) continue;
        if (account.empty() && names) its.source.clear();
        meant[its].add(sum);
    }
    return meant;
}

Result<Scope> scope_but_for_pruned(LiveBooks& live, Shadow& shadow, Scope scope,
                                   const PrunedRows& pruned, Report& report) {
    if (const base::Status taken = shadow.take_pruned(scope.day); !taken.ok()) {
        return taken.error();
    }
    const PrunedRows meant = pruned_of(pruned, scope.account);
    const bool whole = !scope.partition && scope.account.empty();
    if (!meant.empty()) {
        for (const auto table : {PrunedTable::Inbox, PrunedTable::OrdersWithoutNumber}) {
            if (table == PrunedTable::Inbox && !whole) continue;  // not compared
            const auto done = leave_out(live, shadow, table, scope, meant, report);
            if (!done.ok()) return done.error();
        }
    }
    const auto parked = count_parked(shadow, scope);
    if (!parked.ok()) return parked.error();
    add_pruned(report, parked_table().name, parked.value());
    return scope;
}

}  // namespace replay
