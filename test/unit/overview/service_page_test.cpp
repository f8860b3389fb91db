#include "common/overview/service_page.h"

#include <doctest/doctest.h>

using overview::read_metrics;
using overview::read_reasons;
using overview::ServiceAnswers;

TEST_CASE(
    "overview/service_page: FIX sessions of a gateway have its labels, a drop copy its service's") {
    overview::ServiceAnswers answers;
    answers.service.name = "feed-live";
    overview::read_metrics(
        "backstop_gateway_logged_on{session=\"nse-1\"} 0\n"
        "backstop_feed_exchange_logged_on 1\nbackstop_feed_exchange_silence_seconds 2.5\n",
        answers);
    using verdict::Session;
    CHECK(answers.sessions ==
          std::vector<Session>{{"nse-1", Session::Kind::Orders, false, 0},
                               {"feed-live", Session::Kind::DropCopy, true, 2'500'000}});
}

TEST_CASE("overview/service_page: a ledger's page tells of its partitions") {
    ServiceAnswers answers;
    read_metrics(
        "backstop_ledger_events_total{outcome=\"applied\",partition=\"2\"} 2276\n"
        "backstop_ledger_events_total{outcome=\"duplicate\",partition=\"2\"} 4\n"
        "backstop_ledger_events_total{outcome=\"parked\",partition=\"2\"} 1\n"
        "backstop_ledger_held_events{partition=\"2\"} 17\n"
        "backstop_ledger_gap_seconds{partition=\"2\"} 3.5\n"
        "backstop_ledger_gap_seconds{partition=\"0\"} 0\n"
        "backstop_ledger_gap_seconds{partition=\"x\"} 1\n"
        "backstop_ledger_gap_seconds 1\n",
        answers);
    REQUIRE(answers.partitions.size() == 2);
    CHECK(answers.partitions[2].done == 2281);
    CHECK(answers.partitions[2].held == 17);
    CHECK(answers.partitions[2].gap_us == 3'500'000);
    CHECK(answers.partitions[0].gap_us == 0);
}

TEST_CASE("overview/service_page: a page of another program tells nothing of partitions") {
    ServiceAnswers answers;
    read_metrics("backstop_feed_seq{partition=\"0\"} 9\n", answers);
    CHECK(answers.partitions.empty());
}

TEST_CASE("overview/service_page: a reconciler tells since when it has compared no partition") {
    ServiceAnswers answers;
    read_metrics(
        "backstop_reconciler_last_compared_seconds{part=\"exchange\"} 900\n"
        "backstop_reconciler_last_compared_seconds{part=\"journal\"} 2.5\n",
        answers);
    CHECK(answers.comparing_us == 2'500'000);
}

TEST_CASE("overview/service_page: reasons are one a line, few and short") {
    CHECK(read_reasons("no link\n\nno queue\n") == std::vector<std::string>{"no link", "no queue"});
    CHECK(read_reasons("").empty());
    std::string many;
    for (int i = 0; i < 100; ++i) many += std::string(1000, 'x') + "\n";
    CHECK(read_reasons(many).size() == overview::kReasonsMax);
    CHECK(read_reasons(many)[0].size() == 200);
}

TEST_CASE("overview/service_page: a reason is not cut within a letter") {
    const std::string letters = std::string(199, 'x') + "\u00e9\u00e9\n";
    CHECK(read_reasons(letters)[0] == std::string(199, 'x'));
}
