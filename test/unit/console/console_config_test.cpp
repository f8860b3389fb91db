#include "producers/console/console_config.h"

#include <doctest/doctest.h>

#include "common/config/document.h"

namespace {

std::vector<std::string> problems(const std::string& keys, const std::string& token) {
    auto parsed = config::Document::parse("[console]\nweb_dir = \"w\"\n" + keys, "F");
    REQUIRE(parsed.ok());
    config::Document document = std::move(parsed).value();
    auto section = document.section("console");
    (void)console::console_config(section, token);
    return document.problems();
}

}  // namespace

TEST_CASE("console/config: without a token it listens on the loopback alone") {
    CHECK(problems("", "").empty());
    CHECK(problems("address = \"::1\"\n", "").empty());
    for (const char* address : {"0.0.0.0", "::", "10.0.0.7", "1270.0.0.1", "127.example.com"}) {
        CAPTURE(address);
        const auto found = problems("address = \"" + std::string{address} + "\"\n", "");
        REQUIRE(found.size() == 1);
        CHECK(found[0].starts_with("console.address: others reach it: set BACKSTOP_CONSOLE_TOKEN"));
        CHECK(problems("address = \"" + std::string{address} + "\"\n", "0123456789abcdef").empty());
    }
}

TEST_CASE("console/config: a short token is none") {
    CHECK(problems("", "0123456789abcde").size() == 1);
    CHECK(problems("", "0123456789abcdef").empty());
}
