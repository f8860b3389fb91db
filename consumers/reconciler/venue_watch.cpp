#include "consumers/reconciler/venue_watch.h"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <utility>

#include "common/db/columns.h"
#include "common/db/now.h"
#include "common/log/log.h"
#include "common/site/day_store.h"
#include "consumers/reconciler/venue_notes.h"

namespace reconciler {

using base::Errc;
using base::Error;
using base::Result;
using base::Status;
using base::Unit;

namespace {

constexpr int64_t kTickMs = 200;
constexpr int64_t kRequestTimeoutMs = 10'000;
constexpr size_t kLinesMax = 20;  // of the log, for one comparison
// The day's trades have no index by time: reading all of them may take a twentieth of the time.
constexpr int64_t kRestFactor = 19;
constexpr int kUndecidedMax = 5;  // looks, where something always moves
const metrics::Labels kVenue{{"part", "venue"}};

}  // namespace

VenueTotalsConfig venue_totals_config(config::Section& section) {
    VenueTotalsConfig config;
    config.url = section.text("url", "");
    config.file = section.text("file", "");
    config.interval_ms = section.integer("interval_ms", config.interval_ms, 100, 3'600'000);
    config.settle_ms = section.integer("settle_ms", config.settle_ms, 0, 3'600'000);
    config.trades_from_s = section.clock("trades_from", config.trades_from_s);
    const bool has_scheme = config.url.starts_with("http://") || config.url.starts_with("https://");
    if (!config.url.empty() && !has_scheme) {
        section.reject("url", "must begin with http:// or https://");
    }
    if (!config.url.empty() && !config.file.empty()) section.reject("file", "url is set already");
    return config;
}

VenueWatch::VenueWatch(loop::Loop& loop, const VenueTotalsConfig& config,
                       const db::DatabaseConfig& database, metrics::Registry& registry)
    : config_{config},
      differences_{registry.gauge("backstop_reconciler_differences",
                                  "Rows of the books that differ, found twice", kVenue)},
      last_compared_seconds_{registry.gauge(
          "backstop_reconciler_last_compared_seconds",
          "Since the comparison ended that is longest ago among the partitions", kVenue)},
      session_{database},
      compared_us_{base::mono_now().us},
      tick_{loop, [this] { on_tick(); }},
      worker_{"venue-totals", 1} {
    tick_.start_every(kTickMs);
}

void VenueWatch::on_tick() {
    const base::MonoTime now = base::mono_now();
    last_compared_seconds_.set_us(now.us - compared_us_.load());
    if (now < next_) return;
    next_ = now + std::max(config_.interval_ms * 1000, rest_us_.load());
    (void)worker_.try_post([this] { compare(); });  // the last one may still be at it
}

void VenueWatch::compare() {
    const base::MonoTime begun = base::mono_now();
    const Status done = compare_once();
    // What has waited for an answer in vain has cost the database nothing.
    rest_us_ = done.ok() ? (base::mono_now() - begun) * kRestFactor : 0;
    if (done.ok()) {
        compared_us_ = base::mono_now().us;
    } else {
        logging::warn("the exchange's totals could not be compared",
                      {{"reason", done.error().what}});
        (void)note_failed(session_, done.error().what);  // where the database can be written
    }
}

Status VenueWatch::compare_once() {
    if (Status connected = session_.connect(); !connected.ok()) return connected;
    const auto day = site::require_day(session_);
    if (!day.ok()) return day.error();
    if (day.value() != day_) {
        quiet_ = {};
        cut_ = {};
        looks_ = 0;
        decided_ = false;
        day_ = day.value();
        differences_.set(0);  // what was found on another day says nothing of this one
    }
    const auto paused = books_are_paused();
    if (!paused.ok()) return paused.error();
    if (paused.value()) return Error{Errc::Retryable, "the books are paused"};
    const auto venue = venue_totals(day_);
    if (!venue.ok()) return venue.error();
    if (const auto its = venue.value().day; its && *its != day_) {
        // In the morning, until one of the two has begun the day of the other.
        return not_compared("the exchange's totals are of " + std::to_string(*its) + ", and " +
                            std::to_string(day_) + " is open");
    }
    const std::optional<int64_t> until_us = venue.value().until_us;
    auto books = book_totals(day_, until_us);
    if (!books.ok()) return books.error();
    if (!config_.file.empty() && venue.value().totals.empty()) {  // it comes when the day ends
        return not_compared("the file has nothing of the day yet");
    }
    // A day that was opened before its session.
    if (config_.file.empty() && !venue.value().day && books.value().empty()) {
        const auto before = is_of_day_before(venue.value().totals);
        if (!before.ok()) return before.error();
        if (before.value()) {
            return not_compared("the books have no trade of " + std::to_string(day_) +
                                " yet, and the exchange's page does not tell its day");
        }
    }
    const auto differing = until_us ? cut_.compare(*until_us, venue.value().totals, books.value())
                                    : quiet_.compare(venue.value().totals, books.value());
    std::map<std::string, int64_t> by_exchange;
    for (const auto& [key, total] : venue.value().totals) by_exchange.try_emplace(key.exchange);
    for (const auto& [key, total] : books.value()) by_exchange.try_emplace(key.exchange);
    // What differs counts when it has been seen twice: until then the rows of an earlier life
    // stand.
    ++looks_;
    const bool decided = until_us ? !cut_.again().has_value() : looks_ > 1;
    if (!decided_ && !decided && looks_ < kUndecidedMax) return Unit{};
    decided_ = true;
    tell(differing, by_exchange);
    const Status noted =
        note_compared(session_, {day_, until_us.value_or(0)}, by_exchange, differing);
    // Whoever sees the figure move finds the rows that say where.
    differences_.set(static_cast<int64_t>(differing.size()));
    return noted;
}

// Whether the page, which tells no day, may still have the totals of the day before, and not those
// of a day of which the books lack everything.
Result<bool> VenueWatch::is_of_day_before(const Totals& venue) {
    const auto now_us = db::read_now_us(session_);
    if (!now_us.ok()) return now_us.error();
    if (is_before_trades(now_us.value(), day_, config_.trades_from_s)) return true;
    if (venue.empty()) return false;
    const auto before = totals_of_day_before();
    if (!before.ok()) return before.error();
    return before.value() == venue;
}

// Of the last day before this one that has any; empty where none of the last few has.
Result<Totals> VenueWatch::totals_of_day_before() {
    const auto rows = session_.query("SELECT DISTINCT day FROM watermarks WHERE day<" +
                                     std::to_string(day_) + " ORDER BY day DESC LIMIT 7");
    if (!rows.ok()) return rows.error();
    for (const db::Row& row : rows.value()) {
        auto totals = book_totals(db::Columns{row}.as<uint32_t>(), std::nullopt);
        if (!totals.ok() || !totals.value().empty()) return totals;
    }
    return Totals{};
}

Status VenueWatch::not_compared(const std::string& why) {
    quiet_ = {};
    cut_ = {};
    differences_.set(0);
    return note_failed(session_, why);
}

void VenueWatch::tell(const Differing& differing, std::map<std::string, int64_t>& by_exchange) {
    size_t lines = 0;
    for (const auto& [key, both] : differing) {
        ++by_exchange[key.exchange];
        if (++lines > kLinesMax) continue;
        logging::error("the books differ from the exchange's totals",
                       {{"exchange", key.exchange},
                        {"segment", key.segment},
                        {"token", key.token},
                        {"side", key.side},
                        {"venue_trades", both.first.trades},
                        {"venue_quantity", both.first.quantity},
                        {"venue_value", both.first.value},
                        {"books_trades", both.second.trades},
                        {"books_quantity", both.second.quantity},
                        {"books_value", both.second.value}});
    }
}

// A swap or an operator holds the ledger back: the books are behind, and not wrong.
Result<bool> VenueWatch::books_are_paused() {
    const auto rows = session_.query("SELECT COUNT(*) FROM pauses");
    if (!rows.ok()) return rows.error();
    return db::Columns{rows.value().front()}.integer() > 0;
}

Result<Page> VenueWatch::venue_totals(uint32_t day) {
    if (!config_.file.empty()) {
        std::ifstream file{config_.file, std::ios::binary};
        if (!file) return Page{};
        std::ostringstream text;
        text << file.rdbuf();
        auto totals = totals_of_file(text.str(), day);
        if (!totals.ok()) return totals.error();
        return Page{std::move(totals).value(), std::nullopt, std::nullopt};
    }
    transfer::HttpRequest request;
    request.url = config_.url;
    const char mark = config_.url.find('?') == std::string::npos ? '?' : '&';
    if (const auto again = cut_.again()) {
        request.url += mark + ("until_us=" + std::to_string(*again));
    } else if (config_.settle_ms > 0) {
        request.url += mark + ("back_ms=" + std::to_string(config_.settle_ms));
    }
    request.timeout_ms = kRequestTimeoutMs;
    const auto answer = http_.send(request);
    if (!answer.ok()) return answer.error();
    if (answer.value().status != 200) {
        return Error{Errc::Retryable, "status " + std::to_string(answer.value().status)};
    }
    return totals_of_page(answer.value().body);
}

// Of a file that counts trades, or up to a moment: out of the trades; else out of the positions,
// which are fewer rows.
Result<Totals> VenueWatch::book_totals(uint32_t day, std::optional<int64_t> until_us) {
    const std::string where = " WHERE day=" + std::to_string(day);
    const auto sums = [&](const std::string& side) {
        return "SELECT exchange,segment,token,'" + side + "',0,SUM(" + side + "_quantity),SUM(" +
               side + "_value) FROM positions" + where + " GROUP BY exchange,segment,token";
    };
    const auto rows = session_.query(
        config_.file.empty() && !until_us
            ? sums("buy") + " UNION ALL " + sums("sell")
            : "SELECT exchange,segment,token,side," +
                  std::string{config_.file.empty() ? "0" : "COUNT(*)"} +
                  ",SUM(quantity),SUM(quantity*price) FROM trades" + where + " AND state='live'" +
                  (until_us ? " AND exchange_time_us<=" + std::to_string(*until_us) : "") +
                  " GROUP BY exchange,segment,token,side");
    if (!rows.ok()) return rows.error();
    Totals totals;
    for (const db::Row& row : rows.value()) {
        db::Columns columns{row};
        TotalKey key;
        key.exchange = columns.text();
        key.segment = columns.text();
        key.token = columns.integer();
        key.side = columns.text();
        VenueTotal total;
        total.trades = columns.integer();
        total.quantity = columns.integer();
        total.value = columns.integer();
        if (total != VenueTotal{}) totals.emplace(std::move(key), total);
    }
    return totals;
}

}  // namespace reconciler
