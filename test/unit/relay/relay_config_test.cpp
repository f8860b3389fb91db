#include "producers/relay/relay_config.h"

#include <doctest/doctest.h>

#include "common/config/document.h"

namespace relay {
namespace {

std::vector<std::string> problems_of(const std::string& text) {
    auto document = config::Document::parse("[relay]\n" + text, "relay.toml");
    REQUIRE(document.ok());
    config::Document read = std::move(document).value();
    auto section = read.section("relay");
    (void)relay_config(section);
    return read.problems();
}

}  // namespace

TEST_CASE("relay/config: every key is optional") { CHECK(problems_of("").empty()); }

TEST_CASE("relay/config: a message holds no more ids than its readers take") {
    CHECK(problems_of("ids_per_message = 500").empty());
    CHECK_EQ(problems_of("ids_per_message = 501").size(), 1);
}

TEST_CASE("relay/config: it does not ask less often than it may") {
    CHECK_EQ(problems_of("poll_min_ms = 50\npoll_max_ms = 40").size(), 1);
}

}  // namespace relay
