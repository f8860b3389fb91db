#include <doctest/doctest.h>

#include <algorithm>

#include "producers/ctl/doctor/broker_answers.h"
#include "producers/ctl/doctor/doctor_checks.h"

using ctl::BrokerNode;
using ctl::Level;

namespace {

BrokerNode healthy() {
    BrokerNode node;
    node.name = "rabbit@host";
    node.running = true;
    node.disk_free_bytes = int64_t{100} << 30;
    node.disk_free_bytes_min = int64_t{1} << 30;
    node.descriptors = 100;
    node.descriptors_max = 65'536;
    node.plugins = {"rabbitmq_management", "rabbitmq_prometheus"};
    return node;
}

// How bad the check `name` is for this node.
Level level_of(const BrokerNode& node, const std::string& name) {
    const auto findings = ctl::check_node(node);
    const auto found = std::ranges::find(findings, name, &ctl::Finding::check);
    REQUIRE(found != findings.end());
    return found->level;
}

}  // namespace

TEST_CASE("ctl/doctor: a healthy node has nothing to tell") {
    for (const auto& one : ctl::check_node(healthy())) CHECK(one.level == Level::Ok);
}

TEST_CASE("ctl/doctor: alarms, and a node that does not run, are bad") {
    BrokerNode node = healthy();
    node.memory_alarm = true;
    CHECK(level_of(node, "broker.alarms") == Level::Bad);
    node = healthy();
    node.disk_alarm = true;
    CHECK(level_of(node, "broker.alarms") == Level::Bad);
    node.running = false;
    CHECK(level_of(node, "broker.node") == Level::Bad);
    node = {};
    node.running = true;  // all that is told right after the start
    CHECK(level_of(node, "broker.node") == Level::Warn);
}

TEST_CASE("ctl/doctor: the broker's disk limit must be one, and must be far") {
    BrokerNode node = healthy();
    node.disk_free_bytes_min = 50'000'000;
    CHECK(level_of(node, "broker.disk") == Level::Warn);
    node.disk_free_bytes_min = node.disk_free_bytes - 1;
    CHECK(level_of(node, "broker.disk") == Level::Warn);
}

TEST_CASE("ctl/doctor: plugins, descriptors and the consumers' time-out") {
    BrokerNode node = healthy();
    node.plugins.pop_back();
    CHECK(level_of(node, "broker.plugins") == Level::Bad);
    node.descriptors = 60'000;
    CHECK(level_of(node, "broker.descriptors") == Level::Warn);
    node.consumer_timeout_ms = 60'000;
    CHECK(level_of(node, "broker.consumer_timeout") == Level::Warn);
    node.consumer_timeout_ms = 1'800'000;
    CHECK(level_of(node, "broker.consumer_timeout") == Level::Ok);
}

TEST_CASE("ctl/doctor: RabbitMQ 3.10 and later") {
    CHECK(ctl::check_broker_version("3.10.8").level == Level::Ok);
    CHECK(ctl::check_broker_version("4.0.2").level == Level::Ok);
    CHECK(ctl::check_broker_version("3.9.27").level == Level::Bad);
    CHECK(ctl::check_broker_version("").level == Level::Bad);
}

TEST_CASE("ctl/doctor: guest and our user") {
    CHECK(ctl::check_guest(true).level == Level::Bad);
    CHECK(ctl::check_guest(false).level == Level::Ok);
    const std::vector<ctl::BrokerUser> users{{"backstop", false}, {"root", true}};
    const std::vector<ctl::Permission> may{{"backstop", "", ".*", ".*"}, {"root", "", ".*", ".*"}};
    CHECK(ctl::check_user(users, may, "backstop").level == Level::Ok);
    CHECK(ctl::check_user(users, may, "root").level == Level::Warn);
    CHECK(ctl::check_user(users, {}, "backstop").level == Level::Bad);
    CHECK(ctl::check_user(users, {{"backstop", "", "", ".*"}}, "backstop").level == Level::Bad);
    CHECK(ctl::check_user({}, may, "backstop").level == Level::Bad);
}

TEST_CASE("ctl/doctor: the management API's answers are read") {
    const auto nodes = ctl::nodes_of(
        R"([{"name":"n","running":true,"mem_alarm":true,"disk_free":7,"disk_free_limit":5,)"
        R"("fd_used":1,"fd_total":9,"enabled_plugins":["a"],"config_files":["/etc/x"]}])");
    REQUIRE(nodes.ok());
    const BrokerNode& node = nodes.value().at(0);
    CHECK((node.running && node.memory_alarm && !node.disk_alarm));
    CHECK((node.disk_free_bytes == 7 && node.descriptors_max == 9));
    CHECK((node.plugins.at(0) == "a" && node.config_files.at(0) == "/etc/x"));
    CHECK(ctl::version_of(R"({"rabbitmq_version":"3.10.8"})").value() == "3.10.8");
    CHECK(ctl::users_of(R"([{"name":"u","tags":["administrator"]}])").value()[0].is_administrator);
    CHECK(ctl::permissions_of(R"([{"vhost":"a","user":"u"},{"vhost":"b","user":"v"}])", "b")
              .value()
              .at(0)
              .user == "v");
    CHECK_FALSE(ctl::nodes_of(R"({"error":"not_authorised"})").ok());
    CHECK_FALSE(ctl::objects_of("nothing").ok());
}

TEST_CASE("ctl/doctor: the last consumer_timeout of a file counts, a comment does not") {
    CHECK(ctl::consumer_timeout_in("a = 1\nconsumer_timeout = 900\n").value() == 900);
    CHECK(ctl::consumer_timeout_in("consumer_timeout=1\nconsumer_timeout=2").value() == 2);
    CHECK_FALSE(ctl::consumer_timeout_in("# consumer_timeout = 900\n"));
    CHECK_FALSE(ctl::consumer_timeout_in("consumer_timeout = never"));
}
