#pragma once

#include <string>
#include <vector>

#include "common/db/rows.h"
#include "common/exits/exit.h"

namespace exits {

// Every statement by which gateway and square-off make a row of `exits` or change its state; that
// of a person is in resolution.h, and there is no other file with one (test/tidy). Pure: values in,
// text out. Each is guarded by the states of transitions.h, because gateway and square-off write
// the same rows at the same time.

struct SentRow {
    std::string id;
    int64_t sent_us = 0;
};
struct HeardRow {
    std::string id;
    int64_t filled = 0;
    bool all = false;  // at least the quantity of the order
};

// The gateway's.

// The one statement that lets orders go: planned -> sending, where the site is active in the row's
// epoch and the command has not expired. A row that carries this very mark already, since the
// answer to its COMMIT was lost, must pass the same test again before it may be sent. The time is
// the database's. `day_only`: the row says from now on what is sent, an order for the day.
std::string mark_rows(const std::string& session, const std::vector<std::string>& ids,
                      const std::string& mark, bool day_only);
// The same rows -> cancelled, where they do not pass.
std::string fence_rows(const std::string& session, const std::vector<std::string>& ids,
                       const std::string& mark);
// sending -> planned; -> doubt, where a fill was heard of what has never gone out.
std::string put_back(const std::vector<std::string>& ids, const std::string& mark, int64_t now_us);
// The time on the wire; sending -> sent.
std::string record_sent(const std::vector<SentRow>& rows, const std::string& mark);
std::string refuse_rows(const std::vector<std::string>& ids, const std::string& reason);
// Keeps the largest quantity that the exchange has told as filled, and that it had the order: 0
// filled is a sign of life alone. What a person had said of it counts no longer. `doubt_fills` must
// follow in the same transaction: it finds the fills that contradict their rows.
std::string hear_fills(const std::vector<HeardRow>& rows);
std::string doubt_fills(const std::vector<std::string>& ids, int64_t now_us);
// A sign of life of orders that were not sent, or that only the gateway has called dead.
std::string doubt_living(const std::vector<std::string>& ids, int64_t now_us);
std::string doubt_rows(const std::vector<std::string>& ids, const std::string& reason,
                       int64_t now_us);
// -> rejected; -> doubt, where a fill was heard.
enum class Rejection {
    Heard,     // of the order or cancel
    OfCancel,  // of cancels alone
    NotTaken,  // of the order's message: doubt also where it was told to live
    // The same, and not where the books, or the square-off after them, know the order, nor where
    // its day is over: of an order only the exchange of that day can say so.
    NotReceived,
};
std::string reject_rows(const std::vector<std::string>& ids, const std::string& reason,
                        Rejection kind, int64_t now_us);

// The square-off's.

db::Rows insert_planned(const std::vector<Exit>& planned);
// What the books say of our orders, or the end of their day. Not over what the gateway has heard,
// or has put in doubt, since the rows were read; of a row in doubt only its end.
db::Rows update_by_books(const std::vector<Exit>& moved);
// Takes back what no gateway has taken.
std::string withdraw(const std::vector<std::string>& ids, int64_t now_us);

}  // namespace exits
