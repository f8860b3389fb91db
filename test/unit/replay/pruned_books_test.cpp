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

TEST_CASE("pruned_books: of an account only its own orders without a number were pruned") {
    const auto names = [](const char* account, int32_t part) {
        return PrunedKey{PrunedTable::OrdersWithoutNumber, kPrunedDay, account, part};
    };
    const PrunedRows pruned = {{inbox("a"), {3, 600}},
                               {names("A1", 0), {1, 9}},
                               {names("A2", 0), {2, 70}},
                               {names("A3", 1), {1, 5}}};
    CHECK(replay::pruned_of(pruned, "A1") == PrunedRows{{names("A1", 0), {1, 9}}});
    CHECK(replay::pruned_of(pruned, "A4").empty());
    CHECK(replay::pruned_of(pruned, "") ==
          PrunedRows{{inbox("a"), {3, 600}}, {names("", 0), {3, 79}}, {names("", 1), {1, 5}}});
    CHECK(books::select_row_sums(PrunedTable::OrdersWithoutNumber, kPrunedDay)
              .starts_with("SELECT day,'',part,COUNT(*)"));
    CHECK(books::select_row_sums(PrunedTable::OrdersWithoutNumber, kPrunedDay, "A'1")
              .ends_with("WHERE day=20260803 AND account='A\\'1' GROUP BY 1,2,3"));
}
