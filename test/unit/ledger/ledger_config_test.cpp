#include "consumers/ledger/ledger_config.h"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "common/config/document.h"

namespace {

struct Read {
    ledger::LedgerConfig config;
    std::vector<std::string> problems;
};

Read read(const std::string& text) {
    config::Document document =
        std::move(config::Document::parse("[ledger]\n" + text, "/etc/backstop/test.toml")).value();
    config::Section section = document.section("ledger");
    const ledger::LedgerConfig config = ledger::ledger_config(section);
    return {config, document.problems()};
}

}  // namespace

TEST_CASE("ledger/config: an empty section gives the documented defaults") {
    const Read empty = read("");
    CHECK(empty.problems.empty());
    CHECK(empty.config.partitions == 4);
    CHECK(empty.config.batch_events_max == 2000);
    CHECK(empty.config.prefetch == 200);
    CHECK(empty.config.gap_alarm_ms == 2000);
    CHECK(empty.config.gap_heal_ms == 3000);
    CHECK(empty.config.settle_ms == 3000);
    CHECK(empty.config.archive_folder.empty());
    CHECK(empty.config.parked.source_bytes_max == 16 << 20);
    CHECK(empty.config.parked.bytes_max == 256 << 20);
}

TEST_CASE("ledger/config: the record's folder counts from the folder of the file") {
    CHECK(read("archive_folder = \"../archive\"").config.archive_folder ==
          "/etc/backstop/../archive");
    CHECK(read("archive_folder = \"/srv/archive\"").config.archive_folder == "/srv/archive");
}

TEST_CASE("ledger/config: numbers out of bounds and unknown keys are all told at once") {
    CHECK(read("partitions = 0\nbatch_events_max = 10001\nprefetch = 0\ngap_alarm_ms = 9\n"
               "gap_heal_ms = 600001\nprefetchh = 1\n")
              .problems.size() == 6);
    CHECK(read("partitions = 256\nbatch_events_max = 1\nprefetch = 2000\n").problems.empty());
}
