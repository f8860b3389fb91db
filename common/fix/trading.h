#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "common/base/result.h"
#include "common/events/names.h"
#include "common/fix/message.h"

namespace fix {

// Which tags and values this counterparty uses. Defaults are those of our own venue; docs/fix.md
// has the table. A tag of 0 is not sent and not read.
struct Dialect {
    int account_tag = 1;
    int token_tag = 48;             // the instrument's number at the exchange
    int exchange_tag = 207;         // NSE, BSE, …
    int segment_tag = 1300;         // CM, FO, …
    int product_tag = 9302;         // CNC, MIS, …: a reference that the exchange echoes
    int trade_no_tag = 1003;        // falls back to ExecID
    int day_tag = 75;               // trading day yyyymmdd; falls back to TransactTime's date
    int64_t utc_offset_s = 19'800;  // of the exchange's days
    events::Exchange exchange{};    // where the counterparty does not say
    events::Segment segment{};      // where the counterparty does not say
    bool market_orders = true;      // false: a market order is refused before the wire
    bool status_requests = true;    // whether 35=H is answered
    std::string security_id_source = "8";  // 22
    std::string handling = "1";            // 21 HandlInst, which FIX 4.2 requires
    bool fix42 = false;                    // ExecTransType (20), fills as ExecType 1 and 2
};

// What of an instrument travels in every message.
struct Instrument {
    events::Exchange exchange{};
    events::Segment segment{};
    uint32_t token = 0;
    std::string symbol;
    friend bool operator==(const Instrument&, const Instrument&) = default;
};

// How a report names its instrument where it does not give the exchange's number: what it says of
// it, as far as it says it.
struct InstrumentText {
    std::string id;       // 48, as 22 means it, which is not the exchange's number
    std::string isin;     // 48 where 22=4, or 455 where 456=4
    std::string symbol;   // 55
    std::string series;   // 65
    uint32_t expiry = 0;  // 541, or 200 with 205: yyyymmdd; yyyymm00 where there is no day
    int64_t strike = -1;  // 202, units of 0.0001 rupee; -1: not said
    std::string option;   // 201, 461: "CE", "PE", "XX" for a future or a share; empty: not said
    friend bool operator==(const InstrumentText&, const InstrumentText&) = default;
};

// 35=D. Prices in units of 0.0001 rupee, 0: none.
struct NewOrder {
    std::string client_order_id;
    std::string account;
    Instrument instrument;
    std::string product;  // "" : none
    events::Side side{};
    events::OrderType type{};
    events::Validity validity{};
    int64_t quantity = 0;
    int64_t price = 0;
    int64_t trigger = 0;
    int64_t transact_time_us = 0;
};

// 35=F and 35=G.
struct CancelOrder {
    std::string client_order_id;           // of this request
    std::string original_client_order_id;  // 41
    std::string exchange_order_id;         // 37; may be empty
    std::string account;
    Instrument instrument;
    events::Side side{};
    int64_t quantity = 0;
    int64_t transact_time_us = 0;
};
struct ReplaceOrder {
    CancelOrder what;  // its quantity: the new total
    events::OrderType type{};
    events::Validity validity{};
    int64_t price = 0;
    int64_t trigger = 0;
};
// 35=H
struct StatusRequest {
    std::string client_order_id;
    std::string exchange_order_id;
    std::string account;
    Instrument instrument;
    events::Side side{};
};
// 35=q; an empty account: all orders of the session's member.
struct MassCancel {
    std::string client_order_id;
    std::string account;
    int64_t transact_time_us = 0;
};

enum class ExecType {
    New,           // 0
    Canceled,      // 4
    Replaced,      // 5
    Rejected,      // 8
    DoneForDay,    // 3
    PendingNew,    // A; our venue: frozen, waits for the operator
    Expired,       // C
    Restated,      // D
    Trade,         // F (4.2: 1, 2)
    TradeCorrect,  // G
    TradeBust,     // H
    Status,        // I; and what says no more than the state does: 6, 7, 9, B, E
    Triggered      // L
};

// 39. Unknown: not said, or no value of FIX 4.2 or 4.4.
enum class OrdStatus {
    New,
    PartiallyFilled,
    Filled,
    Canceled,
    Rejected,
    PendingNew,
    Expired,
    DoneForDay,
    Replaced,
    PendingCancel,
    PendingReplace,
    Suspended,
    Stopped,
    Calculated,
    AcceptedForBidding,
    Unknown
};

// 35=8
struct ExecutionReport {
    std::string exec_id;
    std::string exec_ref_id;  // 19: what G and H speak of
    ExecType exec_type{};
    OrdStatus status{};
    std::string exchange_order_id;
    std::string client_order_id;
    std::string original_client_order_id;
    std::string request_id;  // ClOrdID of a request, where that is not the order's; set by the
                             // reader's user
    std::string account;
    Instrument instrument;  // token 0: it has to be found by `named`
    InstrumentText named;
    std::string product;
    events::Side side{};
    events::OrderType type{};
    events::Validity validity{};
    int64_t quantity = 0;
    int64_t price = 0;
    int64_t trigger = 0;
    int64_t last_quantity = 0;  // 0 of a correction or bust: not said
    int64_t last_price = 0;     // the same
    int64_t cumulative = 0;
    int64_t leaves = 0;
    bool leaves_told = true;  // 151 was there
    bool pending = false;     // 150=6, E: asked for, not done
    std::string as_sent;  // "59=5 40=P": fields that our own words say less exactly, or not at all
    std::string trade_no;
    std::string text;
    uint32_t day = 0;
    int64_t transact_time_us = 0;
    // 636: whether it stands in the book, which a stop order before its trigger does not. Not in
    // FIX 4.2, and not everybody says it.
    std::optional<bool> working{};
    // Set when reading.
    bool poss_dup = false;
    bool poss_resend = false;
    bool cumulative_told = true;  // 14 was there, and a quantity
    // 32 of a report that is none of a trade: a fill told again, or told in no other words. At
    // least so much of the order has filled.
    int64_t told_again = 0;
    bool fills_unreadable = false;  // 14 or 32 was there, and no quantity; or an average price (6)
                                    // of fills of which nothing else is told
};

// How a drop copy numbers a message: of a report of a trade two places have numbers, one for the
// trade and one for the order's state, of another report one; of anything else, and where account
// or day are none, none.
struct ReportPlaces {
    std::string account;
    uint32_t day = 0;
    int numbers = 0;
};

// 35=9
struct CancelReject {
    std::string client_order_id;
    std::string original_client_order_id;
    std::string exchange_order_id;
    OrdStatus status{};
    bool unknown_order = false;  // 102=1
    bool of_replace = false;     // 434
    std::string text;
    int64_t transact_time_us = 0;
};

// 35=3 and 35=j: the message as such was not taken.
struct MessageReject {
    bool business = false;  // j
    int64_t ref_seq = 0;    // 45
    std::string ref_type;   // 372
    std::string ref_id;     // 379: the ClOrdID, where the other side says it
    int ref_tag = 0;        // 371
    std::string text;
    std::string client_order_id = {};           // 11, which some add
    std::string original_client_order_id = {};  // 41, likewise
};

// 35=r
struct MassCancelReport {
    std::string client_order_id;
    bool accepted = false;
    int64_t affected = 0;
    std::string text;
};

// The lowest and the highest price at which an order is taken today, in units of 0.0001 rupee; 0:
// there is none.
struct PriceLimits {
    int64_t low = 0;
    int64_t high = 0;
    friend bool operator==(const PriceLimits&, const PriceLimits&) = default;
};

// To be written as 35=W and X: the prices of an instrument as they are now. 0: none.
struct Price {
    Instrument instrument;
    int64_t last = 0;
    int64_t bid = 0;
    int64_t ask = 0;
    int64_t time_us = 0;
    std::optional<PriceLimits> limits = {};  // nullopt: the message says nothing of them
};

// What a member hears of prices: each update says one of an instrument's, or that there is none.
// The last two are its price limits.
enum class PriceField { Last, Bid, Ask, LowLimit, HighLimit };
struct PriceUpdate {
    Instrument instrument;
    PriceField field{};
    std::optional<int64_t> units;  // of 0.0001 rupee, below zero too; nullopt: deleted
    int64_t time_us = 0;
};
// 35=W and X as received: what could be read, in its order, and why other things could not.
struct PriceUpdates {
    std::vector<PriceUpdate> updates;
    std::vector<std::string> refused;  // "270 MDEntryPx: not a decimal"
};

// To the exchange.
Message write(const NewOrder& order, const Dialect& dialect);
Message write(const CancelOrder& cancel, const Dialect& dialect);
Message write(const ReplaceOrder& replace, const Dialect& dialect);
Message write(const StatusRequest& request, const Dialect& dialect);
Message write(const MassCancel& mass, const Dialect& dialect);
// 35=V: asks for the prices of everything, as snapshot and updates.
Message write_price_request(const std::string& request_id, const Dialect& dialect);
// From the exchange: what our venue sends.
Message write(const ExecutionReport& report, const Dialect& dialect);
Message write(const CancelReject& reject, const Dialect& dialect);
Message write(const MessageReject& reject, const Dialect& dialect);
Message write(const MassCancelReport& report, const Dialect& dialect);
Message write(const std::vector<Price>& prices, bool snapshot, const Dialect& dialect);

// What was received. Invalid names the tag: "44 Price: not a decimal". Another type than the known
// ones is Unknown.
struct Unknown {
    std::string type;
};
using FromExchange = std::variant<ExecutionReport, CancelReject, MessageReject, MassCancelReport,
                                  PriceUpdates, Unknown>;
base::Result<FromExchange> read_from_exchange(const Message& message, const Dialect& dialect);
// Of a 35=8 that cannot be read: the orders that it names, by 11, 37 and 41, and nothing else.
// nullopt: of another message, and where the message must not be read at all.
std::optional<ExecutionReport> names_in(const Message& message);
// A function of the message and of account_tag, day_tag and utc_offset_s alone: whether the report
// can be used, and what is known of its instrument, does not matter. Pure.
ReportPlaces places_of(const Message& message, const Dialect& dialect);
struct PriceRequest {
    std::string request_id;
};
using FromMember = std::variant<NewOrder, CancelOrder, ReplaceOrder, StatusRequest, MassCancel,
                                PriceRequest, Unknown>;
base::Result<FromMember> read_from_member(const Message& message, const Dialect& dialect);

}  // namespace fix
