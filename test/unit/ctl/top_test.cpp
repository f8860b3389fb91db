#include <doctest/doctest.h>

#include <algorithm>

#include "producers/ctl/table.h"
#include "producers/ctl/watch/top_frame.h"
#include "test/unit/ctl/overview_value.h"

using ctl::History;
using ctl::Line;
using ctl::SortBy;
using ctl::View;

namespace {

std::vector<std::string> shown(const overview::Overview& site, const View& view, size_t width,
                               size_t height) {
    History history;
    history.add(site);
    std::vector<std::string> texts;
    for (const Line& line : ctl::frame(site, history, view, width, height)) {
        texts.push_back(line.text);
    }
    return texts;
}

// Number of the first line with this text; npos without.
size_t line_with(const std::vector<std::string>& lines, const std::string& text) {
    for (size_t i = 0; i < lines.size(); ++i) {
        if (lines[i].find(text) != std::string::npos) return i;
    }
    return std::string::npos;
}

overview::Overview crowded() {
    auto site = healthy_site();
    for (int i = 0; i < 300; ++i) {
        auto partition = site.partitions[0];
        partition.number = i + 2;
        partition.lag_us = 60'000'000;
        site.partitions.push_back(partition);
        auto queue = site.queues.value->at(2);
        queue.name = "a.queue.with.a.very.long.name.indeed." + std::to_string(i);
        site.queues.value->push_back(queue);
    }
    return site;
}

}  // namespace

TEST_CASE("ctl/top: no line is wider, and no frame higher, than the screen") {
    for (const size_t width : {1u, 20u, 40u, 59u, 60u, 80u, 132u, 250u}) {
        for (const size_t height : {0u, 1u, 2u, 5u, 10u, 24u, 60u}) {
            for (const auto& site : {healthy_site(), crowded(), overview::Overview{}}) {
                const auto lines = shown(site, {}, width, height);
                CHECK(lines.size() <= height);
                for (const std::string& line : lines) CHECK(ctl::shown_width(line) <= width);
            }
        }
    }
}

TEST_CASE("ctl/top: 40 columns keep the depth and what it is about") {
    const auto lines = shown(healthy_site(), {}, 40, 24);
    CHECK(lines.at(0) == "backstop  09:15:00 IST  ACTIVE epoch 3");
    CHECK(lines.at(1) == "verdict TRUSTED");
    CHECK(lines.at(2) == "alerts 0  commands 0");
    CHECK(lines.at(3) == "healthy");
    CHECK(line_with(lines, "ledger.01                    70     2.0") != std::string::npos);
    CHECK(line_with(lines, "TREND") == std::string::npos);
    CHECK(lines.back() == "q quit  s sort:name  t trouble  / filter");
}

TEST_CASE("ctl/top: a wide screen adds rates, consumers and the trend") {
    const auto lines = shown(healthy_site(), {}, 80, 30);
    CHECK(lines.at(2) == "alerts none fires");
    CHECK(lines.at(3) == "commands none open");
    CHECK(line_with(lines, "TREND") != std::string::npos);
    CHECK(line_with(lines, "ledger.01                    70      105      2.0     1") !=
          std::string::npos);
    CHECK(line_with(lines, "        1        70       2.3        123") != std::string::npos);
}

TEST_CASE("ctl/top: numbers without a reading keep their columns") {
    auto site = healthy_site();
    site.partitions[0].applied_per_1000_s.reset();
    const auto lines = shown(site, {}, 80, 30);
    CHECK(line_with(lines, "BEHIND S       APPLIED/S    GAP S") != std::string::npos);
    CHECK(line_with(lines, "     0.0  no reading yet      0.0") != std::string::npos);
    CHECK(line_with(lines, "     2.3             123      0.0") != std::string::npos);
}

TEST_CASE("ctl/top: a name that is longer than its column moves the others, and is not cut") {
    auto site = healthy_site();
    const std::string name = "gateway.a-session-with-a-rather-long-name";
    site.queues.value->at(3).name = name;
    CHECK(line_with(shown(site, {}, 120, 40), name + "       70") != std::string::npos);
    std::string narrow;
    for (const std::string& line : shown(site, {}, 30, 60)) narrow += line;
    CHECK(narrow.find(name) != std::string::npos);
}

TEST_CASE("ctl/top: before the first reading it says what it waits for, and no verdict") {
    const auto lines = ctl::first_frame(80, 24);
    CHECK(lines.size() == 3);
    CHECK(lines.at(1).text == "waits for the first reading of broker, database and services");
}

TEST_CASE("ctl/top: what does not fit is counted") {
    const auto lines = shown(crowded(), {}, 80, 24);
    CHECK(lines.size() >= 23);
    CHECK(line_with(lines, " more: backstopctl status") != std::string::npos);
    CHECK(line_with(lines, " more: backstopctl lag") != std::string::npos);
    CHECK(lines.at(lines.size() - 2).find(" more") != std::string::npos);
}

TEST_CASE("ctl/top: sorted by depth, filtered, trouble alone") {
    const auto sorted = shown(healthy_site(), {SortBy::Depth, false, "", false}, 80, 40);
    CHECK(line_with(sorted, "journal") < line_with(sorted, "ledger.01"));
    CHECK(line_with(sorted, "ledger.01") < line_with(sorted, "ledger.00"));
    const auto filtered = shown(healthy_site(), {SortBy::Name, false, "ledger", false}, 80, 40);
    CHECK(line_with(filtered, "journal") == std::string::npos);
    CHECK(filtered.back().ends_with("/ filter:ledger"));
    auto site = healthy_site();
    site.queues.value->at(2).consumers = 0;
    const auto trouble = shown(site, {SortBy::Name, true, "", false}, 80, 40);
    CHECK(line_with(trouble, "! queue ledger.00: nobody reads it, 5 messages wait") == 4);
    CHECK(line_with(trouble, "ledger.01") == std::string::npos);
}

TEST_CASE("ctl/top: keys change the view, and q ends it") {
    View view;
    for (const SortBy wanted : {SortBy::Depth, SortBy::In, SortBy::Out, SortBy::Name}) {
        CHECK(ctl::apply_key(view, 's'));
        CHECK(view.sort == wanted);
    }
    CHECK(ctl::apply_key(view, 't'));
    CHECK(view.only_trouble);
    for (const char key : std::string{"/lqx\x7f"}) CHECK(ctl::apply_key(view, key));
    CHECK((view.typing && view.filter == "lq"));
    CHECK(ctl::apply_key(view, '\r'));
    CHECK_FALSE(view.typing);
    CHECK(ctl::apply_key(view, '\x1b'));
    CHECK(view.filter.empty());
    CHECK_FALSE(ctl::apply_key(view, 'q'));
}

TEST_CASE("ctl/top: the trend is as wide as asked for and forgets queues that are gone") {
    History history;
    auto site = healthy_site();
    for (const int64_t depth : {0, 35, 70}) {
        site.queues.value->at(3).ready = depth;
        history.add(site);
    }
    CHECK(history.trend("ledger.01", 5) == "  ▁▄█");
    CHECK(history.trend("ledger.01", 1) == "█");
    site.queues.value->erase(site.queues.value->begin() + 3);
    history.add(site);
    CHECK(history.trend("ledger.01", 3) == "   ");
}
