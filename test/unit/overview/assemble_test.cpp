#include "common/overview/assemble.h"

#include <doctest/doctest.h>

#include "common/base/clock.h"

using overview::Answers;
using overview::Assembler;
using overview::Overview;
using overview::Partition;
using overview::Queue;
using overview::Reading;

namespace {

constexpr int64_t kStart = 1'785'728'700'000'000;

// What is read `seconds` after the start; tests fill in the rest.
Answers at(int64_t seconds) {
    Answers answers;
    answers.taken_us = kStart + seconds * base::kSecondUs;
    return answers;
}

Reading<std::vector<Queue>> ledger_queue(int64_t ready, int64_t out_per_1000_s = 0) {
    return Reading<std::vector<Queue>>::of({{.name = "ledger.03",
                                             .ready = ready,
                                             .unacked = 0,
                                             .consumers = 1,
                                             .bytes = 0,
                                             .in_per_1000_s = 0,
                                             .out_per_1000_s = out_per_1000_s}});
}

overview::ServiceAnswers ledger(const std::string& name, overview::LedgerWork work) {
    overview::ServiceAnswers answers;
    answers.service = {.name = name, .live = true, .ready = true, .reasons = {}};
    answers.partitions[3] = work;
    return answers;
}

Partition only_partition(const Overview& overview) {
    REQUIRE(overview.partitions.size() == 1);
    return overview.partitions[0];
}

}  // namespace

TEST_CASE("overview/assemble: what no source has told is unknown, not 0") {
    const Overview overview = Assembler{}.assemble(at(0));
    CHECK_FALSE(overview.site.known());
    CHECK_FALSE(overview.queues.known());
    CHECK_FALSE(overview.parked.known());
    CHECK(overview.watermarks.unknown == "not read yet");
    CHECK(overview.in_doubt.unknown == "not read yet");
    CHECK(overview.contradicted.unknown == "not read yet");
    CHECK(overview.partitions.empty());
}

TEST_CASE("overview/assemble: orders in doubt come from the table, and each session has its line") {
    Answers answers = at(0);
    answers.doubts = Reading<overview::Doubts>::of({{{"nse-1", 2, 61}}, {{"nse-2", 1, 9}}});
    answers.books.sessions = {{.name = "nse-2"}, {.name = "nse-1"}, {.name = "bse-1"}};
    const Overview overview = Assembler{}.assemble(answers);
    using Sessions = std::vector<overview::InDoubt>;
    CHECK(*overview.in_doubt.value == Sessions{{"bse-1", 0, 0}, {"nse-1", 2, 61}, {"nse-2", 0, 0}});
    CHECK(*overview.contradicted.value == Sessions{{"nse-2", 1, 9}});
}

TEST_CASE("overview/assemble: a partition is made of queue, rows and ledgers") {
    Answers answers = at(0);
    answers.queues = ledger_queue(4);
    answers.watermarks = Reading<std::vector<overview::PartitionStream>>::of(
        {{3, {"nse-1", 20260803, 7, kStart}}, {3, {"bse-1", 20260803, 9, kStart}}});
    answers.pauses = Reading<std::vector<overview::PartitionPause>>::of({{3, {"ravi", "swap"}}});
    answers.services = {ledger("ledger-1", {.done = 5, .held = 2, .gap_us = 3 * base::kSecondUs}),
                        ledger("ledger-2", {})};  // the standby shows 0
    const Partition partition = only_partition(Assembler{}.assemble(answers));
    CHECK(partition.number == 3);
    CHECK(partition.streams.size() == 2);
    CHECK(partition.lag_messages == 4);
    CHECK(partition.held == 2);
    CHECK(partition.gap_us == 3 * base::kSecondUs);
    CHECK(partition.paused->by == "ravi");
}

