#include <doctest/doctest.h>

#include <algorithm>
#include <random>

#include "producers/ctl/table.h"
#include "producers/ctl/watch/top_frame.h"
#include "test/unit/ctl/overview_value.h"
#include "test/unit/seed.h"

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

namespace {

using Random = std::mt19937_64;

size_t below(Random& random, size_t end) { return random() % end; }

std::string long_text(Random& random) {
    std::string text;
    for (size_t words = below(random, 60); words > 0; --words) {
        text += std::string(1 + below(random, 24), 'x') + (below(random, 8) == 0 ? "é " : " ");
    }
    return text + "end";
}

// In trouble wherever a site can be, at the length that people and servers choose.
overview::Overview troubled(Random& random) {
    auto site = healthy_site();
    if (below(random, 4) > 0) {
        site.verdict.trust = verdict::Trust::NotTrusted;
        for (size_t i = 1 + below(random, 9); i > 0; --i) {
            site.verdict.findings.push_back({.trust = verdict::Trust::NotTrusted,
                                             .scope = verdict::Scope::Account,
                                             .name = "A" + std::to_string(i),
                                             .reason = long_text(random)});
        }
        site.verdict.accounts = static_cast<int64_t>(random() % 1'000'000);
        site.verdict.partitions = 256;
        site.verdict.exchanges = 5;
        site.verdict.sessions = 12;
    }
    for (size_t i = below(random, 30); i > 0; --i) {
        site.alerts.value->push_back({.name = "Alert" + std::to_string(i),
                                      .about = long_text(random),
                                      .since_us = site.taken_us});
    }
    for (size_t i = below(random, 20); i > 0; --i) {
        site.services.push_back({"service-" + std::to_string(i), true, false, {long_text(random)}});
    }
    auto partition = site.partitions[0];
    for (size_t i = below(random, 30); i > 0; --i) {
        partition.number = static_cast<int64_t>(i + 1);
        partition.lag_us.reset();
        if (below(random, 2) == 0) partition.gap_us = 60'000'000;
        if (below(random, 2) == 0) partition.applied_per_1000_s.reset();
        site.partitions.push_back(partition);
    }
    for (size_t i = below(random, 30); i > 0; --i) {
        auto queue = site.queues.value->at(2);
        queue.name = "gateway." + std::string(below(random, 40), 'q') + std::to_string(i);
        if (below(random, 2) == 0) queue.out_per_1000_s.reset();
        site.queues.value->push_back(queue);
    }
    if (below(random, 3) == 0) {
        site.commands = overview::Reading<overview::OpenCommands>::not_known(long_text(random));
    }
    return site;
}

bool shows_a_queue(const std::vector<std::string>& lines, const overview::Overview& site) {
    // A name that is longer than the screen is wide goes on in the next line.
    return std::ranges::any_of(*site.queues.value, [&](const overview::Queue& queue) {
        return line_with(lines, queue.name.substr(0, 20)) != std::string::npos;
    });
}

}  // namespace

namespace {

// What is wrong with the frame; empty: nothing.
std::string problem_of(const overview::Overview& site, size_t width, size_t height) {
    const auto lines = shown(site, {}, width, height);
    if (lines.size() > height) return "higher than the screen";
    for (const std::string& line : lines) {
        if (ctl::shown_width(line) > width) return "wider than the screen: " + line;
    }
    if (!lines.at(0).starts_with("backstop  09:15:00 IST  ACTIVE")) return "title";
    if (line_with(lines, "verdict ") != 1) return "verdict";
    if (line_with(lines, width < 60 ? "PART " : "PARTITION") == std::string::npos) {
        return "partitions";
    }
    const size_t header = line_with(lines, "QUEUE");
    if (header == std::string::npos) return "header of the queues";
    if (!shows_a_queue({lines.begin() + static_cast<long>(header) + 1, lines.end()}, site)) {
        return "a queue";
    }
    return lines.back() == "q quit  s sort:name  t trouble  / filter" ? "" : "keys";
}

}  // namespace

TEST_CASE("ctl/top: whatever the troubles, verdict, partitions and queues have their place") {
    const auto [first, last] = seeds(12);
    std::vector<overview::Overview> sites;
    for (uint64_t seed = first; seed <= last; ++seed) {
        Random random{seed};
        sites.push_back(troubled(random));
    }
    for (size_t width = 40; width <= 200; ++width) {
        for (size_t height = 20; height <= 60; ++height) {
            const size_t number = (width * 41 + height) % sites.size();
            CAPTURE(first + number);  // the seed
            CAPTURE(width);
            CAPTURE(height);
            REQUIRE(problem_of(sites[number], width, height) == "");
        }
    }
}

TEST_CASE("ctl/top: what is cut of a text ends with a mark, and status has it in full") {
    auto site = healthy_site();
    site.services[0].ready = false;
    site.services[0].reasons = {std::string(900, 'x')};
    const auto lines = shown(site, {}, 40, 24);
    CHECK(line_with(lines, " …") == line_with(lines, "! in full: backstopctl status") - 1);
    const auto tall = shown(site, {}, 40, 1000);
    CHECK(line_with(tall, " …") == std::string::npos);
    CHECK(line_with(tall, "in full") == std::string::npos);
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
