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

TEST_CASE("fix/trading: of a report that cannot be read the orders that it names can") {
    fix::Message message;
    message.type = "8";
    message.add(11, "BXA").add(37, "N1").add(41, "NONE").add(39, "2").add(32, "1E2");
    const fix::Dialect dialect;
    CHECK_FALSE(fix::read_from_exchange(message, dialect).ok());
    const auto names = fix::names_in(message);
    REQUIRE(names);
    CHECK(names->client_order_id == "BXA");
    CHECK(names->exchange_order_id == "N1");
    CHECK(names->original_client_order_id.empty());
    message.problem = "49 SenderCompID: not of this session";
    CHECK_FALSE(fix::names_in(message));
    message.problem.clear();
    message.type = "9";
    CHECK_FALSE(fix::names_in(message));
}

TEST_CASE("fix/trading: 32 of what is no trade is told, and where it is no number, too") {
    fix::ExecutionReport sent = Samples{1}.report();
    sent.exec_type = fix::ExecType::Rejected;
    const fix::Dialect dialect;
    const auto told = [&](const std::string& last, const std::string& cumulative) {
        fix::Message message = write(sent, dialect);
        std::erase_if(message.fields,
                      [](const fix::Tag& tag) { return tag.number == 32 || tag.number == 14; });
        if (!last.empty()) message.add(32, last);
        if (!cumulative.empty()) message.add(14, cumulative);
        const auto read = fix::read_from_exchange(message, dialect);
        REQUIRE(read.ok());
        const auto& report = std::get<fix::ExecutionReport>(read.value());
        return std::pair{report.told_again, report.fills_unreadable};
    };
    CHECK(told("", "") == std::pair{int64_t{0}, false});
    CHECK(told("0", "0") == std::pair{int64_t{0}, false});
    CHECK(told("100", "") == std::pair{int64_t{100}, false});
    CHECK(told("1E2", "").second);
    CHECK(told("", "y").second);
}
