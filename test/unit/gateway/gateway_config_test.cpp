#include "consumers/gateway/gateway_config.h"

#include <doctest/doctest.h>

#include "common/config/document.h"

namespace {

config::Document file(const char* text) {
    return std::move(config::Document::parse(text, "test.toml")).value();
}

gateway::GatewayConfig read(config::Document& document) {
    auto section = document.section("gateway");
    gateway::GatewayConfig config = gateway::gateway_config(section);
    for (size_t index = 0; index < config.sessions.size(); ++index) {
        auto own = document.section(config.sessions[index].name);
        gateway::read_session(own, config, index);
    }
    return config;
}

}  // namespace

TEST_CASE("gateway/config: each session has a section, and never sends old orders again") {
    auto document = file(R"(
[gateway]
sessions = ["nse-1", "bse-1"]
store_dir = "x"
[nse-1]
sender = "A"
target = "B"
port = 9000
messages_per_second = 40
market_orders = false
ioc_orders = false
[bse-1]
sender = "C"
target = "D"
port = 9001
burst = 7
)");
    const auto config = read(document);
    CHECK(document.problems().empty());
    REQUIRE(config.engine.sessions.size() == 2);
    CHECK(config.engine.sessions[0].name == "nse-1");
    CHECK(!config.engine.sessions[0].resend_application);
    CHECK(config.sessions[0].burst == 4);
    CHECK(!config.sessions[0].dialect.market_orders);
    CHECK(!config.sessions[0].ioc_orders);
    CHECK(config.sessions[1].ioc_orders);
    CHECK(config.sessions[1].burst == 7);
}

TEST_CASE("gateway/config: names that cannot be sections of their own are refused") {
    auto document = file("[gateway]\nsessions = [\"amqp\", \"NSE\"]\nstore_dir = \"x\"\n");
    const auto config = read(document);
    CHECK(config.sessions.empty());
    CHECK(document.problems().size() == 3);
}

TEST_CASE("gateway/config: a session without a port is a problem") {
    auto document = file(
        "[gateway]\nsessions = [\"a\"]\nstore_dir = \"x\"\n[a]\nsender = \"A\"\ntarget = \"B\"\n");
    (void)read(document);
    REQUIRE(document.problems().size() == 1);
    CHECK(document.problems()[0].starts_with("a.port: "));
}
