#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/account/view.h"
#include "common/base/result.h"
#include "common/db/session.h"
#include "common/events/command.h"
#include "common/site/site_state.h"
#include "common/site/trading_day.h"

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
    std::string instrument;  // a symbol or a token, instead of `token`
    std::vector<std::string> orders;
    bool one_position = false;  // of an exit: it names one instrument, by token or name at least
    bool all = false;           // of a cancel: nothing else names or filters orders
    std::optional<int64_t> quantity;
    std::optional<int64_t> percent;
    std::string limit;  // rupees
    bool outside_band = false;
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

// Empty, or what is wrong with the names: the instrument's twice, or not where it must be; the
// person's in other letters than a command can have.
std::string naming_problem(const Request& request);
// Before the database is asked which one it is: its token, where it is named by one, else any.
void stand_in(Request& request);
// Puts market and token in the place of the name in `instrument`; nothing where there is none, and
// the token alone of a token that no market has, as it may be held without being known. `view`: of
// the account whose open positions say which of several is meant; nullptr: nobody's. Invalid as
// the_one says.
base::Status name_instrument(Request& request, db::Session& session, const account::View* view);

// Where the market of the one position that is named was left out: fills it in from the positions
// that are held. Invalid, with the choice, where two markets have the same token; or where none is
// held.
base::Status complete_market(Request& request, const account::View& view);

// Empty, or why a command of this epoch (nullopt: any) is not taken now.
std::string refusal(const site::SiteState& site, const std::optional<site::TradingDay>& day,
                    std::optional<int64_t> epoch, int64_t now_us);

}  // namespace ctl
