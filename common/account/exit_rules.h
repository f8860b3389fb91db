#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/account/view.h"
#include "common/base/result.h"

namespace account {

// A line of the table `protections`.
struct Protection {
    events::Segment segment{};
    enum class Kind { Equity, Future, Option } kind{};
    int64_t price_below = 0;   // 0: any price
    int64_t basis_points = 0;  // of the last price
    int64_t least = 0;         // units of 0.0001 rupee
};

constexpr events::Side opposite(events::Side side) {
    return side == events::Side::Buy ? events::Side::Sell : events::Side::Buy;
}
constexpr events::Side exit_side(int64_t net) {
    return net > 0 ? events::Side::Sell : events::Side::Buy;
}

// Why this position must not be exited; empty where it may. In docs/commands.md, "Exclusions".
std::string exclusion(const Position& position, const Instrument* instrument, uint32_t day);

// Whether a command speaks of this position, of this order.
bool selects(const events::Command& command, const Position& position);
bool selects(const events::Command& command, const Order& order);

// The order as the books know it, those of its day first; null: they do not. Where an exchange has
// used one client order id twice: the one that lives, else the one that has filled most.
const Order* find_order(const View& view, const std::string& client_order_id);

// What this order of ours can still take from its position, beside what the books show as filled:
// all of it until the books know it, what has been heard to fill and is not in the books, and all
// of what is in doubt; of what a person has resolved, what they say has filled, and of what is over
// without standing in any books, what was heard. 0 once the books have its end, or the exchange's
// word that it never was.
int64_t may_still_fill(const exits::Exit& own, const Order* in_books);

// What could still be bought or sold on this side of a position: live orders of the account with
// whatever they have left, and orders of ours by `may_still_fill`.
struct Outstanding {
    int64_t own = 0;     // by orders of ours
    int64_t others = 0;  // by other orders
    [[nodiscard]] int64_t total() const { return own + others; }
};
Outstanding outstanding(const View& view, const PositionKey& key, events::Side side);

// How much may be ordered on `side` so that, whatever fills, the position neither grows nor changes
// its sign. 0 where `side` does not lessen it.
int64_t exitable(const View& view, const PositionKey& key, events::Side side);

// By how much our orders, and the others that stand beside them, could take more from the position
// than is held; 0: they cannot.
int64_t beyond_position(const View& view, const PositionKey& key, events::Side side);

// The limit of an exit: the last price moved by the protection table towards the other side, in
// the band, on a tick. Invalid, naming the field, where no price is known.
base::Result<int64_t> exit_price(const events::Command& command, const Instrument& instrument,
                                 events::Side side, const std::vector<Protection>& protections);

// Whether an exit of ours, planned a while ago, is one that the exchange takes as the instrument is
// now: its lot, freeze quantity, tick and band.
bool fits(const events::Command& command, const Instrument& instrument, const exits::Exit& own);

// Cuts into orders of at most the freeze quantity, each a multiple of the lot; what does not make a
// lot is left out. No more than the first `most` of them.
std::vector<int64_t> slices(int64_t quantity, const Instrument& instrument, size_t most);
// How many that would be, all told, and what they come to.
struct Cut {
    int64_t orders = 0;
    int64_t quantity = 0;
};
Cut cut(int64_t quantity, const Instrument& instrument);

// What a command asks of a position, before it is rounded to lots: all of it, a quantity, or a
// percentage rounded down.
int64_t asked_quantity(const events::Command& command, const Position& position);

// A quantity is meant for one position. Why the command leaves open which; empty where it does not.
// For square-off and dry run.
std::string ambiguity(const events::Command& command, const View& view);

// Why the command has nothing to do: no position that is open, or order that is pending, is meant.
// Empty where there is something.
std::string nothing_to_do(const events::Command& command, const View& view);

// The quantity that a command wants of a position: what it asks, in whole lots.
// Invalid where it is more than held or no multiple of the lot.
base::Result<int64_t> wanted_quantity(const events::Command& command, const Position& position,
                                      const Instrument& instrument);

// Why `left` of what was asked was not even tried: it makes no lot. Empty where nothing is left.
std::string residue(int64_t left, const Instrument& instrument);

}  // namespace account
