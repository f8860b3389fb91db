#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "common/events/command.h"
#include "common/events/names.h"

namespace gateway {

// As in the ENUM column exits.state.
enum class RowState { Planned, Sending, Sent, Working, Frozen, Done, Rejected, Cancelled };

// An order or a cancel of ours as it stands in `exits`, as far as it concerns the way to the
// exchange. Prices in units of 0.0001 rupee.
struct ExitOrder {
    std::string client_order_id;
    std::string account;
    uint32_t day = 0;
    events::CommandAction action{};
    std::string session;
    events::Exchange exchange{};
    events::Segment segment{};
    uint32_t token = 0;
    std::string symbol;
    events::Product product{};
    events::Side side{};
    events::OrderType type{};
    events::Validity validity{};
    int64_t quantity = 0;
    int64_t price = 0;
    std::string target_client_order_id;    // of a cancel
    std::string target_exchange_order_id;  // of a cancel
    RowState state{};
    std::string sender;  // the mark of the statement that moved it to `sending`
    int64_t planned_us = 0;

    [[nodiscard]] bool is_cancel() const { return action == events::CommandAction::Cancel; }
};

}  // namespace gateway

namespace events {
template <>
inline constexpr std::array<std::string_view, 8> kNames<gateway::RowState>{
    "planned", "sending", "sent", "working", "frozen", "done", "rejected", "cancelled"};
}  // namespace events
