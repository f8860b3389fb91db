#pragma once

#include <map>
#include <string>

#include "common/account/view.h"
#include "common/db/session.h"
#include "common/loop/mailbox.h"
#include "common/loop/timer.h"
#include "common/loop/worker.h"
#include "consumers/squareoff/band_store.h"

namespace squareoff {

// What has been said of an instrument's prices since they were last written.
struct HeardPrice {
    events::Quote last;
    events::Quote bid;
    events::Quote ask;
    int64_t at_us = 0;  // of the last price, where one is said
    events::Band band = {};

    [[nodiscard]] bool says_price() const { return last.said() || bid.said() || ask.said(); }
};
using HeardPrices = std::map<account::InstrumentKey, HeardPrice>;

// Adds a message's lines. Pure.
void hear(HeardPrices& heard, const events::Prices& prices);
// What `older` says and `newer` does not is added to `newer`. Pure.
void add_older(HeardPrices& newer, const HeardPrices& older);
// The bands that are said. Pure.
HeardBands bands_of(const HeardPrices& heard);
// Makes a row of each instrument that has none; then moves the prices said. In one transaction or
// not. Bands are not its business.
base::Status write_prices(db::Session& session, const HeardPrices& heard);

// Writes the prices last heard into the table `prices`, a few times a second and only those that
// moved. A message moves the prices that it names; each of its lines is judged alone. What cannot
// be written is written with the next. Bands move the instruments' rows with it, from where the
// next exit reads them. Loop thread only.
class PriceKeeper {
  public:
    PriceKeeper(loop::Loop& loop, const db::DatabaseConfig& database);

    // A body of the exchange `prices`; one that cannot be read, and lines that cannot, are ignored.
    void take(const std::string& body);
    void stop() { worker_.stop(); }

  private:
    void flush();

    HeardPrices changed_;
    HeardPrices writing_;
    bool busy_ = false;
    db::Session session_;  // the worker's
    HeardBands held_;      // the worker's
    loop::Timer tick_;
    loop::Mailbox<bool> done_;
    loop::Worker worker_;  // last: it posts to `done_`
};

}  // namespace squareoff
