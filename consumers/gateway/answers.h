#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "common/fix/trading.h"

namespace gateway {

// Fills and the order's life, as a report tells them.
struct Told {
    std::string execution = {};  // 17 ExecID
    int64_t last_quantity = 0;   // 32, of a new trade
    int64_t cumulative = -1;     // 14; -1: not told
    int64_t at_least = 0;        // 32, where it is no new trade's
    bool filled = false;         // 39=2: all of it
    bool ended = false;          // cancelled, expired, done for the day
    bool lives = false;          // it can still fill
    bool revised = false;        // a trade of it was taken back or corrected: 14 may fall
};
// The exchange has the order, whatever became of it: the drop copy tells.
struct Known {
    std::string client_order_id;
    Told told = {};
    std::string contradiction = {};  // one report says two things that cannot both be true
};
// It will not be carried out: an order that was rejected, a cancel that was refused.
struct Rejected {
    std::string client_order_id;
    std::string reason;
    Told told = {};
    bool of_cancel = false;  // 35=9: never of an order
    bool not_taken = false;  // 35=3, 35=j: what has lived cannot be that
};
// The answer to a status request: there is no such order.
struct NotThere {
    std::string client_order_id;
};
// 35=3, 35=j: a message of ours, which one it says by 45, 372, 379 and 11, was not taken as such.
struct NotTaken {
    int64_t ref_seq = 0;
    std::string ref_type = {};            // "": not told
    bool business = false;                // 35=j
    std::vector<std::string> named = {};  // ids that it says: 379, 11, of an order also 41
    std::string reason = {};
};
using Answer = std::variant<Known, Rejected, NotThere, NotTaken>;

// The meaning of a message for orders and cancels of ours on their way; empty: none. The state of
// an order is what common/reports says it is. Pure.
std::vector<Answer> answers_of(const fix::FromExchange& message);

// A client order id that only we can have given.
bool is_own(const std::string& id);

// Whether it tells a trade of an order, or that some of it has filled.
bool tells_fills(const fix::ExecutionReport& report);

// The counterparty's text in characters that a table takes: another one would fail the statement.
std::string printable(std::string text);

}  // namespace gateway
