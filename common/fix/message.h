#pragma once

#include <cstdint>
#include <string>
#include <vector>

// Means the same in C++14, in which the engine's own sources are built, and in C++20.
namespace fix {

struct Tag {
    int number;
    std::string value;
};

// A repeating group: `count_tag` is written with the number of entries; each entry begins with the
// group's first tag.
struct Group {
    int count_tag;
    std::vector<std::vector<Tag>> entries;
};

// A FIX message without its header and trailer: what travels between a service and the engine.
struct Message {
    std::string session;  // the name it has in SessionConfig
    std::string type;     // 35 MsgType
    std::vector<Tag> fields;
    std::vector<Group> groups;  // outgoing only: an incoming group's tags stand flat in `fields`
    // Incoming only.
    int64_t seq = 0;  // 34 MsgSeqNum
    int64_t sending_time_us = 0;
    bool poss_dup = false;     // 43
    bool poss_resend = false;  // 97
    // Why it must not be read though it counts: "49 SenderCompID: not of this session".
    std::string problem{};
    std::string sender{};  // 49 SenderCompID
    std::string target{};  // 56 TargetCompID

    Message& add(int number, std::string value) {
        fields.push_back({number, std::move(value)});
        return *this;
    }
    // The first field of this number; null where there is none.
    const std::string* find(int number) const {
        for (const Tag& tag : fields) {
            if (tag.number == number) return &tag.value;
        }
        return nullptr;
    }
};

}  // namespace fix
