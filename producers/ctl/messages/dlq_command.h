#pragma once

#include <cstdint>
#include <string>

namespace ctl {

// As typed. `queue` is a queue of dead letters, or "notices" for the rows of `notices` that are
// dead.
struct DlqOptions {
    std::string config;
    std::string queue;
    std::string id;
    std::string refused;  // a part of the reason
    std::string exchange;
    std::string key;
    int64_t limit = 200;
    bool group = false;
    bool json = false;
    std::string by;
    bool unmask = false;
    std::string reason;
    bool all = false;
    bool dry_run = false;
    int64_t rate = 20;  // letters a second
};
int list_letters(const DlqOptions& options);
int show_letter(const DlqOptions& options);
int redrive_letters(const DlqOptions& options);
int discard_letters(const DlqOptions& options);

int list_dead_notices(const DlqOptions& options);
// Back to `waiting`: the relay publishes them again.
int redrive_dead_notices(const DlqOptions& options);

}  // namespace ctl
