// Walks the tables of docs/fix.md: every pair of 150 and 39, with something left to trade and
// without; and every 39 of a refused request.
#include "common/reports/order_state.h"

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

#include "test/unit/reports/wire_report.h"

namespace {

std::vector<std::string> split(const std::string& text, char at) {
    std::vector<std::string> parts;
    std::istringstream in{text};
    for (std::string part; std::getline(in, part, at);) {
        const size_t first = part.find_first_not_of(' ');
        if (first == std::string::npos) continue;
        parts.push_back(part.substr(first, part.find_last_not_of(' ') - first + 1));
    }
    return parts;
}

struct Cell {
    std::string status;
    std::string type;
    std::string some_left;
    std::string nothing_left;
};

std::vector<Cell> cells_of_the_page(const std::string& head) {
    std::ifstream page{FIX_PAGE};
    std::vector<std::string> types;
    std::vector<Cell> cells;
    for (std::string line; std::getline(page, line);) {
        const auto columns = split(line, '|');
        if (line.empty()) types.clear();  // the end of a table
        if (line.starts_with(head)) types = columns;
        if (types.empty() || columns.size() != types.size() || line.starts_with("|---")) continue;
        if (columns[0].starts_with("39")) continue;
        for (const std::string& status : split(columns[0], ' ')) {
            for (size_t i = 1; i < columns.size(); ++i) {
                const auto states = split(columns[i], '/');
                REQUIRE(states.size() == 2);
                for (const std::string& type : split(types[i], ' ')) {
                    cells.push_back({status, type, states[0], states[1]});
                }
            }
        }
    }
    return cells;
}

WireReport wire_of(const Cell& cell, const std::string& leaves) {
    WireReport wire;
    wire.set(150, cell.type).set(39, cell.status).set(38, "130").set(151, leaves).set(17, "E1");
    wire.set(14, cell.status == "1" ? "40" : "0").set(32, "0").set(19, "E0");
    if (cell.status == "none") wire.drop(39);
    if (cell.type == "G") wire.drop(32);
    if (leaves.empty()) wire.drop(151);
    return wire;
}

std::string state_of(const WireReport& wire) {
    const auto read = fix::read_from_exchange(fix::read_text(wire.text()), wire.dialect);
    REQUIRE(read.ok());
    return std::string{
        events::name_of(reports::order_state(std::get<fix::ExecutionReport>(read.value())))};
}

// The order in the events of the refused request C2 about the order C1.
events::Order after_refusal(const Cell& cell, const std::string& leaves) {
    WireReport wire = wire_of({cell.status, "8", "", ""}, leaves);
    const auto out = wire.set(11, "C2").set(41, "C1").map();
    REQUIRE(out.refusal == "");
    events::Order order = out.order();
    CHECK(order.client_order_id == "C1");
    order.client_order_id = order.exchange_order_id = {};  // views into `wire`
    order.reason = order.as_sent = order.follows = {};
    return order;
}

}  // namespace

TEST_CASE("reports/order_state: every pair of 150 and 39 is what docs/fix.md says") {
    const auto cells = cells_of_the_page("| 39 \\ 150 |");
    CHECK(cells.size() == size_t{20} * 16);
    for (const Cell& cell : cells) {
        CAPTURE(cell.status);
        CAPTURE(cell.type);
        CHECK(state_of(wire_of(cell, "90")) == cell.some_left);
        CHECK(state_of(wire_of(cell, "0")) == cell.nothing_left);
    }
}

TEST_CASE("reports/order_state: a refused request ends its order only by a final 39") {
    const auto cells = cells_of_the_page("| 39 of a refused request |");
    size_t statuses = 0;
    for (const Cell& cell : cells) {
        if (cell.type != "order") continue;  // the head is two words
        ++statuses;
        CAPTURE(cell.status);
        const int64_t filled = cell.status == "1" ? 40 : 0;
        for (const std::string leaves : {"90", "0", ""}) {
            CAPTURE(leaves);
            const events::Order order = after_refusal(cell, leaves);
            const bool final = is_final(order.state);
            CHECK(name_of(order.state) == (leaves == "90" ? cell.some_left : cell.nothing_left));
            CHECK(order.remaining == (final ? 0 : leaves == "90" ? 90 : 130 - filled));
        }
    }
    CHECK(statuses == 16);
}

TEST_CASE("reports/order_state: a number that is none, or the order's own, is no request's") {
    for (const std::string none : {"", "0", "NONE", " ", "C1"}) {
        CAPTURE(none);
        WireReport wire = wire_of({"8", "8", "", ""}, "0");
        const auto out = wire.set(41, none).set(37, "NONE").map();
        CHECK(out.order().state == events::OrderState::Rejected);
        CHECK(out.order().exchange_order_id == "C1");
    }
}

TEST_CASE("reports/order_state: all filled is not said by a refused request's quantity") {
    WireReport wire = wire_of({"8", "8", "", ""}, "0");
    const auto out = wire.set(38, "40").set(14, "40").set(11, "C2").set(41, "C1").map();
    CHECK(out.order().state == events::OrderState::PartiallyFilled);
}

TEST_CASE("reports/order_state: what lives has something left, whatever 151 says") {
    for (const std::string type : {"0", "5", "D", "I", "A", "L", "F"}) {
        CAPTURE(type);
        WireReport wire = wire_of({"1", type, "", ""}, "0");
        CHECK(wire.set(32, "40").map().order().remaining == 90);
    }
    // The rest of an order whose fill is busted need not come back.
    WireReport bust = wire_of({"0", "H", "", ""}, "0");
    CHECK(bust.map().order().remaining == 0);
}
