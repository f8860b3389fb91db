#include "consumers/squareoff/band_store.h"

#include <set>
#include <string>
#include <vector>

#include "common/account/read_view.h"
#include "common/db/literal.h"
#include "common/instruments/as_of.h"
#include "common/log/log.h"

namespace squareoff {

using account::InstrumentKey;
using events::Quote;

namespace {

constexpr size_t kInstrumentsMax = 2000;  // of one statement

struct Move {
    InstrumentKey key;
    StandingBand from;
    StandingBand to;
};

int64_t after(int64_t stands, const Quote& said) { return said.said() ? said.units : stands; }

std::string text_of(const InstrumentKey& key) {
    return std::string{events::name_of(key.exchange)} + " " +
           std::string{events::name_of(key.segment)} + " " + std::to_string(key.token);
}

// The first row gives the columns their names and fits no instrument.
std::string update_of(const std::vector<Move>& moves) {
    std::string sql =
        "UPDATE instruments i JOIN (SELECT '' AS exchange,'' AS segment,0 AS token,0 AS old_low,"
        "0 AS old_high,0 AS new_low,0 AS new_high UNION ALL VALUES ";
    for (const Move& one : moves) {
        sql.append(&one == &moves.front() ? "('" : ",('").append(name_of(one.key.exchange));
        sql.append("','").append(name_of(one.key.segment)).append("',");
        db::append_integer(sql, one.key.token);
        for (const int64_t price : {one.from.low, one.from.high, one.to.low, one.to.high}) {
            db::append_integer(sql.append(","), price);
        }
        sql.append(")");
    }
    return sql.append(
        ") s ON i.exchange=s.exchange AND i.segment=s.segment AND i.token=s.token"
        " AND i.band_low=s.old_low AND i.band_high=s.old_high"
        " SET i.band_low=s.new_low,i.band_high=s.new_high");
}

base::Status write(db::Session& session, const std::vector<Move>& moves) {
    if (moves.empty()) return base::Unit{};
    if (const auto done = session.execute(update_of(moves)); !done.ok()) return done.error();
    logging::info("bands moved",
                  {{"instruments", moves.size()}, {"first", text_of(moves.front().key)}});
    return base::Unit{};
}

// Tells only what is new: an exchange may say the same half with every price.
void hold(const InstrumentKey& key, const events::Band& said, HeardBands& held) {
    const auto [place, is_new] = held.try_emplace(key, said);
    if (!is_new && place->second == said) return;
    place->second = said;
    logging::warn("band held back: low above high", {{"instrument", text_of(key)}});
}

base::Status write_some(db::Session& session, const HeardBands& said, HeardBands& held) {
    std::set<InstrumentKey> keys;
    for (const auto& [key, band] : said) keys.insert(keys.end(), key);
    const auto known = account::read_instruments(session, keys, instruments::kNow);
    if (!known.ok()) return known.error();
    std::vector<Move> moves;
    HeardBands crossed;
    for (const auto& [key, instrument] : known.value()) {
        events::Band band = said.at(key);
        if (const auto waiting = held.find(key); waiting != held.end()) {
            add_older(band, waiting->second);
        }
        const StandingBand stands{instrument.band_low, instrument.band_high};
        const auto to = moved(stands, band);
        if (!to) {
            crossed.emplace(key, band);
        } else if (*to != stands) {
            moves.push_back({key, stands, *to});
        }
    }
    if (base::Status done = write(session, moves); !done.ok()) return done;
    for (const InstrumentKey& key : keys) {
        const auto still = crossed.find(key);
        if (still == crossed.end()) {
            held.erase(key);
        } else {
            hold(key, still->second, held);
        }
    }
    return base::Unit{};
}

}  // namespace

void move(Quote& known, const Quote& said) {
    if (said.said()) known = said;
}

void add_older(events::Band& newer, const events::Band& older) {
    if (!newer.low.said()) newer.low = older.low;
    if (!newer.high.said()) newer.high = older.high;
}

std::optional<StandingBand> moved(const StandingBand& stands, const events::Band& said) {
    const StandingBand to{after(stands.low, said.low), after(stands.high, said.high)};
    if (to.high != 0 && to.low > to.high) return std::nullopt;
    return to;
}

base::Status write_bands(db::Session& session, const HeardBands& said, HeardBands& held) {
    HeardBands some;
    for (auto next = said.begin(); next != said.end();) {
        some.insert(some.end(), *next++);
        if (some.size() < kInstrumentsMax && next != said.end()) continue;
        if (base::Status done = write_some(session, some, held); !done.ok()) return done;
        some.clear();
    }
    return base::Unit{};
}

}  // namespace squareoff
