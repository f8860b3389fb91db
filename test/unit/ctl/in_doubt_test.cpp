#include "producers/ctl/doubts/in_doubt.h"

#include <doctest/doctest.h>

#include "test/unit/ctl/now.h"

using exits::Exit;
using exits::InBooks;
using exits::State;

namespace {

Exit sent(int64_t seconds_ago) {
    Exit row;
    row.client_order_id = "BX3F2A";
    row.account = "AB1234";
    row.symbol = "NIFTY26AUG24000CE";
    row.action = events::CommandAction::Exit;
    row.side = events::Side::Sell;
    row.quantity = 150;
    row.state = State::Sent;
    row.day = 20260803;
    row.sent_us = kNow - seconds_ago * 1'000'000;
    row.planned_us = row.sent_us - 1;
    return row;
}

bool refused(const Exit& row, const std::string& field, InBooks in_books = InBooks::No,
             int64_t filled = 0) {
    return ctl::resolve_problem(row, in_books, filled, kNow).starts_with(field + ": ");
}

}  // namespace

TEST_CASE("ctl/in_doubt: what is in doubt for a minute, and the books do not know, is resolved") {
    CHECK(ctl::resolve_problem(sent(60), InBooks::No, 0, kNow).empty());
    CHECK(ctl::resolve_problem(sent(60), InBooks::No, 150, kNow).empty());
    Exit doubt = sent(600);
    doubt.state = State::Doubt;
    doubt.doubt_us = kNow - 60'000'000;
    doubt.heard = 75;
    CHECK(ctl::resolve_problem(doubt, InBooks::No, 75, kNow).empty());
    CHECK(refused(doubt, "filled", InBooks::No, 74));
    CHECK(refused(doubt, "filled", InBooks::No, 0));  // --dead, and the exchange has told a fill
}

TEST_CASE("ctl/in_doubt: what a person cannot say is refused by its field") {
    CHECK(refused(sent(59), "id"));
    CHECK(refused(sent(60), "id", InBooks::Yes));
    CHECK(refused(sent(60), "filled", InBooks::No, 151));
    Exit cancel = sent(60);
    cancel.action = events::CommandAction::Cancel;
    CHECK(refused(cancel, "id"));
    for (const State state : {State::Planned, State::Working, State::Frozen, State::Done,
                              State::Rejected, State::Cancelled}) {
        Exit other = sent(60);
        other.state = state;
        CHECK(refused(other, "id"));
    }
    Exit filled = sent(60);
    filled.state = State::Doubt;
    filled.filled = 1;
    CHECK(refused(filled, "id"));
    Exit ended = sent(60);
    ended.ended_us = 1;
    CHECK(refused(ended, "id"));
}

TEST_CASE("ctl/in_doubt: what the books have left alive is resolved, never below what they have") {
    Exit row = sent(600);
    row.state = State::Doubt;
    row.filled = 40;
    row.heard = 70;
    CHECK(refused(row, "id", InBooks::Yes, 70));
    for (const int64_t filled : {40, 70, 150}) {  // 40: as the books say
        CHECK(ctl::resolve_problem(row, InBooks::LeftAlive, filled, kNow).empty());
    }
    for (const int64_t filled : {0, 39, 41, 69, 151}) {
        CHECK(refused(row, "filled", InBooks::LeftAlive, filled));
    }
}

TEST_CASE("ctl/in_doubt: since when, and why") {
    Exit row = sent(60);
    CHECK(
        ctl::in_doubt_table({row}) ==
        R"(ACCOUNT  DAY       ORDER   WHAT  MARKET  SYMBOL             PRODUCT  SIDE  QUANTITY  HEARD  SINCE                    WHY
AB1234   20260803  BX3F2A  exit  NSE CM  NIFTY26AUG24000CE  CNC      sell       150      0  2026-08-03 09:14:00 IST  unanswered: sent, and the exchange has not answered
)");
    row.state = State::Doubt;
    row.doubt_us = kNow;
    row.reason = "in doubt: more filled than ordered";
    CHECK(ctl::since_us(row) == kNow);
    CHECK(ctl::in_doubt_json({row}).find(R"("kind":"contradicted")") != std::string::npos);
    CHECK(ctl::in_doubt_table({}) == "no orders in doubt\n");
    CHECK(ctl::in_doubt_json({}) == R"({"orders":[]})");
}

TEST_CASE("ctl/in_doubt: two persons agree on the same words of the same row") {
    Exit row = sent(60);
    const auto first = ctl::act_of(row, 0, "the desk");
    CHECK(first.what == ctl::act_of(row, 0, "another reason").what);
    CHECK(first.what != ctl::act_of(row, 75, "the desk").what);
    row.heard = 1;  // more was heard meanwhile
    CHECK(first.what != ctl::act_of(row, 0, "the desk").what);
}
