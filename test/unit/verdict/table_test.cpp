// Walks the table of docs/verdict.md.
#include <doctest/doctest.h>

#include <fstream>
#include <functional>
#include <map>
#include <set>
#include <sstream>

#include "test/unit/verdict/world.h"

using verdict::Inputs;

namespace {

struct Line {
    std::string input, scope, trust, exits, by_hand, by_itself;
};

std::vector<std::string> cells_of(const std::string& line) {
    std::vector<std::string> cells;
    std::istringstream in{line};
    for (std::string cell; std::getline(in, cell, '|');) {
        const size_t first = cell.find_first_not_of(" `");
        if (first == std::string::npos) continue;
        cells.push_back(cell.substr(first, cell.find_last_not_of(" `") - first + 1));
    }
    return cells;
}

std::vector<Line> lines_of_the_page() {
    std::ifstream page{VERDICT_PAGE};
    std::vector<Line> lines;
    for (std::string text; std::getline(page, text);) {
        if (!text.starts_with("| `")) continue;
        const auto cells = cells_of(text);
        REQUIRE(cells.size() == 7);
        lines.push_back({cells[0], cells[2], cells[3], cells[4], cells[5], cells[6]});
    }
    return lines;
}

void open_hours(Inputs& inputs, int64_t hours) {
    inputs.day_opened_us = inputs.now_us - hours * 3600 * kSecondUs;
}

void day_over(Inputs& inputs) {
    inputs.day = 20261127;
    inputs.today_has_events = true;
}

// What an earlier comparison has found is told no longer.
void no_totals(Inputs& inputs) {
    inputs.exchanges = {{"NSE", 1}};
    inputs.totals = {false, "neither url nor file", inputs.now_us, 0};
}

using Deed = std::function<void(Inputs&)>;
const std::map<std::string, Deed>& deeds() {
    static const std::map<std::string, Deed> all{
        {"nothing", [](Inputs&) {}},
        {"tables_unread", [](Inputs& in) { in.unread = "connection refused"; }},
        {"day_unknown", [](Inputs& in) { in.day = 0; }},
        {"day_ahead", [](Inputs& in) { ++in.day; }},
        {"day_over", day_over},
        {"files_taken_away", [](Inputs& in) { in.missing_files = 1; }},
        {"nameless_parked", [](Inputs& in) { in.nameless_parked = 2; }},
        {"record_lost", [](Inputs& in) { in.recorded = false; }},
        {"many_differ", [](Inputs& in) { in.partitions[1].differing = 2; }},
        {"account_differs",
         [](Inputs& in) {
             in.accounts = {{"A1", 1, 1, 0, 1}};
         }},
        {"account_row_differs",
         [](Inputs& in) {
             in.accounts = {{"A1", 1, 1, 0, 0}};
         }},
        {"account_parked",
         [](Inputs& in) {
             in.accounts = {{"A1", 1, 0, 3, 3}};
         }},
        {"account_edited",
         [](Inputs& in) { in.accounts = {{.name = "A1", .holding = 1, .edited = 1}}; }},
        {"partition_behind",
         [](Inputs& in) {
             in.partitions[2].missing = 1;
             in.partitions[2].stood_us = 31 * kSecondUs;
         }},
        {"partition_paused",
         [](Inputs& in) {
             in.pauses = {{2, "asha", "a look", in.now_us - 3600 * kSecondUs, 0}};
         }},
        {"partition_unlisted", [](Inputs& in) { in.partitions[2].unlisted = 1; }},
        {"partition_incomplete", [](Inputs& in) { in.partitions[2].incomplete = true; }},
        {"partition_uncompared",
         [](Inputs& in) {
             open_hours(in, 2);
             in.partitions[2].compared_us = 0;
         }},
        {"not_compared_yet",
         [](Inputs& in) {
             open_hours(in, 2);
             in.partitions[2].compared_us = 0;
             in.comparing_us = 20 * kSecondUs;
         }},
        {"totals_differ",
         [](Inputs& in) {
             in.exchanges = {{"NSE", 1}};
         }},
        {"totals_not_compared", no_totals},
        {"orders_session_down", [](Inputs& in) { in.sessions[0].logged_on = false; }},
        {"drop_copy_down", [](Inputs& in) { in.sessions[1].logged_on = false; }},
        {"drop_copy_silent", [](Inputs& in) { in.sessions[1].silent_us = 61 * kSecondUs; }},
        {"helper_down", [](Inputs& in) { in.helpers_down = {"archive"}; }},
        {"clock_apart", [](Inputs& in) { in.clock_apart_us = -1'200'000; }}};
    return all;
}

std::string word_of(verdict::Activation activation) {
    switch (activation) {
        case verdict::Activation::Activates:
            return "activates";
        case verdict::Activation::Refuses:
            return "refuses";
        case verdict::Activation::PagesAndWaits:
            return "pages people and waits";
    }
    return "";
}

}  // namespace

TEST_CASE("verdict/table: the page names every input, each once") {
    std::set<std::string> named;
    for (const Line& line : lines_of_the_page()) {
        CHECK(named.insert(line.input).second);
        CHECK_MESSAGE(deeds().contains(line.input), line.input);
    }
    CHECK(named.size() == deeds().size());
}

TEST_CASE("verdict/table: the function is what the page says") {
    for (const Line& line : lines_of_the_page()) {
        CAPTURE(line.input);
        Inputs inputs = sound_site();
        deeds().at(line.input)(inputs);
        const verdict::Verdict found = verdict::judge(inputs, {});
        CHECK(verdict::name_of(found.trust) == line.trust);
        CHECK(word_of(verdict::by_hand(found.trust)) == line.by_hand);
        CHECK(word_of(verdict::by_itself(found.trust)) == line.by_itself);
        if (line.scope == "-") {
            CHECK(found.findings.empty());
            continue;
        }
        REQUIRE(found.findings.size() == 1);
        CHECK(verdict::name_of(found.findings[0].scope) == line.scope);
        CHECK(found.findings[0].holds == (line.exits == "held"));
    }
}
