#include "producers/replay/compare_books.h"

#include <algorithm>

namespace replay {

using base::Status;
using base::Unit;

namespace {

Status compare_table(LiveBooks& live, Shadow& shadow, const Table& table, const Scope& scope,
                     Report& report) {
    const auto ours = live.query(select_checksums(table, scope, Side::Live));
    if (!ours.ok()) return ours.error();
    const auto theirs = shadow.query(select_checksums(table, scope, Side::Shadow));
    if (!theirs.ok()) return theirs.error();
    for (const int bucket : differing_buckets(ours.value(), theirs.value())) {
        if (report.differences.size() >= kDifferencesMax) {
            report.differences_cut = true;
            return Unit{};
        }
        const auto live_rows = live.query(select_bucket(table, scope, bucket, Side::Live));
        if (!live_rows.ok()) return live_rows.error();
        const auto shadow_rows = shadow.query(select_bucket(table, scope, bucket, Side::Shadow));
        if (!shadow_rows.ok()) return shadow_rows.error();
        for (auto& one : differences_of(table, live_rows.value(), shadow_rows.value())) {
            report.differences.push_back(std::move(one));
        }
    }
    report.tables.emplace_back(table.name);
    return Unit{};
}

}  // namespace

Status compare_books(LiveBooks& live, Shadow& shadow, const Scope& scope, Report& report) {
    for (const Table& table : tables()) {
        if (!scope.covers(table)) continue;
        Status done = compare_table(live, shadow, table, scope, report);
        if (!done.ok()) return done;
    }
    report.compared = true;
    return Unit{};
}

Status forget_late_parked(LiveBooks& now, Report& report) {
    Status status{Unit{}};
    std::erase_if(report.differences, [&](const Difference& one) {
        if (!status.ok() || one.table != "parked" || one.kind != "missing") return false;
        const auto there = now.has_parked(one.key);
        if (!there.ok()) status = there.error();
        return there.ok() && there.value();
    });
    return status;
}

}  // namespace replay
