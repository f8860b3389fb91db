#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

// What the doctor's checks look at, as plain values. Gathering them is examine.h's part.
namespace ctl {

// When a clock was read, in microseconds since the Unix epoch: not before `from`, not after `to`.
struct ClockReading {
    int64_t from_us = 0;
    int64_t to_us = 0;
};

// A clock of another machine beside ours: asked not before and answered not after `ours`.
struct ClockPair {
    ClockReading ours;
    ClockReading theirs;
};

// The broker's objects: {name: {property: value}} with the arguments among the properties as
// "x-overflow", and bindings as "source -> destination, key KEY".
struct BrokerObjects {
    using Properties = std::map<std::string, std::string>;
    std::map<std::string, Properties> exchanges;
    std::map<std::string, Properties> queues;
    std::map<std::string, Properties> bindings;
};

struct BrokerNode {
    std::string name;
    bool running = false;
    bool memory_alarm = false;
    bool disk_alarm = false;
    int64_t disk_free_bytes = 0;
    int64_t disk_free_bytes_min = 0;
    int64_t descriptors = 0;
    int64_t descriptors_max = 0;
    std::vector<std::string> plugins;
    std::vector<std::string> config_files;
    // As the configuration files say that can be read on this machine.
    std::optional<int64_t> consumer_timeout_ms;
};

struct BrokerUser {
    std::string name;
    bool is_administrator = false;
};

struct Permission {
    std::string user, configure, write, read;  // regular expressions
};

struct AppliedMigration {
    int64_t number = 0;
    std::string name;
    std::string checksum;
    friend bool operator==(const AppliedMigration&, const AppliedMigration&) = default;
};

struct DatabaseFacts {
    std::map<std::string, std::string> variables;  // GLOBAL ones
    std::map<std::string, std::string> session;    // as our own programs have them
};

struct SiteFacts {
    struct Pause {
        int64_t partition = 0;
        std::string by, reason;
        bool catching_up = false;
        int64_t since_us = 0;
    };
    std::vector<Pause> pauses;
    std::string state;
    std::string reason;
    struct Doubts {  // of a session's orders
        std::string session;
        int64_t contradicted = 0;
        int64_t unanswered = 0;
        // Sent, or about to be, and not in the books yet: unanswered ones too.
        int64_t unbooked = 0;
    };
    uint32_t open_day = 0;  // yyyymmdd; 0: none
    uint32_t today = 0;     // the exchanges' date
    std::vector<Doubts> doubts = {};
    std::string left_active = {};  // as site::day_left_active says; empty: it is not so
    std::string unconfirmed = {};  // why no cut-off is done until somebody confirms; empty: so not
};

struct PathFacts {
    std::string path;
    std::string problem;  // empty, or why it cannot be looked at
    int64_t free_bytes = 0;
    int64_t size_bytes = 0;
};

struct HostFacts {
    int64_t descriptors_soft = 0;
    int64_t descriptors_hard = 0;
};

// A service's pages.
struct ServiceFacts {
    std::string name;
    int ready_status = 0;    // of /readyz; 0: no answer
    std::string ready_says;  // its first line, or why there was no answer
};

}  // namespace ctl
