#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/base/result.h"
#include "common/events/command.h"
#include "common/site/site_state.h"

namespace ctl {

// An exit or a cancel as it was typed. Empty texts and missing numbers were not given.
struct Request {
    events::CommandAction action{};
    std::string id;  // empty: one is made up
    std::string account;
    std::string exchange;
    std::string segment;
    std::string product;
    std::string side;
    std::optional<int64_t> token;
    std::vector<std::string> orders;
    bool all = false;  // of a cancel: nothing else names or filters orders
    std::optional<int64_t> quantity;
    std::optional<int64_t> percent;
    std::string limit;  // rupees
    std::string validity;
    bool no_cancel_first = false;
    std::string by;                // empty: the login name
    std::string evidence;          // given: the customer's instruction to a dealer
    std::optional<int64_t> epoch;  // given: refused under any other
    int64_t expires_s = 60;
};

// What the surroundings add.
struct Setting {
    std::string login;
    uint32_t day = 0;
    int64_t epoch = 0;
    int64_t now_us = 0;
    int64_t unique = 0;  // makes an id that was not given different from others of this moment
};

// Invalid, with a reason that begins with the field, for what no books are needed to see.
base::Result<events::Command> command_of(const Request& request, const Setting& setting);

// Empty, or why a command of this epoch (nullopt: any) is not taken now.
std::string refusal(const site::SiteState& site, std::optional<int64_t> epoch);

}  // namespace ctl
