#include "consumers/gateway/names.h"

#include <doctest/doctest.h>

#include "common/reports/order_state.h"
#include "test/unit/gateway/orders.h"

using fix::ExecType;
using fix::ExecutionReport;
using fix::OrdStatus;

namespace {

struct Words {
    std::string id = {};        // 11
    std::string original = {};  // 41
    std::string number = {};    // 37
    ExecType type = ExecType::Trade;
    OrdStatus status = OrdStatus::PartiallyFilled;
};

// Orders BXA and BXB are on the wire, and the cancel BXC of BXA, which names it N1.
struct Ear {
    gateway::Hearings hearings{100};
    gateway::Names names{100};
    explicit Ear(size_t names_max = 100) : names{names_max} {
        for (const char* id : {"BXA", "BXB"}) hearings.expect(make_order({.id = id}), true);
        exits::Exit cancel = make_order({.id = "BXC", .cancel = true});
        cancel.target_client_order_id = "BXA";
        cancel.target_exchange_order_id = "N1";
        hearings.expect(cancel, true);
        names.add(cancel);
    }
    ExecutionReport settled(const Words& words) {
        ExecutionReport report;
        report.client_order_id = words.id;
        report.original_client_order_id = words.original;
        report.exchange_order_id = words.number;
        report.exec_type = words.type;
        report.status = words.status;
        report.quantity = report.leaves = 75;
        names.settle(report, hearings);
        return report;
    }
    std::string order(const Words& words) { return settled(words).client_order_id; }
};

}  // namespace

TEST_CASE("gateway/names: a report speaks of the order that 11 names, whatever else it says") {
    Ear ear;
    CHECK(ear.order({.id = "BXA"}) == "BXA");
    CHECK(ear.order({.id = "BXB", .original = "BXA", .number = "N1"}) == "BXB");
    CHECK(ear.order({.id = "M-17"}) == "M-17");
    CHECK(ear.order({.id = "M-17", .original = "M-16", .number = "N9"}) == "M-17");
}

TEST_CASE("gateway/names: with another's word, or nothing, in 11, 41 names the order") {
    Ear ear;
    for (const char* id : {"EXCH1", "", "NONE", "BXC", "BXEARLIER"}) {
        CAPTURE(id);
        CHECK(ear.order({.id = id, .original = "BXA"}) == "BXA");
    }
    CHECK(ear.settled({.id = "EXCH1", .original = "BXA"}).request_id == "EXCH1");
    CHECK(ear.settled({.id = "NONE", .original = "BXA"}).request_id.empty());
    // Of an earlier process, whose rows this one has not read.
    CHECK(ear.order({.id = "EXCH1", .original = "BXOLD"}) == "BXOLD");
}

TEST_CASE("gateway/names: a number that was told beside an order's id names it alone") {
    Ear ear;
    CHECK(ear.order({.number = "N2"}).empty());
    CHECK(ear.order({.id = "BXB", .number = "N2", .type = ExecType::New}) == "BXB");
    for (const char* id : {"", "NONE", "EXCH1"}) {
        CAPTURE(id);
        CHECK(ear.order({.id = id, .number = "N2"}) == "BXB");
        CHECK(ear.order({.id = id, .original = "EXCH1", .number = "N2"}) == "BXB");
    }
    CHECK(ear.order({.original = "BXA", .number = "N3"}) == "BXA");
    CHECK(ear.order({.number = "N3"}) == "BXA");  // learnt from 41
    for (const char* none : {"0", "NONE", ""}) {
        CAPTURE(none);
        (void)ear.order({.id = "BXB", .number = none});
        CHECK(ear.order({.number = none}).empty());
    }
}

TEST_CASE("gateway/names: a cancel's row says its order's id and number") {
    Ear ear;
    CHECK(ear.order({.number = "N1"}) == "BXA");
    for (const ExecType type : {ExecType::Trade, ExecType::Canceled, ExecType::Status}) {
        const ExecutionReport report = ear.settled({.id = "BXC", .type = type});
        CHECK(report.client_order_id == "BXA");
        CHECK(report.request_id == "BXC");
    }
}

TEST_CASE("gateway/names: a refused request that names the order by its number rejects no order") {
    Ear ear;
    const ExecutionReport no = ear.settled(
        {.id = "R-7", .number = "N1", .type = ExecType::Rejected, .status = OrdStatus::Rejected});
    CHECK(no.client_order_id == "BXA");
    CHECK(reports::refuses_request(no));
}

TEST_CASE("gateway/names: of more numbers than it may remember the oldest go") {
    Ear ear{3};  // BXC and N1 are two
    for (int i = 0; i < 3; ++i) (void)ear.order({.id = "BXB", .number = "P" + std::to_string(i)});
    CHECK(ear.order({.number = "N1"}).empty());
    CHECK(ear.order({.number = "P2"}) == "BXB");
}