TEST_CASE("overview/assemble: a rate needs two readings, and adds the ledgers up") {
    Assembler assembler;
    Answers first = at(0);
    first.services = {ledger("ledger-1", {.done = 100}), ledger("ledger-2", {.done = 50})};
    CHECK_FALSE(only_partition(assembler.assemble(first)).applied_per_1000_s.has_value());
    Answers second = at(2);
    second.services = {ledger("ledger-1", {.done = 120}), ledger("ledger-2", {.done = 51})};
    CHECK(only_partition(assembler.assemble(second)).applied_per_1000_s == 10'500);
}

TEST_CASE("overview/assemble: a ledger that began anew has no rate until it is read again") {
    Assembler assembler;
    for (const int64_t done : {1000, 3}) {
        Answers answers = at(done == 3 ? 1 : 0);
        answers.services = {ledger("ledger-1", {.done = done})};
        CHECK_FALSE(only_partition(assembler.assemble(answers)).applied_per_1000_s.has_value());
    }
    Answers third = at(2);
    third.services = {ledger("ledger-1", {.done = 10})};
    CHECK(only_partition(assembler.assemble(third)).applied_per_1000_s == 7'000);
}

TEST_CASE("overview/assemble: an empty queue is no lag, at once") {
    Answers answers = at(0);
    answers.queues = ledger_queue(0);
    CHECK(only_partition(Assembler{}.assemble(answers)).lag_us == 0);
}

TEST_CASE("overview/assemble: the lag grows while messages wait and nothing moves") {
    Assembler assembler;
    Answers answers = at(0);
    answers.queues = ledger_queue(4);
    CHECK_FALSE(only_partition(assembler.assemble(answers)).lag_us.has_value());
    answers.taken_us += 7 * base::kSecondUs;
    answers.watermarks =
        Reading<std::vector<overview::PartitionStream>>::of({{3, {"nse-1", 20260803, 7, kStart}}});
    CHECK(only_partition(assembler.assemble(answers)).lag_us == 7 * base::kSecondUs);
    answers.watermarks.value->front().stream.updated_us += 6 * base::kSecondUs;
    CHECK(only_partition(assembler.assemble(answers)).lag_us == base::kSecondUs);
    answers.queues = ledger_queue(0);
    CHECK(only_partition(assembler.assemble(answers)).lag_us == 0);
}

TEST_CASE("overview/assemble: while messages are taken, the lag is what the rest will take") {
    Assembler assembler;
    Answers answers = at(0);
    answers.queues = ledger_queue(300, 10'000);  // 10 a second
    (void)assembler.assemble(answers);
    answers.taken_us += 60 * base::kSecondUs;
    answers.watermarks = Reading<std::vector<overview::PartitionStream>>::of(
        {{3, {"nse-1", 20260803, 7, answers.taken_us}}});
    CHECK(only_partition(assembler.assemble(answers)).lag_us == 30 * base::kSecondUs);
}

TEST_CASE(
    "overview/assemble: a single reading tells the whole lag, not that since it began to look") {
    Answers answers = at(22);
    answers.queues = ledger_queue(2200, 100'000);  // 100 a second
    answers.watermarks = Reading<std::vector<overview::PartitionStream>>::of(
        {{3, {"nse-1", 20260803, 7, answers.taken_us - base::kSecondUs}}});
    CHECK(only_partition(Assembler{}.assemble(answers)).lag_us == 22 * base::kSecondUs);
    answers.queues = ledger_queue(2200);
    answers.watermarks.value->front().stream.updated_us = kStart;
    CHECK(only_partition(Assembler{}.assemble(answers)).lag_us == 22 * base::kSecondUs);
}

TEST_CASE("overview/assemble: the verdict is that of tables, ledgers and services together") {
    Answers answers = at(0);
    answers.books.now_us = answers.taken_us;
    answers.books.day = 20260803;
    answers.books.day_opened_us = answers.taken_us - base::kSecondUs;
    answers.books.partitions = {{.number = 3}};
    answers.services = {ledger("ledger-1", {.done = 1, .held = 2, .gap_us = 31 * base::kSecondUs})};
    overview::ServiceAnswers archive;
    archive.service = {.name = "archive", .live = true, .ready = false, .reasons = {}};
    answers.services.push_back(archive);
    const auto verdict = Assembler{}.assemble(answers).verdict;
    CHECK(verdict::headline(verdict) == "EXCEPTIONS: 1 partition");
    CHECK(verdict.findings.back().reason == "archive does not do its work");
}

TEST_CASE("overview/assemble: the lag is never longer than the queue has not been empty") {
    Assembler assembler;
    Answers answers = at(0);
    answers.queues = ledger_queue(0, 10'000);
    (void)assembler.assemble(answers);
    answers.taken_us += 2 * base::kSecondUs;
    answers.queues =
        ledger_queue(300, 10);  // the broker's rate of a queue that nobody reads any more
    CHECK(only_partition(assembler.assemble(answers)).lag_us == 2 * base::kSecondUs);
}

TEST_CASE("overview/assemble: what waits has come since the queue was last seen empty") {
    Assembler assembler;
    Answers answers = at(0);
    answers.queues = ledger_queue(0);
    (void)assembler.assemble(answers);
    answers.taken_us += base::kSecondUs;
    answers.queues = ledger_queue(1);
    CHECK(only_partition(assembler.assemble(answers)).lag_us == base::kSecondUs);
}

TEST_CASE("overview/assemble: a queue that was not counted has no lag") {
    Answers answers = at(0);
    answers.queues = Reading<std::vector<Queue>>::of({{.name = "ledger.03"}, {.name = "ledger.x"}});
    const Partition partition = only_partition(Assembler{}.assemble(answers));
    CHECK_FALSE(partition.lag_messages.has_value());
    CHECK_FALSE(partition.lag_us.has_value());
}

TEST_CASE("overview/assemble: a clock that jumps back gives no rate and no lag below 0") {
    Assembler assembler;
    Answers answers = at(10);
    answers.queues = ledger_queue(4);
    answers.services = {ledger("ledger-1", {.done = 1})};
    answers.watermarks = Reading<std::vector<overview::PartitionStream>>::of(
        {{3, {"nse-1", 20260803, 7, answers.taken_us}}});
    (void)assembler.assemble(answers);
    answers.taken_us -= 5 * base::kSecondUs;
    const Partition partition = only_partition(assembler.assemble(answers));
    CHECK(partition.lag_us == 0);
    CHECK_FALSE(partition.applied_per_1000_s.has_value());
}
