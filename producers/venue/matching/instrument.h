#pragma once

#include <cstdint>
#include <vector>

#include "common/events/names.h"
#include "producers/venue/matching/text.h"

namespace venue {

struct InstrumentKey {
    events::Exchange exchange{};
    events::Segment segment{};
    uint32_t token = 0;
    friend bool operator==(const InstrumentKey&, const InstrumentKey&) = default;
};

// Prices in units of 0.0001 rupee.
struct Instrument {
    InstrumentKey key;
    uint16_t group = 0;   // whose calendar it follows: an index into ExchangeConfig::groups
    uint32_t expiry = 0;  // yyyymmdd, the last day it trades; 0: none
    int64_t lot = 1;
    int64_t tick = 500;
    int64_t freeze_quantity = 0;   // an order above it waits for the operator; 0: none
    int64_t band_low = 0;          // 0: none
    int64_t band_high = 0;         // 0: none
    int64_t reference_price = 0;   // yesterday's close: the last price until there is one
    bool trade_for_trade = false;  // carried in every report
    bool suspended = false;
};

enum class Phase {
    Closed,   // no orders; what is left of DAY orders expires
    PreOpen,  // orders are collected; they meet at one price at its end
    Continuous,
    ClosingAuction,  // as PreOpen
    PostClose        // no new orders; standing ones may be cancelled. Serves as a halt too
};

struct PhaseStart {
    int64_t from_us_of_day = 0;  // local midnight = 0
    Phase phase{};
};

// Instruments that follow one calendar. It is Closed before the first entry.
struct Group {
    AccountText name;
    std::vector<PhaseStart> day;  // in order of time
};

enum class SelfTrade { CancelIncoming, CancelResting, Allow };

// One exchange, one trading day.
struct ExchangeConfig {
    uint32_t day = 0;         // yyyymmdd
    int64_t midnight_us = 0;  // local midnight of that day, in microseconds since the Unix epoch
    std::vector<Group> groups;
    std::vector<Instrument> instruments;
    std::vector<uint16_t> members;  // of session 0, 1, …; a session beyond it belongs to member 0
    std::vector<AccountText> accounts;  // who may trade; empty: everybody
    SelfTrade self_trade = SelfTrade::CancelIncoming;
    int64_t market_protection_permille = 50;  // how far from the last price a market order trades
    int64_t quantity_max = 100'000'000;       // of one order
    int64_t price_max = 100'000'000'000;      // 10,000,000 rupees
    size_t orders_expected = 1 << 16;         // tables are made for so many; they grow beyond it
    size_t orders_max = 20'000'000;           // of the day; a new one above it is refused
};

}  // namespace venue
