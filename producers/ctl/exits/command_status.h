#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "common/db/session.h"
#include "common/events/command.h"

namespace ctl {

// What the database knows of a command: rows of `commands`, `command_rows` and `exits`.
struct CommandStatus {
    struct Row {
        int64_t number = 0;
        std::string action, market, symbol, product, side, exchange_order_id;
        int64_t asked = 0, wanted = 0, done = 0, attempts = 0;
        int64_t open = 0;  // net of the position now
        std::string state, reason;
        // Of what was asked; a position that is closed leaves nothing, whoever closed it.
        [[nodiscard]] int64_t left() const {
            return state == "done" ? 0 : std::max<int64_t>(0, asked - done);
        }
    };
    struct Order {
        int64_t row = 0, attempt = 0, slice = 0;
        std::string client_order_id, action, symbol, side;
        int64_t quantity = 0, price = 0, filled = 0;
        std::string state, reason;
        int64_t planned_us = 0;
    };
    std::string id, account, action, origin, who, state, reason;
    std::string body;  // the command as it was accepted
    int64_t day = 0, epoch = 0, issued_us = 0, expires_us = 0, accepted_us = 0, ended_us = 0;
    std::vector<Row> rows;
    std::vector<Order> orders;
};

// nullopt where there is no such command.
base::Result<std::optional<CommandStatus>> read_status(db::Session& session, const std::string& id);

// What it has come to. Its state is `done` also where every row was excluded: that is `Nothing`.
enum class Outcome { Open, Done, Partly, Nothing, Refused };
inline constexpr std::array<std::string_view, 5> kOutcomeNames{"open", "done", "partly", "nothing",
                                                               "refused"};
// Done: all that was asked, or there was nothing to do.
Outcome outcome_of(const CommandStatus& status);

// A known id stands for one instruction: the first field in which `command` says something else;
// empty: it is the same one.
std::string other_instruction(const CommandStatus& status, const events::Command& command);

// For whom an exit that waits behind cancels waits, and since when: "order 11000042 is cancelled
// since 2026-11-29 14:05:03 IST, and 2 more". Empty: it waits for none. Pure.
std::string cancels_before(const CommandStatus& status, const CommandStatus::Row& row);

// Pure: for people, and for programs.
std::string table_of(const CommandStatus& status, bool with_orders);
std::string json_of(const CommandStatus& status);

}  // namespace ctl
