#pragma once

#include <optional>
#include <string>

#include "producers/ctl/exits/request.h"

namespace ctl {

struct ExitOptions {
    std::string name;  // of the command, in messages: "exit-all"
    std::string config;
    Request request;
    std::optional<int64_t> day;  // yyyymmdd; not given: the open one
    int64_t wait_s = 10;
    bool dry_run = false;
    bool json = false;
};
// Publishes the command and follows it to its end, or until `wait_s` is over; with `dry_run` only
// shows what it would do. kDone where all that was asked was done, or it was only to be published
// (`wait_s` 0).
int send_command(const ExitOptions& options);

}  // namespace ctl
