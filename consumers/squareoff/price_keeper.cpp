#include "consumers/squareoff/price_keeper.h"

#include "common/log/log.h"

namespace squareoff {

using Type = db::Rows::Type;

namespace {

constexpr int64_t kEveryMs = 200;
// In a row that is written: nothing is said of this price.
constexpr int64_t kNotSaid = -4'000'000'000'000'000'000;
// There is none. A price of zero is a price.
constexpr int64_t kNone = kNotSaid + 1;

int64_t column_of(const events::Quote& quote) {
    if (!quote.said()) return kNotSaid;
    return quote.kind == events::Quote::Kind::None ? kNone : quote.units;
}

// "last=IF(VALUES(last)=not said,last,NULLIF(VALUES(last),none))"
std::string moved(const std::string& column) {
    return column + "=IF(VALUES(" + column + ")=" + std::to_string(kNotSaid) + "," + column +
           ",NULLIF(VALUES(" + column + ")," + std::to_string(kNone) + "))";
}

}  // namespace

void hear(HeardPrices& heard, const events::Prices& prices) {
    for (const events::PriceLine& line : prices.lines) {
        HeardPrice& price = heard[{prices.exchange, prices.segment, line.token}];
        if (line.last.said() || !price.last.said()) price.at_us = prices.time_us;
        move(price.last, line.last);
        move(price.bid, line.bid);
        move(price.ask, line.ask);
        move(price.band.low, line.band.low);
        move(price.band.high, line.band.high);
    }
}

void add_older(HeardPrices& newer, const HeardPrices& older) {
    for (const auto& [key, price] : older) {
        const auto [found, is_new] = newer.try_emplace(key, price);
        if (is_new) continue;
        HeardPrice& known = found->second;
        if (!known.last.said() && price.last.said()) {
            known.last = price.last;
            known.at_us = price.at_us;
        }
        if (!known.bid.said()) known.bid = price.bid;
        if (!known.ask.said()) known.ask = price.ask;
        add_older(known.band, price.band);
    }
}

HeardBands bands_of(const HeardPrices& heard) {
    HeardBands bands;
    for (const auto& [key, price] : heard) {
        if (price.band.said()) bands.emplace_hint(bands.end(), key, price.band);
    }
    return bands;
}

base::Status write_prices(db::Session& session, const HeardPrices& heard) {
    // A bid that comes alone does not make the last price new.
    static const std::string kMove =
        " ON DUPLICATE KEY UPDATE at_us=IF(VALUES(last)=" + std::to_string(kNotSaid) +
        ",at_us,VALUES(at_us))," + moved("last") + "," + moved("bid") + "," + moved("ask");
    db::Rows fresh{"INSERT IGNORE INTO prices (exchange,segment,token,at_us) VALUES ",
                   {Type::Choice, Type::Choice, Type::Integer, Type::Integer},
                   ""};
    db::Rows rows{"INSERT INTO prices (exchange,segment,token,last,bid,ask,at_us) VALUES ",
                  {Type::Choice, Type::Choice, Type::Integer, Type::Integer, Type::Integer,
                   Type::Integer, Type::Integer},
                  kMove};
    for (const auto& [key, price] : heard) {
        if (!price.says_price()) continue;
        fresh.choice(key.exchange).choice(key.segment).integer(key.token).integer(price.at_us);
        rows.choice(key.exchange).choice(key.segment).integer(key.token);
        rows.integer(column_of(price.last)).integer(column_of(price.bid));
        rows.integer(column_of(price.ask)).integer(price.at_us);
    }
    if (base::Status done = session.execute(fresh); !done.ok()) return done;
    return session.execute(rows);
}

PriceKeeper::PriceKeeper(loop::Loop& loop, const db::DatabaseConfig& database)
    : session_{database},
      tick_{loop, [this] { flush(); }},
      done_{loop, 2,
            [this](bool written) {
                busy_ = false;
                // With the next ones; what has been heard since is newer and stays.
                if (!written) add_older(changed_, writing_);
                writing_.clear();
            }},
      worker_{"prices", 1} {
    tick_.start_every(kEveryMs);
}

void PriceKeeper::take(const std::string& body) {
    const auto judged = events::judge_prices(body);
    if (!judged.ok()) return logging::warn("prices ignored", {{"reason", judged.error().what}});
    if (judged.value().refused > 0) {
        logging::warn("lines of prices ignored",
                      {{"lines", judged.value().refused}, {"first", judged.value().problem}});
    }
    hear(changed_, judged.value().prices);
}

void PriceKeeper::flush() {
    if (busy_ || changed_.empty()) return;
    writing_ = std::exchange(changed_, {});
    busy_ = worker_.try_post([this] {
        base::Status done = session_.connect();
        if (done.ok()) done = write_prices(session_, writing_);
        if (done.ok()) done = write_bands(session_, bands_of(writing_), held_);
        if (!done.ok()) logging::warn("prices not written", {{"error", done.error().what}});
        base::must(done_.try_post(done.ok()));
    });
}

}  // namespace squareoff
