#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "common/events/command.h"
#include "common/events/names.h"
#include "common/events/position_key.h"

namespace exits {

// So long after its day has ended an order lives no longer, whatever nobody has told of it.
inline constexpr int64_t kDayOverUs = 900'000'000;

// As in the ENUM column exits.state. Which word moves a row from where to where: transitions.h.
enum class State {
    Planned,
    Sending,
    Sent,
    Working,
    Frozen,
    Done,
    Rejected,
    Cancelled,
    Doubt  // the exchange has contradicted itself; the books decide
};

// Nothing is out for such a row.
constexpr bool is_final(State state) {
    return state == State::Done || state == State::Rejected || state == State::Cancelled;
}

// A row of `exits`: an order or a cancel of ours, from the plan to its end. Prices in units of
// 0.0001 rupee.
struct Exit {
    std::string client_order_id;
    std::string account;
    uint32_t day = 0;
    std::string command_id;
    uint32_t row = 0;
    uint32_t attempt = 0;
    uint32_t slice = 0;
    events::CommandAction action{};
    std::string session;  // the gateway's
    int64_t epoch = 0;
    events::PositionKey key;
    std::string symbol;
    events::Side side{};
    events::OrderType type{};
    events::Validity validity{};
    int64_t quantity = 0;
    int64_t price = 0;
    std::string target_client_order_id;    // of a cancel
    std::string target_exchange_order_id;  // of a cancel
    State state{};
    int64_t filled = 0;  // as the books say
    int64_t heard = 0;   // the most that the exchange has told the gateway to be filled
    std::string reason;
    std::string sender;  // the mark of the statement that moved it to `sending`
    int64_t planned_us = 0;
    int64_t expires_us = 0;  // the command's: not to be sent from then on
    int64_t sent_us = 0;     // 0: not known to have been on the wire
    int64_t ended_us = 0;    // 0: the square-off has not taken an end in
    int64_t doubt_us = 0;    // since when it is in doubt, or was last told to have filled more
    bool lived = false;      // the exchange has told the gateway that it had the order
    int64_t short_us = 0;    // since when the books end it with fewer filled than were heard
    // When a person last told what the exchange's desk says of it; 0: never, or more was heard
    // since.
    int64_t resolved_us = 0;
    // No column: its day is over, and somebody who would know has told that nothing more of it can
    // fill (squareoff's settle).
    bool over = false;

    [[nodiscard]] bool is_cancel() const { return action == events::CommandAction::Cancel; }
    // Of a cancel: its order had no number when it was planned, and the books keyed it by the
    // client order id.
    [[nodiscard]] bool target_had_no_number() const {
        return target_exchange_order_id.empty() ||
               target_exchange_order_id == target_client_order_id;
    }
};

}  // namespace exits

namespace events {
template <>
inline constexpr std::array<std::string_view, 9> kNames<exits::State>{
    "planned", "sending", "sent", "working", "frozen", "done", "rejected", "cancelled", "doubt"};
}  // namespace events
