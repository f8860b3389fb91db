#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "producers/venue/matching/book.h"
#include "producers/venue/matching/instrument_table.h"
#include "producers/venue/matching/names.h"
#include "producers/venue/matching/output.h"

namespace venue {

// An instrument with its book.
struct Listed {
    Instrument terms;
    Book book;
    int64_t last = 0;  // 0: not yet traded today
    uint32_t house_bid = kNone;
    uint32_t house_ask = kNone;
    bool touched = false;  // by the input at hand
    PriceChanged shown;    // what was published last

    [[nodiscard]] int64_t reference() const { return last != 0 ? last : terms.reference_price; }
};

struct Trade {
    uint32_t buy = kNone;  // orders
    uint32_t sell = kNone;
    int64_t quantity = 0;
    int64_t price = 0;
    int64_t time_us = 0;
    int64_t told_us = 0;    // of the last report about its quantity and price
    uint64_t buy_exec = 0;  // the last execution that spoke of it, on each side; 0: the house's
    uint64_t sell_exec = 0;
    bool busted = false;
    bool corrected = false;
};

struct AccountNotes {
    uint32_t last_order = kNone;
    bool allowed = false;
};

struct PhaseChange {
    int64_t at_us = 0;
    uint16_t group = 0;
    Phase phase{};
};

using ClientIds = Names<40, uint32_t>;

// Everything that the exchange knows. The functions of this folder change it; each says how.
struct State {
    explicit State(const ExchangeConfig& settings);

    ExchangeConfig config;  // without its lists of instruments and accounts
    int64_t now_us = 0;
    Outputs* out = nullptr;  // of the input at hand
    std::vector<Phase> phases;
    std::vector<PhaseChange> calendar;  // in order of time
    size_t calendar_next = 0;

    InstrumentTable instrument_table;
    std::vector<Listed> listed;
    std::vector<uint32_t> touched;
    OrderArena orders;
    Arena<Trade> trades;  // trade number less 1
    uint64_t executions = 0;

    ClientIds client_ids;  // scope: session; value: the order, kNone: refused unnumbered
    Names<16, AccountNotes> accounts;
    Names<8, char> products;
    Names<120, char> reasons;  // number 0: none
    uint32_t house_account = 0;

    Listed& listed_of(const Order& order) { return listed[order.instrument]; }
    [[nodiscard]] Phase phase_of(const Listed& instrument) const {
        return phases[instrument.terms.group];
    }
    [[nodiscard]] bool trades_now(const Listed& instrument) const {
        return phase_of(instrument) == Phase::Continuous && !instrument.terms.suspended;
    }
    [[nodiscard]] uint16_t member_of(SessionId session) const {
        return session < config.members.size() ? config.members[session] : uint16_t{0};
    }
    // Marks that prices or the band may have changed and stops may go off.
    void touch(uint32_t instrument) {
        if (listed[instrument].touched) return;
        listed[instrument].touched = true;
        touched.push_back(instrument);
    }
    // Cut where it is longer than a reason may be.
    uint32_t reason(std::string_view text) { return reasons.intern(text.substr(0, 120)); }
};

inline bool collecting(Phase phase) {
    return phase == Phase::PreOpen || phase == Phase::ClosingAuction;
}

}  // namespace venue
