#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "producers/ctl/messages/parked_store.h"

namespace ctl {

// As typed.
struct ParkedOptions {
    std::string config;
    std::string digest;
    std::string reason;
    std::string source;
    std::string account;
    std::optional<int64_t> day;
    std::optional<int64_t> partition;
    std::string since;  // an age, like 30m
    int64_t limit = 50;
    bool group = false;
    bool json = false;
    std::string by;
    bool unmask = false;
    std::string why;
    bool all = false;  // for what changes something: no filter is meant
    bool dry_run = false;
    std::string edit;   // a file
    int64_t rate = 20;  // rows a second
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
