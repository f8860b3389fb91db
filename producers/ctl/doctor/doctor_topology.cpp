#include <algorithm>

#include "common/events/topology.h"
#include "producers/ctl/doctor/doctor_checks.h"

namespace ctl {
namespace {

using Properties = BrokerObjects::Properties;
using Objects = std::map<std::string, Properties>;

constexpr const char* kRedeclare =
    "an object cannot be changed in place: drain it, delete it, then import what backstopctl "
    "topology prints";
constexpr const char* kDeclare = "import what backstopctl topology prints";

// "x-overflow is drop-head, not reject-publish", and so on; empty where nothing differs.
std::string difference(const Properties& wanted, const Properties& real) {
    std::string text;
    const auto add = [&](const std::string& one) { text += (text.empty() ? "" : ", ") + one; };
    for (const auto& [name, value] : wanted) {
        const auto found = real.find(name);
        if (found == real.end()) {
            add(name + " is not set, must be " + value);
        } else if (found->second != value) {
            add(name + " is " + found->second + ", must be " + value);
        }
    }
    for (const auto& [name, value] : real) {
        const bool is_argument = name.starts_with("x-") || name == "alternate-exchange";
        if (is_argument && !wanted.contains(name)) add(name + " is " + value + ", must not be set");
    }
    return text;
}

void compare(const std::string& kind, const Objects& wanted, const Objects& real,
             Findings& findings) {
    for (const auto& [name, properties] : wanted) {
        const auto found = real.find(name);
        if (found == real.end()) {
            findings.push_back(bad("topology." + kind, name + " is missing", kDeclare));
            continue;
        }
        const std::string different = difference(properties, found->second);
        if (different.empty()) continue;
        findings.push_back(bad("topology." + kind, name + ": " + different, kRedeclare));
    }
}

void tell_extra(const std::string& kind, const Objects& wanted, const Objects& real,
                Findings& findings) {
    for (const auto& [name, properties] : real) {
        if (wanted.contains(name)) continue;
        findings.push_back(warn("topology." + kind, name + " is not one of ours",
                                "delete it where nobody needs it: it takes messages, room or "
                                "both"));
    }
}

// Bindings between objects that are both foreign concern nobody here.
Objects on_our_exchanges(const BrokerObjects& wanted, const Objects& bindings) {
    Objects ours;
    for (const auto& binding : bindings) {
        const std::string source = binding.first.substr(0, binding.first.find(" -> "));
        if (wanted.exchanges.contains(source)) ours.insert(binding);
    }
    return ours;
}

}  // namespace

Findings check_topology(const BrokerObjects& wanted, const BrokerObjects& real) {
    Findings findings;
    compare("exchange", wanted.exchanges, real.exchanges, findings);
    compare("queue", wanted.queues, real.queues, findings);
    compare("binding", wanted.bindings, real.bindings, findings);
    tell_extra("exchange", wanted.exchanges, real.exchanges, findings);
    tell_extra("queue", wanted.queues, real.queues, findings);
    tell_extra("binding", wanted.bindings, on_our_exchanges(wanted, real.bindings), findings);
    if (!findings.empty()) return findings;
    return {good("topology", std::to_string(wanted.exchanges.size()) + " exchanges, " +
                                 std::to_string(wanted.queues.size()) + " queues, " +
                                 std::to_string(wanted.bindings.size()) +
                                 " bindings, all as declared")};
}

Finding check_partitions(const BrokerObjects& real, int32_t partitions) {
    const auto is_ledger = [](const auto& queue) { return queue.first.starts_with("ledger."); };
    const auto count = std::ranges::count_if(real.queues, is_ledger);
    const std::string found =
        std::to_string(partitions) + " configured, " + std::to_string(count) + " in the broker";
    if (count == partitions) return good("partitions", found);
    return bad("partitions", found,
               "the number is fixed at deployment: correct partitions in [ctl], or the broker's "
               "queues; with two numbers an account's events go to two places");
}

}  // namespace ctl
