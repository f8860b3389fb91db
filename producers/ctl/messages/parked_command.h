#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "producers/ctl/messages/parked_store.h"
#include "producers/ctl/messages/set_aside.h"

namespace ctl {

// As typed.
struct ParkedOptions : SetAsideOptions {
    std::string digest;
    std::string source;
    std::string account;
    std::optional<int64_t> day;
    std::optional<int64_t> partition;
    std::string since;  // an age, like 30m
    bool break_glass = false;
    std::string edit;  // a file
    int64_t wait_s = 10;
};
// `now_us`: what --since counts from. Invalid: what is wrong, beginning with the option's name.
base::Result<ParkedFilter> parked_filter(const ParkedOptions& options, int64_t now_us);

int list_parked(const ParkedOptions& options);
// The only row that begins with the digest; Failed where there is none, or several.
int show_parked(const ParkedOptions& options);
int redrive_parked(const ParkedOptions& options);
int discard_parked(const ParkedOptions& options);

}  // namespace ctl
