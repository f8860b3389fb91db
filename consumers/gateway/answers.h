#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "common/fix/trading.h"

namespace gateway {

// The exchange has the order, whatever became of it: the drop copy tells.
struct Known {
    std::string client_order_id;
};
// It will not be carried out: an order that was rejected, a cancel that was refused.
struct Rejected {
    std::string client_order_id;
    std::string reason;
};
// The answer to a status request: there is no such order.
struct NotThere {
    std::string client_order_id;
};
// 35=3, 35=j: a message of ours, by its MsgSeqNum, was not taken as such.
struct NotTaken {
    int64_t ref_seq = 0;
    std::string client_order_id;  // where the other side says it
    bool of_status_request = false;
    std::string reason;
};
using Answer = std::variant<Known, Rejected, NotThere, NotTaken>;

// What a message means for an order of ours on its way; nullopt: nothing. Pure.
std::optional<Answer> answer_of(const fix::FromExchange& message);

}  // namespace gateway
