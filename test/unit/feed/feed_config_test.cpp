#include "producers/feed/feed_config.h"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "common/config/document.h"
#include "common/events/event.h"

namespace {

const std::string kLeast =
    "source = \"nse-fo-dropcopy-1\"\ncheckpoint_file = \"feed.checkpoint\"\n";

struct Read {
    feed::FeedConfig config;
    std::vector<std::string> problems;
};

Read read(const std::string& text) {
    config::Document document =
        std::move(config::Document::parse("[feed]\n" + text, "test.toml")).value();
    config::Section section = document.section("feed");
    feed::FeedConfig config = feed::feed_config(section);
    return {std::move(config), document.problems()};
}

bool is_problem(const std::string& line) {
    const Read with_line = read(kLeast + line + "\n");
    return with_line.problems.size() == 1 &&
           with_line.problems[0].starts_with("feed." + line.substr(0, line.find(' ')));
}

}  // namespace

TEST_CASE("feed/config: source and checkpoint file are enough") {
    const Read least = read(kLeast);
    CHECK(least.problems.empty());
    CHECK(least.config.source == "nse-fo-dropcopy-1");
    CHECK(least.config.partitions == 4);
    CHECK(least.config.batch.compress);
}

TEST_CASE("feed/config: without them both are told at once") {
    CHECK(read("").problems.size() == 2);
}

TEST_CASE("feed/config: the source is one that the codec would take") {
    const std::string rest = "checkpoint_file = \"c\"\n";
    for (const char* wrong : {"NSE", "nse fo", "nse_fo", "n\u00e9"}) {
        const std::string line = "source = \"" + std::string{wrong} + "\"\n";
        CAPTURE(line);
        CHECK(read(line + rest).problems.size() == 1);
    }
    const std::string longest(events::kSourceMax, 'a');
    CHECK(read("source = \"" + longest + "\"\n" + rest).problems.empty());
    CHECK(read("source = \"" + longest + "a\"\n" + rest).problems.size() == 1);
}

TEST_CASE("feed/config: numbers have bounds") {
    for (const char* wrong :
         {"partitions = 0", "partitions = 257", "batch_events_max = 0", "batch_events_max = 10001",
          "batch_bytes_max = 1023", "batch_bytes_max = 2097153", "linger_ms = 0",
          "linger_ms = 1001", "window_messages_max = 0", "window_bytes_max = 4194303",
          "compress = 1", "souce = 1"}) {
        const std::string line = wrong;
        CAPTURE(line);
        CHECK(is_problem(line));
    }
    CHECK(read(kLeast + "partitions = 256\nbatch_events_max = 10000\n").problems.empty());
}

TEST_CASE("feed/config: the largest batch fits into the smallest window, and into a message") {
    const Read largest = read(kLeast + "batch_bytes_max = 2097152\nwindow_bytes_max = 4194304\n");
    CHECK(largest.problems.empty());
    // Soft by one event, which is below 2 KiB.
    CHECK(largest.config.batch.bytes_max + 2048 < events::kBodyBytesMax);
    CHECK(largest.config.batch.bytes_max + 2048 < largest.config.window.bytes_max);
}
