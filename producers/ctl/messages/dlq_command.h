#pragma once

#include <string>

#include "producers/ctl/messages/set_aside.h"

namespace ctl {

// As typed. `queue` is a queue of dead letters, or "notices" for the rows of `notices` that are
// dead.
struct DlqOptions : SetAsideOptions {
    std::string queue;
    std::string id;
    std::string exchange;
    std::string key;
    std::string feed_config;  // of the feed whose letters are sent again
};
int list_letters(const DlqOptions& options);
int show_letter(const DlqOptions& options);
int redrive_letters(const DlqOptions& options);
int discard_letters(const DlqOptions& options);

int list_dead_notices(const DlqOptions& options);
// Back to `waiting`: the relay publishes them again.
int redrive_dead_notices(const DlqOptions& options);

}  // namespace ctl
