#include <doctest/doctest.h>

#include "test/unit/fix/samples.h"

namespace {

// The problem of a message of which one field has another value; "": it is left out.
std::string problem(fix::Message message, int number, const std::string& value) {
    for (fix::Tag& tag : message.fields) {
        if (tag.number == number) tag.value = value;
    }
    const bool of_exchange = message.type == "8" || message.type == "9";
    const fix::Dialect dialect;
    if (of_exchange) {
        const auto read = fix::read_from_exchange(message, dialect);
        return read.ok() ? "" : read.error().what;
    }
    const auto read = fix::read_from_member(message, dialect);
    return read.ok() ? "" : read.error().what;
}

fix::Message limit_order() {
    fix::NewOrder order = Samples{1}.new_order();
    order.type = events::OrderType::Limit;
    return write(order, fix::Dialect{});
}

fix::Message trade() {
    fix::ExecutionReport report = Samples{1}.report();
    report.exec_type = fix::ExecType::Trade;
    report.last_quantity = 5;
    report.last_price = 7;
    return write(report, fix::Dialect{});
}

}  // namespace

TEST_CASE("fix/trading: a bad value is named with its tag") {
    CHECK(problem(limit_order(), 44, "1.23456") == "44 Price: more than 4 decimals");
    CHECK(problem(limit_order(), 44, "1e3") == "44 Price: not a decimal");
    CHECK(problem(limit_order(), 44, "123456789012345") == "44 Price: too large");
    CHECK(problem(limit_order(), 38, "10.5") == "38 OrderQty: not a whole number");
    CHECK(problem(limit_order(), 38, "-1") == "38 OrderQty: negative");
    CHECK(problem(limit_order(), 38, "99999999999999999999") == "38 OrderQty: not a whole number");
    CHECK(problem(limit_order(), 48, "4294967296") == "48 token: too large");
    CHECK(problem(limit_order(), 54, "5") == "54 Side: unknown value 5");
    CHECK(problem(limit_order(), 60, "20260231-09:00:00") == "60 TransactTime: not a UTC time");
    CHECK(problem(limit_order(), 207, "NYSE") == "207 exchange: unknown value NYSE");
    CHECK(problem(trade(), 150, "Z") == "150 ExecType: unknown value Z");
    CHECK(problem(trade(), 39, "Z") == "");
    CHECK(problem(trade(), 75, "2026-11-21") == "");
}

TEST_CASE("fix/trading: what must be there is named when it is missing") {
    CHECK(problem(limit_order(), 11, "") == "11 ClOrdID: missing");
    CHECK(problem(limit_order(), 44, "") == "44 Price: missing");
    CHECK(problem(limit_order(), 38, "") == "38 OrderQty: missing");
    CHECK(problem(limit_order(), 54, "") == "54 Side: missing");
    CHECK(problem(trade(), 17, "") == "17 ExecID: missing");
    CHECK(problem(trade(), 31, "") == "31 LastPx: missing");
    CHECK(problem(trade(), 150, "") == "150 ExecType: missing");
    CHECK(problem(limit_order(), 59, "") == "");
}

TEST_CASE(
    "fix trading: whole quantities may have zeros behind the point, markets their own codes") {
    CHECK(problem(limit_order(), 38, "75.00") == "");
    CHECK(problem(limit_order(), 207, "XNSE") == "");
}
