#include "common/overview/overview_config.h"

#include <doctest/doctest.h>

#include "common/config/document.h"

using overview::OverviewConfig;

namespace {

struct Read {
    OverviewConfig config;
    std::vector<std::string> problems;
};

Read read(const std::string& keys) {
    auto parsed = config::Document::parse("[overview]\n" + keys, "F");
    REQUIRE(parsed.ok());
    config::Document document = std::move(parsed).value();
    auto section = document.section("overview");
    OverviewConfig config = overview::overview_config(section);
    return {std::move(config), document.problems()};
}

}  // namespace

TEST_CASE("overview/config: services have a name and an address") {
    const Read found = read(
        "services = [\"ledger-1=http://127.0.0.1:9101\", \"feed=https://h/p/\"]\n"
        "management_url = \"http://h:15672/\"\n");
    CHECK(found.problems.empty());
    REQUIRE(found.config.services.size() == 2);
    CHECK(found.config.services[0].name == "ledger-1");
    CHECK(found.config.services[0].url == "http://127.0.0.1:9101");
    CHECK(found.config.services[1].url == "https://h/p");
    CHECK(found.config.management_url == "http://h:15672");
    CHECK(found.config.management_user == "watcher");
}

TEST_CASE(
    "overview/config: a service without address, with a strange one or named twice is refused") {
    for (const char* services : {"\"ledger-1\"", "\"=http://h\"", "\"a=ftp://h\"", "\"a=\"",
                                 "\"a=http://h\", \"a=http://i\""}) {
        CAPTURE(services);
        const Read found = read("services = [" + std::string{services} + "]\n");
        REQUIRE(found.problems.size() == 1);
        CHECK(found.problems[0].starts_with("overview.services: "));
    }
    CHECK(read("management_url = \"h:15672\"\n").problems.size() == 1);
    CHECK(read("timeout_ms = 0\n").problems.size() == 1);
}
