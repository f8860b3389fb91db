#include "producers/replay/pruned_books.h"

#include <algorithm>
#include <utility>

#include "common/db/columns.h"
#include "common/db/literal.h"
#include "common/events/partition.h"

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
    const std::string sql = books::select_row_sums(table, scope.day);
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

Result<Scope> scope_but_for_pruned(LiveBooks& live, Shadow& shadow, Scope scope,
                                   const PrunedRows& pruned, Report& report) {
    if (const base::Status taken = shadow.take_pruned(scope.day); !taken.ok()) {
        return taken.error();
    }
    if (scope.account.empty() && !pruned.empty()) {
        for (const auto table : {PrunedTable::Inbox, PrunedTable::OrdersWithoutNumber}) {
            if (table == PrunedTable::Inbox && scope.partition) continue;  // not compared
            const auto done = leave_out(live, shadow, table, scope, pruned, report);
            if (!done.ok()) return done.error();
        }
    }
    const auto parked = count_parked(shadow, scope);
    if (!parked.ok()) return parked.error();
    add_pruned(report, parked_table().name, parked.value());
    return scope;
}

void forget_pruned_of_account(const Scope& scope, const PrunedRows& pruned, Report& report) {
    if (scope.account.empty()) return;
    const int32_t part = events::partition_of(scope.account, scope.partitions);
    const int64_t most =
        sum_of(pruned, {PrunedTable::OrdersWithoutNumber, scope.day, "", part}).rows;
    const auto is_missing = [](const Difference& one) {
        return one.table == kNames && one.kind == "missing";
    };
    const auto missing = std::ranges::count_if(report.differences, is_missing);
    if (missing > most) return;
    std::erase_if(report.differences, is_missing);
    add_pruned(report, kNames, missing);
}

}  // namespace replay
