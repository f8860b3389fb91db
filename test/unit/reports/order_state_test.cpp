// Walks the table of docs/fix.md: every pair of 150 and 39, with something left to trade and
// without.
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

std::vector<Cell> cells_of_the_page() {
    std::ifstream page{FIX_PAGE};
    std::vector<std::string> types;
    std::vector<Cell> cells;
    for (std::string line; std::getline(page, line);) {
        const auto columns = split(line, '|');
        if (line.starts_with("| 39 \\ 150 |")) types = columns;
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

std::string state_of(const Cell& cell, const std::string& leaves) {
    WireReport wire;
    wire.set(150, cell.type).set(39, cell.status).set(38, "130").set(151, leaves).set(17, "E1");
    wire.set(14, cell.status == "1" ? "40" : "0").set(32, "0").set(19, "E0");
    if (cell.status == "none") wire.drop(39);
    if (cell.type == "G") wire.drop(32);
    const auto read = fix::read_from_exchange(fix::read_text(wire.text()), wire.dialect);
    REQUIRE(read.ok());
    return std::string{
        events::name_of(reports::order_state(std::get<fix::ExecutionReport>(read.value())))};
}

}  // namespace

TEST_CASE("reports/order_state: every pair of 150 and 39 is what docs/fix.md says") {
    const auto cells = cells_of_the_page();
    CHECK(cells.size() == size_t{20} * 16);
    for (const Cell& cell : cells) {
        CAPTURE(cell.status);
        CAPTURE(cell.type);
        CHECK(state_of(cell, "90") == cell.some_left);
        CHECK(state_of(cell, "0") == cell.nothing_left);
    }
}
