#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "producers/venue/matching/input.h"
#include "producers/venue/matching/instrument.h"
#include "producers/venue/matching/output.h"

namespace venue {

inline constexpr std::string_view kHouseAccount = "VENUE";

// What is wrong with a configuration, all of it, for people; empty: nothing. Pure.
std::vector<std::string> problems(const ExchangeConfig& config);

// The simulated exchange on one trading day: books, orders, trades. Pure: what it answers is a
// function of its configuration and of the inputs so far, to the byte. Any one thread.
// docs/venue.md tells the rules.
class Exchange {
  public:
    // The configuration must have no problems.
    explicit Exchange(const ExchangeConfig& config);
    ~Exchange();
    Exchange(Exchange&&) noexcept;
    Exchange& operator=(Exchange&&) noexcept;

    // Appends to `out`. Phases that the calendar starts up to the input's time come first, each at
    // its own time. A time before the last one counts as the last one.
    void apply(const Input& input, Outputs& out);

    // When the calendar changes next: send a Tick then. INT64_MAX: not any more.
    [[nodiscard]] int64_t next_change_us() const;
    [[nodiscard]] Phase phase(uint16_t group) const;
    // False: no such instrument.
    [[nodiscard]] bool knows(const InstrumentKey& instrument) const;

    // For a status request: the order as it stands, with exec_id 0 and type Restated; its reason is
    // why it was rejected or cancelled. An order counts as the session's where the session's member
    // entered it (by number), or the session itself (by client order id, the newest or an older
    // one).
    [[nodiscard]] std::optional<Report> find(SessionId session, const OrderName& name) const;
    // All of the day's numbered orders in order of their numbers, also finished and rejected ones,
    // without the house's. Empty account: all of the member's.
    [[nodiscard]] std::vector<Report> orders(uint16_t member, std::string_view account = {}) const;
    [[nodiscard]] std::vector<TradeRow> trades() const;
    // Sums of the trades that stand, in order of account, instrument, product; without the house's.
    // Of those whose last report is not later than `until_us`: a trade that is busted later is
    // missing, one that is corrected later, too.
    [[nodiscard]] std::vector<Total> totals(int64_t until_us = INT64_MAX) const;
    // Last price, best bid and ask of every instrument, in the configuration's order.
    [[nodiscard]] std::vector<PriceChanged> prices() const;
    // A number over the whole state: equal for equal histories.
    [[nodiscard]] uint64_t digest() const;

  private:
    struct Engine;
    std::unique_ptr<Engine> engine_;
};

}  // namespace venue
