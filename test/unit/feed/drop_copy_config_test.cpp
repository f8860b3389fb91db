#include "producers/feed/drop_copy_config.h"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "common/config/document.h"
#include "test/unit/db/temporary_folder.h"

namespace {

const std::string kFeed = "[feed]\ndefault_product = \"NRML\"\n";
const std::string kSession =
    "sender = \"US\"\ntarget = \"NSE\"\nport = 9612\nstore_dir = \"var/fix\"\n";

struct Read {
    feed::DropCopyConfig config;
    std::vector<std::string> problems;
};

Read read(const std::string& feed_text, const std::string& session_text,
          const std::string& source = "nse-fo-dropcopy-1") {
    config::Document document =
        std::move(config::Document::parse(feed_text + "[drop_copy]\n" + session_text, "test.toml"))
            .value();
    config::Section feed_section = document.section("feed");
    config::Section section = document.section("drop_copy");
    feed::DropCopyConfig config = feed::drop_copy_config(section, feed_section, source, 16);
    return {std::move(config), document.problems()};
}

std::string problem(const std::string& feed_text, const std::string& session_text,
                    const std::string& source = "nse-fo-dropcopy-1") {
    const Read bad = read(feed_text, session_text, source);
    return bad.problems.size() == 1 ? bad.problems[0] : std::to_string(bad.problems.size());
}

}  // namespace

TEST_CASE("feed/drop_copy_config: a session, a store and a default product are enough") {
    const Read least = read(kFeed, kSession);
    CHECK(least.problems.empty());
    CHECK(least.config.mapping.partitions == 16);
    REQUIRE(least.config.engine.sessions.size() == 1);
    CHECK(least.config.engine.sessions[0].port == 9612);
    CHECK_FALSE(least.config.engine.acceptor);
    CHECK(least.config.mapping.products.choose("", "AB1").product == events::Product::Nrml);
}

TEST_CASE("feed/drop_copy_config: the customers' products come from a file") {
    const TemporaryFolder folder;
    folder.write("products.csv", "account,product\nAB1,MIS\n");
    const std::string with_file =
        kFeed + "products_file = \"" + folder.path("products.csv") + "\"\n";
    CHECK(read(with_file, kSession).config.mapping.products.choose("", "AB1").product ==
          events::Product::Mis);
    folder.write("products.csv", "AB1;MIS\n");
    CHECK(problem(with_file, kSession).find("line 1: 1 fields, not 2") != std::string::npos);
}

TEST_CASE("feed/drop_copy_config: what would lose the place in the day, or guess, is refused") {
    CHECK(problem("[feed]\n", kSession).starts_with("feed.default_product"));
    CHECK(problem("[feed]\ndefault_product = \"NONE\"\n", kSession)
              .starts_with("feed.default_product: must be"));
    CHECK(problem(kFeed, kSession + "reset_on_logon = true\n")
              .starts_with("drop_copy.reset_on_logon: must be false"));
    CHECK(problem(kFeed + "source = \"x\"\n", kSession, std::string(30, 'a'))
              .starts_with("feed.source: must be 29"));
}

TEST_CASE("feed/drop_copy_config: prices have an interval of their own") {
    config::Document document =
        std::move(
            config::Document::parse("[prices]\n" + kSession + "interval_ms = 50\n", "test.toml"))
            .value();
    config::Section section = document.section("prices");
    CHECK(feed::price_feed_config(section).interval_ms == 50);
    CHECK(document.problems().empty());
}
