#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/base/result.h"
#include "common/db/session.h"

namespace ctl {

// What the database knows of a command: rows of `commands`, `command_rows` and `exits`.
struct CommandStatus {
    struct Row {
        int64_t number = 0;
        std::string action, market, symbol, product, side, exchange_order_id;
        int64_t wanted = 0, done = 0, attempts = 0;
        std::string state, reason;
    };
    struct Order {
        int64_t row = 0, attempt = 0, slice = 0;
        std::string client_order_id, action, symbol, side;
        int64_t quantity = 0, price = 0, filled = 0;
        std::string state, reason;
    };
    std::string id, account, action, origin, who, state, reason;
    int64_t day = 0, epoch = 0, issued_us = 0, expires_us = 0, accepted_us = 0, ended_us = 0;
    std::vector<Row> rows;
    std::vector<Order> orders;
};

// nullopt where there is no such command.
base::Result<std::optional<CommandStatus>> read_status(db::Session& session, const std::string& id);

// Whether it was refused, or ended without having done any of what it was for: excluded positions
// are no failure where nothing else was wanted.
bool has_failed(const CommandStatus& status);

// Pure: for people, and for programs.
std::string table_of(const CommandStatus& status, bool with_orders);
std::string json_of(const CommandStatus& status);

}  // namespace ctl
