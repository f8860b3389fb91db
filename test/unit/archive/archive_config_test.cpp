#include "consumers/archive/archive_config.h"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "common/config/document.h"

namespace {

struct Read {
    archive::ArchiveConfig config;
    std::vector<std::string> problems;
};

Read read(const std::string& text) {
    config::Document document =
        std::move(config::Document::parse("[archive]\n" + text, "test.toml")).value();
    config::Section section = document.section("archive");
    const archive::ArchiveConfig config = archive::archive_config(section);
    return {config, document.problems()};
}

}  // namespace

TEST_CASE("archive/config: the folder counts from the folder of the file") {
    config::Document document =
        std::move(config::Document::parse("[archive]\nfolder = \"days\"\n", "/etc/b/a.toml"))
            .value();
    config::Section section = document.section("archive");
    CHECK(archive::archive_config(section).folder == "/etc/b/days");
}

TEST_CASE("archive/config: a folder is enough for the documented defaults") {
    const Read least = read("folder = \"archive\"\n");
    CHECK(least.problems.empty());
    CHECK(least.config.folder == "archive");
    CHECK(least.config.partitions == 4);
    CHECK(least.config.prefetch == 200);
    CHECK(least.config.flush_ms == 500);
    CHECK(least.config.close_quiet_s == 600);
    CHECK(least.config.keep_days == 0);
    CHECK(least.config.keep_bytes_max == 0);
    CHECK(least.config.min_free_bytes == 1'073'741'824);
    CHECK(least.config.utc_offset_s == 19'800);
}

TEST_CASE("archive/config: all that is wrong is told at once") {
    CHECK(read("partitions = 0\nprefetch = 1\nflush_ms = 9\nclose_quiet_s = 0\nkeep_days = -1\n"
               "keep_bytes_max = -1\nmin_free_bytes = -1\nkeep = 1\n")
              .problems.size() == 9);
}
