#include <algorithm>
#include <cstdio>

#include "producers/ctl/doctor/doctor_checks.h"

namespace ctl {
namespace {

constexpr int64_t kDiskFreeBytesMin = 512 * kMebibyte;  // the broker's own default of 50 MB is none
constexpr int64_t kDescriptorsMin = 4096;
constexpr int64_t kConsumerTimeoutMsMin = 1'800'000;  // the broker's default

std::string mebibytes(int64_t bytes) { return std::to_string(bytes / kMebibyte) + " MiB"; }

Finding check_plugins(const BrokerNode& node) {
    std::string missing;
    for (const char* wanted : {"rabbitmq_management", "rabbitmq_prometheus"}) {
        if (std::ranges::find(node.plugins, wanted) != node.plugins.end()) continue;
        missing += (missing.empty() ? "" : " ") + std::string{wanted};
    }
    const std::string check = "broker.plugins";
    if (missing.empty()) return good(check, "management and prometheus are enabled");
    return bad(check, "not enabled: " + missing, "rabbitmq-plugins enable " + missing);
}

Finding check_alarms(const BrokerNode& node) {
    const std::string check = "broker.alarms";
    if (node.memory_alarm) {
        return bad(check, "memory alarm: publishers are blocked",
                   "let the consumers catch up, or raise vm_memory_high_watermark");
    }
    if (node.disk_alarm) {
        return bad(check, "disk alarm: publishers are blocked",
                   "free disk: " + mebibytes(node.disk_free_bytes) + " are free, " +
                       mebibytes(node.disk_free_bytes_min) + " are the limit");
    }
    return good(check, "none");
}

Finding check_disk(const BrokerNode& node) {
    const std::string check = "broker.disk";
    const std::string found = mebibytes(node.disk_free_bytes) + " free, the alarm is at " +
                              mebibytes(node.disk_free_bytes_min);
    if (node.disk_free_bytes_min < kDiskFreeBytesMin) {
        return warn(check, found,
                    "set disk_free_limit.absolute to 1GB or more: at the default the disk is full "
                    "before the alarm helps");
    }
    if (node.disk_free_bytes < 2 * node.disk_free_bytes_min) {
        return warn(check, found, "free disk before the alarm blocks all publishers");
    }
    return good(check, found);
}

Finding check_broker_descriptors(const BrokerNode& node) {
    const std::string check = "broker.descriptors";
    const std::string found = std::to_string(node.descriptors) + " of " +
                              std::to_string(node.descriptors_max) + " in use";
    if (node.descriptors_max < kDescriptorsMin || node.descriptors * 5 > node.descriptors_max * 4) {
        return warn(check, found, "raise LimitNOFILE of the broker's unit to 65536");
    }
    return good(check, found);
}

Finding check_consumer_timeout(const BrokerNode& node) {
    const std::string check = "broker.consumer_timeout";
    if (!node.consumer_timeout_ms) {
        return good(check, "not set in a file that can be read here: the default is 30 min");
    }
    const std::string found = std::to_string(*node.consumer_timeout_ms) + " ms";
    if (*node.consumer_timeout_ms >= kConsumerTimeoutMsMin) return good(check, found);
    return warn(check, found,
                "set consumer_timeout = 1800000 or more: events behind a gap or a pause are held "
                "unacknowledged, and the broker closes the channel after it");
}

}  // namespace

Finding check_broker_version(const std::string& version) {
    int major = 0;
    int minor = 0;
    const bool is_version = std::sscanf(version.c_str(), "%d.%d", &major, &minor) == 2;
    if (is_version && (major > 3 || (major == 3 && minor >= 10))) {
        return good("broker.version", "RabbitMQ " + version);
    }
    return bad("broker.version", "RabbitMQ " + version, "use RabbitMQ 3.10 or later");
}

Findings check_node(const BrokerNode& node) {
    if (!node.running) {
        return {bad("broker.node", node.name + " does not run", "start it and read its log")};
    }
    if (node.plugins.empty()) {
        return {warn("broker.node", node.name + " has not told its state yet",
                     "its statistics come some seconds after its start: ask again")};
    }
    return {check_plugins(node), check_alarms(node), check_disk(node),
            check_broker_descriptors(node), check_consumer_timeout(node)};
}

Finding check_guest(bool has_default_password) {
    const std::string check = "broker.guest";
    if (!has_default_password) return good(check, "cannot log in with the default password");
    return bad(check, "logs in with the default password", "rabbitmqctl delete_user guest");
}

Finding check_user(const std::vector<BrokerUser>& users, const std::vector<Permission>& permissions,
                   const std::string& user) {
    const std::string check = "broker.user";
    const auto found = std::ranges::find(users, user, &BrokerUser::name);
    const auto may = std::ranges::find(permissions, user, &Permission::user);
    if (found == users.end()) {
        return bad(check, user + " does not exist", "create the user of [amqp]");
    }
    if (may == permissions.end() || may->write.empty() || may->read.empty()) {
        return bad(check, user + " may not read and write in the vhost",
                   "rabbitmqctl set_permissions -p VHOST " + user + " '' '.*' '.*'");
    }
    if (found->is_administrator) {
        return warn(check, user + " is an administrator of the broker",
                    "rabbitmqctl set_user_tags " + user + " (without tags)");
    }
    return good(check, user + " reads " + may->read + " and writes " + may->write);
}

}  // namespace ctl
