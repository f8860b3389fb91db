#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "common/events/names.h"

namespace events {

// The closed lists of docs/commands.md, in the order of the ENUM columns of schemas/sql.
enum class CommandAction { Cancel, Exit };
enum class CommandOrigin { Customer, Dealer, System };
enum class PricePolicy { Protected, Limit };

template <>
inline constexpr std::array<std::string_view, 2> kNames<CommandAction>{"cancel", "exit"};
template <>
inline constexpr std::array<std::string_view, 3> kNames<CommandOrigin>{"customer", "dealer",
                                                                       "system"};
template <>
inline constexpr std::array<std::string_view, 2> kNames<PricePolicy>{"protected", "limit"};

inline constexpr size_t kCommandIdMax = 64;
inline constexpr size_t kWhoMax = 80;
inline constexpr size_t kEvidenceMax = 200;
inline constexpr size_t kCommandOrdersMax = 500;  // orders named by one command
inline constexpr size_t kCommandBytesMax = 64 * 1024;
inline constexpr size_t kSendOrdersMax = 10'000;    // orders named by one send request
inline constexpr size_t kWakeAccountsMax = 10'000;  // accounts named by one wake
inline constexpr size_t kPriceLinesMax = 10'000;    // lines of one message of prices

// What somebody wants done with one account's orders and positions. What is left out does not
// restrict: an exit without filters exits everything.
struct Command {
    std::string id;  // idempotency key: 1 to 64 of A-Z a-z 0-9 . _ : -
    std::string account;
    uint32_t day = 0;
    CommandAction action{};
    CommandOrigin origin{};
    std::string who;       // the person who asked, or the schedule
    std::string evidence;  // a dealer's: where the customer's instruction is kept
    // Which orders and positions.
    std::optional<Exchange> exchange;
    std::optional<Segment> segment;
    std::optional<Product> product;
    std::optional<Side>
        side;  // of the orders to cancel; of an exit: the side of the POSITION, buy = long
    std::optional<uint32_t> token;
    std::vector<std::string> orders;  // cancel only: exchange order ids
    // How much of each position: neither means all of it.
    std::optional<int64_t> quantity;  // exit of one position only
    std::optional<int64_t> percent;   // 1 to 100
    // How.
    bool cancel_first = true;  // exit: cancels the pending orders on the positions first
    PricePolicy price_policy = PricePolicy::Protected;
    int64_t price = 0;          // of PricePolicy::Limit: units of 0.0001 rupee
    bool outside_band = false;  // of PricePolicy::Limit: it may lie outside the band that we know
    Validity validity = Validity::Ioc;
    // Under which activation, and until when.
    int64_t epoch = 0;
    int64_t issued_us = 0;
    int64_t expires_us = 0;
    friend bool operator==(const Command&, const Command&) = default;
};

// One JSON object, fields named as in docs/commands.md.
std::string encode(const Command& command);
// Invalid with a reason that begins with the field: "quantity: must be at least 1". Unknown fields
// are ignored. Nothing is compared with the books here.
base::Result<Command> decode_command(std::string_view body);
// The readable fields of a body that decode_command refuses, so that the sender finds the answer
// under its id. Missing or wrong fields stay as in Command{}; nullopt where the id itself is wrong.
std::optional<Command> legible_command(std::string_view body);

// Names orders of ours that stand in `exits` as planned: what goes through the queue to a gateway.
// The rows are the truth; a message can make the gateway look, never send something else.
struct SendRequest {
    std::vector<std::string> client_order_ids;
};
std::string encode(const SendRequest& request);
base::Result<SendRequest> decode_send_request(std::string_view body);

// Tells the square-off that something about these accounts has changed which the drop copy does
// not say.
struct Wake {
    std::vector<std::string> accounts;
};
std::string encode(const Wake& wake);
base::Result<Wake> decode_wake(std::string_view body);

// What goes to the notifier: ids of rows of the table `notices`. {"kind":"notice","ids":[…]}
inline constexpr size_t kNoticesMax = 500;  // of one message
inline constexpr size_t kNoticeIdMax = 64;
struct NoticeRequest {
    std::vector<std::string> ids;
};
std::string encode(const NoticeRequest& request);
base::Result<NoticeRequest> decode_notice_request(std::string_view body);

// Kind of a body on the squareoff queue, without reading all of it: "command", "wake" or "" where
// it is an array of events, or no JSON.
std::string kind_of(std::string_view body);

// One price as a message of prices tells it. What is not said stays as it is known.
struct Quote {
    enum class Kind : uint8_t { NotSaid, None, Price };
    Kind kind = Kind::NotSaid;
    int64_t units = 0;  // of 0.0001 rupee, of a Price; spreads have prices below zero

    static constexpr Quote none() { return {Kind::None, 0}; }
    static constexpr Quote of(int64_t units) { return {Kind::Price, units}; }
    [[nodiscard]] bool said() const { return kind != Kind::NotSaid; }
    friend bool operator==(const Quote&, const Quote&) = default;
};

// The lowest and the highest price at which the exchange takes an order today, as a message of
// prices tells them. None: there is no such limit now.
struct Band {
    Quote low;
    Quote high;

    [[nodiscard]] bool said() const { return low.said() || high.said(); }
    // Both are said, and low is above high: they cannot both be true.
    [[nodiscard]] bool crossed() const {
        return low.kind == Quote::Kind::Price && high.kind == Quote::Kind::Price &&
               low.units > high.units;
    }
    friend bool operator==(const Band&, const Band&) = default;
};

// Prices as published on the exchange `prices`: {"kind":"prices","exchange":…,"segment":…,
// "time_us":…,"prices":[[token,last,bid,ask],[token,last,bid,ask,band_low,band_high],…],
// "zero":[token,…]}. In a line 0 says nothing and null that there is none now; `zero` names
// instruments whose last price is zero.
struct PriceLine {
    uint32_t token = 0;
    Quote last;
    Quote bid;
    Quote ask;
    Band band = {};
    friend bool operator==(const PriceLine&, const PriceLine&) = default;
};
struct Prices {
    Exchange exchange{};
    Segment segment{};
    int64_t time_us = 0;
    std::vector<PriceLine> lines;
};
std::string encode(const Prices& prices);

// A message of prices whose lines were judged one by one, and in a good line its band by itself.
struct JudgedPrices {
    Prices prices;        // the good lines; a band that was refused is not said
    size_t refused = 0;   // lines and bands that were not good
    std::string problem;  // of the first of them
};
// Invalid where there is no message around the lines.
base::Result<JudgedPrices> judge_prices(std::string_view body);
// The same, Invalid too where a line is: what a publisher is held to.
base::Result<Prices> decode_prices(std::string_view body);

// Whether an order is one of ours, by its client order id.
inline constexpr std::string_view kOwnPrefix = "BX";
inline bool is_own(std::string_view client_order_id) {
    return client_order_id.starts_with(kOwnPrefix);
}
// The client order id of one slice of one plan: the same for the same arguments, 20 characters: the
// prefix and 18 of A-Z and 2-7. After a loss of our own books it makes the exchange refuse a second
// one.
std::string own_client_order_id(std::string_view command_id, uint32_t row, uint32_t attempt,
                                uint32_t slice);

}  // namespace events
