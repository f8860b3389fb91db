#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "common/amqp/read_link_config.h"
#include "common/config/document.h"

namespace {

struct Read {
    amqp::LinkConfig link;
    std::vector<std::string> problems;
};

Read read(const std::string& toml) {
    auto document = config::Document::parse(toml, "test.toml");
    REQUIRE(document.ok());
    config::Document parsed = std::move(document).value();
    config::Section section = parsed.section("amqp");
    amqp::LinkConfig link = amqp::link_config(section, "feed-out");
    return {std::move(link), parsed.problems()};
}

}  // namespace

TEST_CASE("amqp/link_config: what is left out has the default of the documentation") {
    const Read defaults = read("");
    CHECK(defaults.problems.empty());
    CHECK(defaults.link.hosts == std::vector<std::string>{"127.0.0.1:5672"});
    CHECK(defaults.link.vhost == "backstop");
    CHECK(defaults.link.user == "backstop");
    CHECK(defaults.link.heartbeat_s == 10);
    CHECK(defaults.link.name == "feed-out");
}

TEST_CASE("amqp/link_config: reads every key") {
    const Read all = read("[amqp]\nhosts=['a:1','b:2']\nvhost='v'\nuser='u'\nheartbeat_s=3\n");
    CHECK(all.problems.empty());
    CHECK(all.link.hosts == std::vector<std::string>{"a:1", "b:2"});
    CHECK(all.link.vhost == "v");
    CHECK(all.link.user == "u");
    CHECK(all.link.heartbeat_s == 3);
}

TEST_CASE("amqp/link_config: no host, no heartbeat and unknown keys are problems") {
    CHECK(read("[amqp]\nhosts=[]\n").problems.size() == 1);
    CHECK(read("[amqp]\nhosts=['a:99999']\n").problems.size() == 1);
    CHECK(read("[amqp]\nhosts=[':5672']\n").problems.size() == 1);
    CHECK(read("[amqp]\nheartbeat_s=0\n").problems.size() == 1);
    CHECK(read("[amqp]\npassword='x'\n").problems.size() == 1);
}
