#include <doctest/doctest.h>

#include "test/unit/fix/samples.h"

namespace {

const fix::Dialect kDialect;

template <class Value>
Value from_exchange(const fix::Message& message, const fix::Dialect& dialect = kDialect) {
    const auto read = fix::read_from_exchange(received(message), dialect);
    if (!read.ok()) FAIL(read.error().what);
    return std::get<Value>(read.value());
}

template <class Value>
Value from_member(const fix::Message& message) {
    const auto read = fix::read_from_member(received(message), kDialect);
    if (!read.ok()) FAIL(read.error().what);
    return std::get<Value>(read.value());
}

fix::Message fill_of_42(const std::string& transaction) {
    fix::Message message;
    message.type = "8";
    message.add(37, "x1").add(17, "e2").add(19, "e1").add(20, transaction).add(150, "1");
    return message.add(39, "1")
        .add(54, "1")
        .add(38, "100")
        .add(32, "40")
        .add(31, "101.5")
        .add(14, "40");
}

}  // namespace

TEST_CASE("fix/trading: requests and rejects are read as they were written") {
    const fix::Instrument nifty{
        .exchange = {}, .segment = events::Segment::Fo, .token = 7, .symbol = "NIFTY"};
    const auto status = from_member<fix::StatusRequest>(
        write(fix::StatusRequest{"c1", "x1", "A1", nifty, events::Side::Sell}, kDialect));
    CHECK(status.exchange_order_id == "x1");
    CHECK(status.instrument == nifty);
    const auto mass = from_member<fix::MassCancel>(write(fix::MassCancel{"c2", "", 5}, kDialect));
    CHECK(mass.client_order_id == "c2");
    CHECK(mass.account == "");
    CHECK(mass.transact_time_us == 5);
    const auto prices = from_member<fix::PriceRequest>(fix::write_price_request("p1", kDialect));
    CHECK(prices.request_id == "p1");
    fix::CancelReject unknown;
    unknown.client_order_id = "c3";
    unknown.status = fix::OrdStatus::Rejected;
    unknown.unknown_order = unknown.of_replace = true;
    const auto reject = from_exchange<fix::CancelReject>(write(unknown, kDialect));
    CHECK(reject.exchange_order_id == "");
    CHECK(reject.unknown_order);
    CHECK(reject.of_replace);
    for (const bool business : {false, true}) {
        const fix::MessageReject sent{.business = business,
                                      .ref_seq = 9,
                                      .ref_type = "D",
                                      .ref_id = business ? "c1" : "",
                                      .ref_tag = 44,
                                      .text = "no"};
        const auto read = from_exchange<fix::MessageReject>(write(sent, kDialect));
        CHECK(read.business == business);
        CHECK(read.ref_seq == 9);
        CHECK(read.ref_id == sent.ref_id);
        CHECK(read.ref_tag == 44);
    }
    const auto report = from_exchange<fix::MassCancelReport>(
        write(fix::MassCancelReport{"c2", true, 12, "done"}, kDialect));
    CHECK(report.accepted);
    CHECK(report.affected == 12);
}

TEST_CASE("fix/trading: FIX 4.2 says bust and correction with ExecTransType") {
    fix::Dialect dialect;
    dialect.fix42 = true;
    using fix::ExecType;
    const auto type_of = [&](const char* transaction) {
        return from_exchange<fix::ExecutionReport>(fill_of_42(transaction), dialect).exec_type;
    };
    CHECK(type_of("0") == ExecType::Trade);
    CHECK(type_of("1") == ExecType::TradeBust);
    CHECK(type_of("2") == ExecType::TradeCorrect);
    CHECK(type_of("3") == ExecType::Status);
    fix::ExecutionReport filled = Samples{1}.report();
    filled.exec_type = ExecType::Trade;
    filled.status = fix::OrdStatus::Filled;
    CHECK(*write(filled, dialect).find(150) == "2");
    CHECK(*write(filled, dialect).find(20) == "0");
    CHECK(*write(filled, kDialect).find(150) == "F");
    CHECK(write(filled, kDialect).find(20) == nullptr);
    CHECK(*write(Samples{1}.new_order(), dialect).find(21) == "1");
}

TEST_CASE("fix/trading: what a counterparty leaves out is filled in") {
    fix::Message message = fill_of_42("0");
    message.sending_time_us = 1'795'000'000'000'000;
    const auto read = from_exchange<fix::ExecutionReport>(message);
    CHECK(read.trade_no == "e2");
    CHECK(read.leaves == 60);
    CHECK(read.transact_time_us == message.sending_time_us);
    CHECK(read.day == 20261118);
    CHECK(read.validity == events::Validity::Day);
    message.fields[3].value = "1";
    fix::Dialect dialect;
    dialect.fix42 = true;
    CHECK(from_exchange<fix::ExecutionReport>(message, dialect).trade_no == "e1");
}

TEST_CASE("fix/trading: the exchange's day begins by its own clock") {
    fix::Message message = fill_of_42("0");
    message.add(60, "20261120-19:00:00.000");
    CHECK(from_exchange<fix::ExecutionReport>(message).day == 20261121);
}

TEST_CASE("fix/trading: another type is Unknown, with its name") {
    fix::Message message;
    message.type = "AE";
    CHECK(from_exchange<fix::Unknown>(message).type == "AE");
    CHECK(from_member<fix::Unknown>(message).type == "AE");
}
