#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "common/exits/exit.h"

namespace exits {

// What may move a row of `exits`, and who says it. The statements that write it are in
// statements.h; a test walks this table against them.
enum class Word {
    // The gateway, of its own accord.
    Mark,     // takes the row to send it, under the epoch and in time
    Fence,    // the site has been fenced off, or the command has expired
    Refuse,   // cannot be sent to this exchange
    PutBack,  // was marked, and has not gone out
    OnWire,
    // The gateway, from the exchange. HearFill: `heard` holds the new quantity already.
    HearFill,
    HearLife,     // it is in the exchange's book
    HearReject,   // rejected; of a cancel: refused
    NotTaken,     // the message as such was not taken
    NotReceived,  // the exchange does not know it
    Contradict,   // an answer that cannot be true beside an earlier one
    // The square-off.
    Withdraw,   // must not be sent any more
    DayOver,    // its day is over, as somebody who would know has told, and no books have it
    DayUntold,  // its day is over by the clock alone, and the books have it alive
    // The square-off, from the books. `filled` holds what they say already.
    BooksLive,
    BooksFrozen,
    BooksFilled,
    BooksRejected,
    BooksCancelled,
    TargetEnded,  // of a cancel: the order that it speaks of has ended
    // A person, from the exchange's desk: it is over there. `heard` holds what they say has filled.
    Resolve
};
inline constexpr int kWords = static_cast<int>(Word::Resolve) + 1;

// The facts of a row that a transition depends on.
struct Facts {
    State state{};
    bool cancel = false;
    int64_t quantity = 0;
    int64_t filled = 0;
    int64_t heard = 0;
    bool lived = false;           // the exchange has told that it had the order
    bool in_books = false;        // the books know the order
    bool shortfall_seen = false;  // the books have shown fewer than were heard for long enough
    bool day_over = false;        // the day that it was sent on
    bool misplaced = false;       // the books have it under another position, or the other side
};
Facts facts_of(const Exit& row);

// Where the word moves the row; nullopt: it does not concern it, and the row stays as it is. Pure.
//
// Guarantees: what has been heard to fill is never planned again, and ends by the books alone; nor
// does what was heard to live end as never received or not taken. A row in a final state leaves it
// only by a fill that the books do not show, by a sign of life of an order that only the gateway
// had called dead, or by the books. Once its day is over nothing ends an order as never received.
// A person's word concerns orders in doubt that the books do not know, or have alive though their
// day is over, and ends only those of which nothing has filled: what has filled, the books must
// show.
std::optional<State> next(const Facts& row, Word word);

// Whether an end by the books, made from a reading of the row, may still be written: `now` is the
// row as it stands. A fill that was heard in between holds it where the books show less, and a
// doubt that is not the one that was read always does.
bool may_write(const Exit& now, const Exit& moved);

// The states that the word can move at all, for the statements.
std::vector<State> states_before(Word word);

}  // namespace exits
