#include "producers/replay/pruned_books.h"

#include <doctest/doctest.h>

using books::PrunedKey;
using books::PrunedRows;
using books::PrunedTable;
using replay::explained_by_prune;

namespace {

constexpr uint32_t kPrunedDay = 20260803;

PrunedKey inbox(const char* source) { return {PrunedTable::Inbox, kPrunedDay, source, 0}; }

}  // namespace

TEST_CASE("pruned_books: what is there and what was pruned come to what the record tells") {
    const PrunedRows pruned = {{inbox("a"), {3, 600}}, {inbox("b"), {2, 50}}};
    const PrunedRows live = {{inbox("a"), {1, 7}}};
    const auto explained = [&](const PrunedRows& shadow) {
        return explained_by_prune(pruned, live, shadow);
    };
    CHECK(explained({{inbox("a"), {4, 607}}, {inbox("b"), {2, 50}}}) == pruned);
    CHECK(explained({{inbox("a"), {5, 640}}, {inbox("b"), {2, 50}}}) ==
          PrunedRows{{inbox("b"), {2, 50}}});
    CHECK(explained({{inbox("a"), {4, 608}}}).empty());
    CHECK(explained({}).empty());
}

TEST_CASE("pruned_books: of an account no more orders are forgiven than were pruned") {
    replay::Scope scope{kPrunedDay, {}, 1, "A1", {}};
    const PrunedRows pruned = {{{PrunedTable::OrdersWithoutNumber, kPrunedDay, "", 0}, {1, 9}}};
    replay::Report report;
    report.differences = {{"orders_without_number", "A1,…", "missing", "", "", ""},
                          {"orders_without_number", "A1,…", "extra", "", "", ""}};
    replay::forget_pruned_of_account(scope, pruned, report);
    REQUIRE(report.differences.size() == 1);
    CHECK(report.differences[0].kind == "extra");
    REQUIRE(report.pruned.size() == 1);
    CHECK(report.pruned[0].rows == 1);
    report = {};
    report.differences.assign(2, {"orders_without_number", "A1,…", "missing", "", "", ""});
    replay::forget_pruned_of_account(scope, pruned, report);
    CHECK(report.differences.size() == 2);
}
