// Walks the table of docs/notices.md, and tells whose wish a command is.
#include "consumers/squareoff/who_is_told.h"

#include <doctest/doctest.h>

#include <array>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

namespace squareoff {
namespace {

constexpr std::array kAskers{Asker::Customer, Asker::Dealer, Asker::MassExit, Asker::RiskOrClock};
constexpr std::array kHappenings{Happened::Refused, Happened::Nothing, Happened::NoOrder,
                                 Happened::Orders};

// {asker, happened: "the customer" or "the operator"}: of each of the table's lines the first three
// cells.
std::map<std::pair<std::string, std::string>, std::string> lines_of_the_page() {
    std::ifstream page{NOTICES_PAGE};
    std::map<std::pair<std::string, std::string>, std::string> lines;
    bool here = false;
    for (std::string text; std::getline(page, text);) {
        if (text.starts_with("## ")) here = text.starts_with("## Who is told");
        if (!here || !text.starts_with("| `")) continue;
        std::array<std::string, 3> cells;
        std::istringstream in{text.substr(1)};
        for (std::string& cell : cells) {
            std::getline(in, cell, '|');
            cell = cell.substr(cell.find_first_not_of(" `"));
            cell = cell.substr(0, cell.find_last_not_of(" `") + 1);
        }
        const bool is_new = lines.emplace(std::pair{cells[0], cells[1]}, cells[2]).second;
        CHECK_MESSAGE(is_new, text);
    }
    return lines;
}

events::Command command(events::CommandOrigin origin, std::string id, std::string evidence) {
    events::Command made;
    made.account = "AB1234";
    made.origin = origin;
    made.id = std::move(id);
    made.evidence = std::move(evidence);
    return made;
}

}  // namespace

TEST_CASE("squareoff/who_is_told: the function is what the page says, and the page says all") {
    const auto lines = lines_of_the_page();
    CHECK(lines.size() == kAskers.size() * kHappenings.size());
    for (const Asker asker : kAskers) {
        for (const Happened happened : kHappenings) {
            const auto line =
                lines.find({std::string{name_of(asker)}, std::string{name_of(happened)}});
            CAPTURE(name_of(asker));
            CAPTURE(name_of(happened));
            REQUIRE(line != lines.end());
            CHECK(customer_is_told(asker, happened) == (line->second == "customer"));
            CHECK((line->second == "customer" || line->second == "operator"));
        }
    }
}

TEST_CASE("squareoff/who_is_told: a mass exit is told from a customer's wish by its ids") {
    using events::CommandOrigin;
    CHECK(asker_of(command(CommandOrigin::Customer, "C-1", "")) == Asker::Customer);
    CHECK(asker_of(command(CommandOrigin::Dealer, "C-1", "call 17")) == Asker::Dealer);
    CHECK(asker_of(command(CommandOrigin::Dealer, "m7:AB1234", "m7")) == Asker::MassExit);
    CHECK(asker_of(command(CommandOrigin::Dealer, "m7:ZZ1", "m7")) == Asker::Dealer);
    CHECK(asker_of(command(CommandOrigin::System, "cutoff:1", "")) == Asker::RiskOrClock);
}

TEST_CASE("squareoff/who_is_told: one order made for one row is what has happened") {
    CommandState state;
    state.phase = CommandPhase::Done;
    CHECK(happened_of(state) == Happened::Nothing);
    state.rows.resize(2);
    state.rows[0].state = RowState::Excluded;
    state.rows[1].state = RowState::Refused;
    CHECK(happened_of(state) == Happened::NoOrder);
    state.rows[1].attempts = 1;
    CHECK(happened_of(state) == Happened::Orders);
    for (const RowState nothing : {RowState::Expired, RowState::Cancelled}) {
        state.rows[1].state = nothing;
        CHECK(happened_of(state) == Happened::NoOrder);
    }
    state.rows[1].done = 75;
    CHECK(happened_of(state) == Happened::Orders);
    state.phase = CommandPhase::Refused;
    state.rows.clear();
    CHECK(happened_of(state) == Happened::Refused);
}

}  // namespace squareoff
