#include "producers/replay/compare_books.h"

#include <algorithm>
#include <utility>

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

Status compare_parked(LiveBooks& now, Shadow& shadow, const std::vector<std::string>& digests,
                      Report& report) {
    if (digests.empty()) return Unit{};
    const auto ours = now.query(select_parked(digests, Side::Live));
    if (!ours.ok()) return ours.error();
    const auto theirs = shadow.query(select_parked(digests, Side::Shadow));
    if (!theirs.ok()) return theirs.error();
    for (auto& one : differences_of(parked_table(), ours.value(), theirs.value())) {
        report.differences.push_back(std::move(one));
    }
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

Status look_for_parked(LiveBooks& now, Shadow& shadow, Report& report) {
    std::vector<std::string> digests;
    std::erase_if(report.differences, [&](const Difference& one) {
        if (one.table != parked_table().name || one.kind != "missing") return false;
        digests.push_back(one.key);
        return true;
    });
    return compare_parked(now, shadow, digests, report);
}

Status compare_unread(LiveBooks& now, Shadow& shadow, const Scope& scope, Report& report) {
    constexpr size_t kDigestsOfAStatement = 1'000;
    std::string above;
    for (size_t found = kDigestsOfAStatement; found == kDigestsOfAStatement;) {
        if (report.differences.size() >= kDifferencesMax) {
            report.differences_cut = true;
            return Unit{};
        }
        const auto rows = shadow.query(select_unread(scope, above, kDigestsOfAStatement));
        if (!rows.ok()) return rows.error();
        std::vector<std::string> digests;
        for (const db::Row& row : rows.value()) digests.push_back(row[0].value_or(""));
        if (Status done = compare_parked(now, shadow, digests, report); !done.ok()) return done;
        found = digests.size();
        if (found > 0) above = digests.back();
    }
    return Unit{};
}

base::Result<bool> knows_any(LiveBooks& live, Shadow& shadow, const Scope& scope) {
    for (const Table& table : tables()) {
        if (!scope.covers(table)) continue;
        const std::string sql = select_any(table, scope);
        const auto ours = live.query(sql);
        if (!ours.ok()) return ours.error();
        const auto theirs = shadow.query(sql);
        if (!theirs.ok()) return theirs.error();
        if (!ours.value().empty() || !theirs.value().empty()) return true;
    }
    return false;
}

}  // namespace replay
