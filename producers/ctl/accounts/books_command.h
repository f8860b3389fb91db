#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "producers/ctl/exits/command_list.h"

namespace ctl {

struct BooksOptions {
    std::string config;
    std::string account;
    std::optional<int64_t> day;  // yyyymmdd; not given: the open one
    bool all = false;            // of orders: also those that have ended
    bool in_doubt = false;       // of orders: ours of which nobody knows what became of them
    bool json = false;
};
int show_orders(const BooksOptions& options);
int show_positions(const BooksOptions& options);

struct CommandShowOptions {
    std::string config;
    std::string id;
    bool json = false;
};
int show_command(const CommandShowOptions& options);

struct CommandsOptions {
    std::string config;
    CommandFilter filter;
    bool json = false;
};
int list_commands(const CommandsOptions& options);

}  // namespace ctl
