#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "common/books/posting.h"
#include "common/books/sequencer.h"
#include "common/db/session.h"

namespace books {

// A correction or bust that bears a day whose trades it does not name, and names the trade of an
// earlier day. It is booked to the day of its trade; the day that it bears has only the number of
// it. Whether it is such a one, and of which day, is decided once, by the ledger that books it, and
// stands in the table `backdated` (ADR 39): every other fold follows that, for what the
// earlier days hold may change.

// Identifies one event: the columns of a row of `inbox`, and the event's number.
struct BackdatedKey {
    std::string source;
    uint32_t day = 0;  // that it bears
    int64_t seq = 0;
    std::string content;  // content_of
    friend auto operator<=>(const BackdatedKey&, const BackdatedKey&) = default;
};
BackdatedKey backdated_key_of(const events::Event& event);

struct Decision {
    uint32_t of_day = 0;  // of its trade; 0: of none, and it is parked
    std::string why;      // it is parked
};

// Of earlier days, as a fold has read them.
struct Earlier {
    std::map<uint32_t, std::vector<uint32_t>> reach;  // of corrections that bear a day: which days
    std::vector<KnownTrade> trades;  // that they name there, or that stand under their own ids
    // The books of earlier days are not those that are folded: what another store has decided is
    // noted and changes nothing, and who is not in it has no trade.
    bool elsewhere = false;
    std::map<BackdatedKey, Decision> decisions;
};

// A trade of an earlier day in reach that a correction names, by account, exchange, segment and id.
struct NamedTrade {
    uint32_t day = 0;
    std::string_view exchange_order_id;
    std::string_view client_order_id;
    std::string_view trade_no;
};
// The one rule. A correction is of the one day that has such a trade; of more than one day it is of
// none. Ids come again from day to day, and a bust may overtake its trade: the id alone does not
// tell that the earlier day's trade is meant. The order must be the same; where one of the two does
// not say it (the client's name of it is no number), the trade's number, unless that is the id once
// more. Pure.
Decision of_earlier_day(const events::Event& correction, const std::vector<NamedTrade>& named);
// The decision that the ledger has written down for this correction; of no day where it has
// written none.
Decision followed(const Earlier& earlier, const events::Event& correction);

// Corrections and busts of a run whose trades are not `known` to their own day.
std::vector<const events::Event*> without_trade(const std::vector<Item*>& items,
                                                const std::vector<KnownTrade>& known);
// The keys of all that may stand in the way on these days: the trade it names, and one of its id.
std::vector<TradeKey> keys_on(const events::Event& correction, const std::vector<uint32_t>& days);

// Where in the streams of its trade's day a correction was booked: the number that each was at, in
// its partition. A fold of that day books it there.
using Place = std::map<std::string, int64_t, std::less<>>;  // by source
// `now`: what the streams of the day are at behind the plan that has the correction.
Place place_in(const Plan& plan, const events::Event& correction, uint32_t day, Place now);
std::string text_of(const Place& place);
Place read_place(std::string_view text);

// SQL. A row for each; none for none.
std::string insert_backdated(const std::vector<Backdated>& rows, int32_t partition);
// The turn of the one that was booked to the day last. The next one takes the number behind it: no
// clock, so that a bust never goes before the correction that it busts. Read in the transaction
// that books, behind the trades: it sees the row of whatever the correction builds upon.
std::string select_last_turn(uint32_t of_day, int32_t partition);
// Source and number of each stream of the day.
std::string select_places(uint32_t day, int32_t partition);
// Decisions on events that bear the day.
std::string select_decisions(uint32_t day);
std::map<BackdatedKey, Decision> read_decisions(const std::vector<db::Row>& rows);
// Those that were booked to the day though they bear another, in that order.
struct BookedLater {
    BackdatedKey key;
    int32_t partition = 0;
    Place after;
    std::string body;
};
std::string select_booked_to(uint32_t of_day);
std::vector<BookedLater> read_booked_to(const std::vector<db::Row>& rows);

}  // namespace books
