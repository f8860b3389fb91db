#include "consumers/archive/archive_worker.h"

#include <doctest/doctest.h>

#include "common/log/log.h"
#include "test/unit/journal/archive_folder.h"
#include "test/unit/loop/run_until.h"

TEST_CASE("archive/worker: a full disk and many new links: what old ones left makes room") {
    logging::start("unit_archive", logging::Level::Error);
    const ArchiveFolder folder;
    archive::ArchiveConfig config;
    config.folder = folder.path();
    config.prefetch = 10;
    config.min_free_bytes = int64_t{1} << 60;  // no disk has that
    auto files = archive::DayFiles::open(config.folder, config.partitions);
    REQUIRE(files.ok());
    metrics::Registry registry;
    archive::ArchiveMetrics metrics{registry};
    loop::Loop loop;
    std::vector<journal::Report> reports;
    journal::Handover handover{loop, config.prefetch, [&](journal::Report report) {
                                   reports.push_back(std::move(report));
                               }};
    archive::ArchiveWorker worker{config, std::move(files).value(), metrics, handover, nullptr};
    for (uint64_t epoch = 1; epoch <= 20; ++epoch) {
        worker.set_epoch(epoch);
        for (uint64_t tag = 1; tag <= config.prefetch; ++tag) {
            const bool pushed = test::run_until(loop, [&] {
                journal::Inbound inbound;
                inbound.epoch = epoch;
                inbound.tag = tag;
                inbound.record = trade(0);
                return handover.try_push(std::move(inbound));
            });
            REQUIRE(pushed);
        }
    }
    CHECK(reports.empty());  // nothing is acknowledged, and nothing has failed
    CHECK(std::filesystem::directory_iterator{folder.path()} ==
          std::filesystem::directory_iterator{});
}
