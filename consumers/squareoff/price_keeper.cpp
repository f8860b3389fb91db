#include "consumers/squareoff/price_keeper.h"

#include "common/log/log.h"

namespace squareoff {

using Type = db::Rows::Type;

namespace {
constexpr int64_t kEveryMs = 200;
}

PriceKeeper::PriceKeeper(loop::Loop& loop, const db::DatabaseConfig& database)
    : session_{database},
      tick_{loop, [this] { flush(); }},
      done_{loop, 2,
            [this](bool written) {
                busy_ = false;
                // With the next ones; what has been heard since is newer and stays.
                if (!written) changed_.insert(writing_.begin(), writing_.end());
                writing_.clear();
            }},
      worker_{"prices", 1} {
    tick_.start_every(kEveryMs);
}

void PriceKeeper::take(const std::string& body) {
    const auto prices = events::decode_prices(body);
    if (!prices.ok()) return logging::warn("prices ignored", {{"reason", prices.error().what}});
    for (const events::PriceLine& line : prices.value().lines) {
        const account::InstrumentKey key{prices.value().exchange, prices.value().segment,
                                         line.token};
        changed_[key] = {line.last, line.bid, line.ask, prices.value().time_us};
    }
}

void PriceKeeper::flush() {
    if (busy_ || changed_.empty()) return;
    writing_ = std::exchange(changed_, {});
    busy_ = worker_.try_post([this] {
        const base::Status done = write(writing_);
        if (!done.ok()) logging::warn("prices not written", {{"error", done.error().what}});
        base::must(done_.try_post(done.ok()));
    });
}

// On the worker.
base::Status PriceKeeper::write(const Lines& lines) {
    if (base::Status done = session_.connect(); !done.ok()) return done;
    db::Rows rows{"INSERT INTO prices (exchange,segment,token,last,bid,ask,at_us) VALUES ",
                  {Type::Choice, Type::Choice, Type::Integer, Type::Integer, Type::Integer,
                   Type::Integer, Type::Integer},
                  " ON DUPLICATE KEY UPDATE last=VALUES(last),bid=VALUES(bid),ask=VALUES(ask),"
                  "at_us=VALUES(at_us)"};
    for (const auto& [key, line] : lines) {
        rows.choice(key.exchange).choice(key.segment).integer(key.token).integer(line.last);
        rows.integer(line.bid).integer(line.ask).integer(line.at_us);
    }
    return session_.execute(rows);
}

}  // namespace squareoff
