#pragma once

#include <cstdint>
#include <variant>

#include "common/events/names.h"
#include "producers/venue/matching/instrument.h"
#include "producers/venue/matching/text.h"

// What may happen to the exchange. Prices in units of 0.0001 rupee, 0: none. Numbers: exchange
// order, execution and trade numbers begin with 1, 0: none. All are plain values: a journal may
// write them and play them again.
namespace venue {

using SessionId = uint16_t;                          // of a member's FIX session
inline constexpr SessionId kNoSession = UINT16_MAX;  // the exchange itself

// --- from a member's session ---

struct NewOrder {
    OrderText client_order_id;
    AccountText account;
    InstrumentKey instrument;
    ProductText product;
    events::Side side{};
    events::OrderType type{};
    events::Validity validity{};
    int64_t quantity = 0;
    int64_t price = 0;    // limit and stop_limit
    int64_t trigger = 0;  // stop_limit and stop_market
};

// The order is named by its number, or by the client order id that it has at this session.
struct OrderName {
    uint64_t exchange_order_id = 0;
    OrderText original_client_order_id;  // looked at only where there is no number
};

struct Cancel {
    OrderText client_order_id;  // of this request; may be empty
    OrderName order;
};

struct Replace {
    OrderText client_order_id;  // the order's name from now on; may be empty: it keeps its name
    OrderName order;
    int64_t quantity = 0;  // the new total, with what is filled already
    int64_t price = 0;
    int64_t trigger = 0;
};

struct MassCancel {
    OrderText client_order_id;
    AccountText account;  // empty: all orders of the session's member
};

// The session is gone: its orders go with it (whether that is wanted, the shell decides).
struct CancelSession {};

// --- from the operator, and from the price path ---

struct FreezeConfirm {
    uint64_t exchange_order_id = 0;
};
struct FreezeRefuse {
    uint64_t exchange_order_id = 0;
    ReasonText reason;
};
struct Bust {  // by trade number, or by an execution number of either side
    uint64_t trade_no = 0;
    uint64_t exec_id = 0;
};
struct Correct {
    uint64_t trade_no = 0;
    int64_t quantity = 0;
    int64_t price = 0;
};
struct SetPhase {  // until the calendar's next change
    uint16_t group = 0;
    Phase phase{};
};
struct SetBand {  // orders that stand outside already, stay
    InstrumentKey instrument;
    int64_t low = 0;
    int64_t high = 0;
};
struct Suspend {
    InstrumentKey instrument;
    bool suspended = true;  // false: trading goes on
};
struct SetLastPrice {
    InstrumentKey instrument;
    int64_t price = 0;
};
// The house's bid and ask take the place of those before. A price of 0: nothing on that side.
struct SetQuote {
    InstrumentKey instrument;
    int64_t bid = 0;
    int64_t ask = 0;
    int64_t quantity = 0;  // of each side
};
// Nothing but time.
struct Tick {};

using InputBody =
    std::variant<NewOrder, Cancel, Replace, MassCancel, CancelSession, FreezeConfirm, FreezeRefuse,
                 Bust, Correct, SetPhase, SetBand, Suspend, SetLastPrice, SetQuote, Tick>;

struct Input {
    int64_t time_us = 0;             // since the Unix epoch, exchange's clock
    SessionId session = kNoSession;  // who asks
    InputBody body;
};

}  // namespace venue
