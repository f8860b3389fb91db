#include "common/exits/transitions.h"

#include <algorithm>

namespace exits {
namespace {

using enum State;

bool is_out(State state) {
    return state == Sending || state == Sent || state == Working || state == Frozen;
}

bool something_filled(const Facts& row) { return row.heard > 0 || row.filled > 0; }

// Of a fill: what is over the order's quantity, or comes for an order that was never sent or had
// ended with less, cannot be true beside what was said before. A row in doubt is in doubt anew, so
// that whoever plans hears of it.
std::optional<State> hear_fill(const Facts& row) {
    if (row.cancel) return std::nullopt;
    if (row.heard > row.quantity) return Doubt;
    if (is_out(row.state) || row.heard <= row.filled) return std::nullopt;
    return Doubt;
}

// Of a rejection: an order that has filled cannot have been rejected.
std::optional<State> hear_end(const Facts& row) { return something_filled(row) ? Doubt : Rejected; }

// Of "not taken" and "not there": what the exchange, or the books, have told to live has arrived.
// That it is rejected afterwards (150=8) may be.
std::optional<State> hear_never_there(const Facts& row) {
    const bool in_market = row.lived || row.state == Working || row.state == Frozen;
    return in_market && !row.cancel ? Doubt : hear_end(row);
}

// Nothing more of it can fill; what was told to have filled is not forgotten at once.
std::optional<State> end_with_day(const Facts& row) {
    if (row.in_books) return std::nullopt;
    return !row.cancel && something_filled(row) ? Doubt : Cancelled;
}

std::optional<State> resolve(const Facts& row) {
    if (row.cancel || row.filled > row.heard || row.heard > row.quantity) return {};
    if (row.in_books ? !row.day_over : row.filled > 0) return {};
    return row.heard == 0 ? Cancelled : Doubt;
}

// The books decide, but a fill that was heard may still be on its way to them; and of an order that
// they have as another one they say nothing.
std::optional<State> by_books(const Facts& row, State state) {
    if (row.cancel) return std::nullopt;
    if (row.misplaced) return Doubt;
    if (!is_final(state)) return row.state == Doubt ? Doubt : state;
    return row.filled >= row.heard || row.shortfall_seen ? state : Doubt;
}

}  // namespace

Facts facts_of(const Exit& row) {
    return {.state = row.state,
            .cancel = row.is_cancel(),
            .quantity = row.quantity,
            .filled = row.filled,
            .heard = row.heard,
            .lived = row.lived};
}

std::vector<State> states_before(Word word) {
    switch (word) {
        case Word::Mark:
        case Word::Fence:
            return {Planned, Sending};  // `sending`: under this very mark, whose COMMIT was lost
        case Word::Refuse:
        case Word::Withdraw:
            return {Planned};
        case Word::DayOver:
            return {Sending, Sent, Working, Frozen, Doubt};
        case Word::DayUntold:
            return {Working, Frozen};
        case Word::PutBack:
        case Word::OnWire:
            return {Sending};
        case Word::HearFill:
            return {Planned, Sending, Sent, Working, Frozen, Done, Rejected, Cancelled, Doubt};
        case Word::HearLife:
            return {Planned, Rejected, Cancelled};
        case Word::HearReject:
        case Word::NotTaken:
        case Word::Contradict:
            return {Sending, Sent, Working, Frozen};
        case Word::NotReceived:
            return {Sending, Sent};
        case Word::Resolve:
            return {Sending, Sent, Doubt};
        case Word::TargetEnded:
            return {Planned, Sending, Sent, Working, Frozen, Doubt};
        default:  // the books know every order that the exchange has, whatever we think of it
            return {Planned, Sending, Sent, Working, Frozen, Done, Rejected, Cancelled, Doubt};
    }
}

bool may_write(const Exit& now, const Exit& moved) {
    const bool unseen = now.heard != moved.heard && now.heard > moved.filled;
    if (unseen) return false;
    if (now.state != Doubt) return true;
    return now.doubt_us == moved.doubt_us && moved.state != Working && moved.state != Frozen;
}

std::optional<State> next(const Facts& row, Word word) {
    const std::vector<State> before = states_before(word);
    if (std::find(before.begin(), before.end(), row.state) == before.end()) return std::nullopt;
    switch (word) {
        case Word::Mark:
            return Sending;
        case Word::Fence:
        case Word::Withdraw:
            return Cancelled;
        case Word::DayOver:
            return end_with_day(row);
        case Word::DayUntold:
            if (row.cancel) return std::nullopt;
            return Doubt;
        case Word::Refuse:
            return Rejected;
        case Word::PutBack:
            return something_filled(row) ? Doubt : Planned;
        case Word::OnWire:
            return Sent;
        case Word::HearFill:
            return hear_fill(row);
        case Word::HearLife:
            if (row.cancel || row.in_books) return std::nullopt;
            return Doubt;
        case Word::HearReject:
            return hear_end(row);
        case Word::NotTaken:
            return hear_never_there(row);
        case Word::NotReceived:
            if (row.in_books && !something_filled(row)) return std::nullopt;
            if (row.day_over && !row.cancel) return std::nullopt;
            return hear_never_there(row);
        case Word::Contradict:
            if (row.cancel) return std::nullopt;
            return Doubt;
        case Word::BooksLive:
            return by_books(row, Working);
        case Word::BooksFrozen:
            return by_books(row, Frozen);
        case Word::BooksFilled:
            return by_books(row, Done);
        case Word::BooksRejected:
            return by_books(row, Rejected);
        case Word::BooksCancelled:
            return by_books(row, Cancelled);
        case Word::TargetEnded:
            if (!row.cancel) return std::nullopt;
            return Done;
        case Word::Resolve:
            return resolve(row);
    }
    return std::nullopt;
}

}  // namespace exits
