#include <doctest/doctest.h>

#include "test/unit/fix/samples.h"
#include "test/unit/seed.h"

namespace {

fix::Dialect of(bool fix42) {
    fix::Dialect dialect;
    dialect.fix42 = fix42;
    return dialect;
}

// What was read, written again, is what was written: nothing got lost on the way.
template <class Value>
void check_member(const Value& value, const fix::Dialect& dialect) {
    const fix::Message message = write(value, dialect);
    const auto read = fix::read_from_member(received(message), dialect);
    REQUIRE_MESSAGE(read.ok(), flat(message));
    REQUIRE(std::holds_alternative<Value>(read.value()));
    CHECK(flat(write(std::get<Value>(read.value()), dialect)) == flat(message));
}

template <class Value>
void check_exchange(const Value& value, const fix::Dialect& dialect) {
    const fix::Message message = write(value, dialect);
    const auto read = fix::read_from_exchange(received(message), dialect);
    REQUIRE_MESSAGE(read.ok(), flat(message));
    REQUIRE(std::holds_alternative<Value>(read.value()));
    CHECK(flat(write(std::get<Value>(read.value()), dialect)) == flat(message));
}

}  // namespace

TEST_CASE("fix/trading: any message of either version is read as it was written") {
    const Seeds range = seeds(300);
    for (uint64_t seed = range.first; seed <= range.last; ++seed) {
        CAPTURE(seed);
        Samples samples{seed};
        for (const bool fix42 : {false, true}) {
            const fix::Dialect dialect = of(fix42);
            check_member(samples.new_order(), dialect);
            check_member(samples.cancel(), dialect);
            check_member(samples.replace(), dialect);
            check_exchange(samples.report(), dialect);
        }
    }
}

TEST_CASE("fix/trading: the fields of a report survive one by one") {
    const Seeds range = seeds(300);
    for (uint64_t seed = range.first; seed <= range.last; ++seed) {
        CAPTURE(seed);
        const fix::ExecutionReport sent = Samples{seed}.report();
        for (const bool fix42 : {false, true}) {
            const fix::Dialect dialect = of(fix42);
            const auto result = fix::read_from_exchange(received(write(sent, dialect)), dialect);
            REQUIRE(result.ok());
            const auto& read = std::get<fix::ExecutionReport>(result.value());
            CHECK(read.exec_type == sent.exec_type);
            CHECK(read.status == sent.status);
            CHECK(read.instrument == sent.instrument);
            CHECK(read.side == sent.side);
            CHECK(read.type == sent.type);
            CHECK(read.validity == sent.validity);
            CHECK(read.quantity == sent.quantity);
            CHECK(read.price == sent.price);
            CHECK(read.trigger == sent.trigger);
            CHECK(read.last_quantity == sent.last_quantity);
            CHECK(read.last_price == sent.last_price);
            CHECK(read.cumulative == sent.cumulative);
            CHECK(read.leaves == sent.leaves);
            CHECK(read.trade_no == sent.trade_no);
            CHECK(read.exec_id == sent.exec_id);
            CHECK(read.exec_ref_id == sent.exec_ref_id);
            CHECK(read.exchange_order_id == sent.exchange_order_id);
            CHECK(read.client_order_id == sent.client_order_id);
            CHECK(read.account == sent.account);
            CHECK(read.product == sent.product);
            CHECK(read.day == sent.day);
            CHECK(read.transact_time_us == sent.transact_time_us);
        }
    }
}
