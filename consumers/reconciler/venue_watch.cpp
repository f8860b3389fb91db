#include "consumers/reconciler/venue_watch.h"

#include <fstream>
#include <sstream>
#include <utility>

#include "common/db/columns.h"
#include "common/db/literal.h"
#include "common/db/now.h"
#include "common/log/log.h"
#include "common/site/day_store.h"

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
const metrics::Labels kVenue{{"part", "venue"}};

}  // namespace

VenueTotalsConfig venue_totals_config(config::Section& section) {
    VenueTotalsConfig config;
    config.url = section.text("url", "");
    config.file = section.text("file", "");
    config.interval_ms = section.integer("interval_ms", config.interval_ms, 100, 3'600'000);
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
    next_ = now + config_.interval_ms * 1000;
    (void)worker_.try_post([this] { compare(); });  // the last one may still be at it
}

void VenueWatch::compare() {
    const Status done = compare_once();
    if (done.ok()) {
        compared_us_ = base::mono_now().us;
    } else {
        logging::warn("the exchange's totals could not be compared",
                      {{"reason", done.error().what}});
    }
}

Status VenueWatch::compare_once() {
    if (Status connected = session_.connect(); !connected.ok()) return connected;
    const auto day = site::require_day(session_);
    if (!day.ok()) return day.error();
    const auto venue = venue_totals(day.value());
    if (!venue.ok()) return venue.error();
    const auto books = book_totals(day.value());
    if (!books.ok()) return books.error();
    // Before the end of the day its file is not there.
    const bool too_early = !config_.file.empty() && venue.value().empty();
    const auto differing = quiet_.compare(venue.value(), too_early ? Totals{} : books.value());
    size_t lines = 0;
    std::map<std::string, int64_t> by_exchange;
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
    differences_.set(static_cast<int64_t>(differing.size()));
    return note(day.value(), by_exchange);
}

Status VenueWatch::note(uint32_t day, const std::map<std::string, int64_t>& differing) {
    if (Status begun = session_.begin(); !begun.ok()) return begun;
    auto done = session_.execute("DELETE FROM venue_rounds");
    for (const auto& [exchange, count] : differing) {
        if (!done.ok()) break;
        std::string sql = "INSERT INTO venue_rounds (exchange,day,compared_us,differing) VALUES (";
        db::append_text(sql, exchange);
        db::append_integer(sql.append(","), day);
        sql.append(",CAST(").append(db::kNowUs).append(" AS SIGNED)");
        db::append_integer(sql.append(","), count);
        done = session_.execute(sql.append(")"));
    }
    if (!done.ok()) {
        session_.rollback();
        return done.error();
    }
    return session_.commit();
}

Result<Totals> VenueWatch::venue_totals(uint32_t day) {
    if (!config_.file.empty()) {
        std::ifstream file{config_.file, std::ios::binary};
        if (!file) return Totals{};
        std::ostringstream text;
        text << file.rdbuf();
        return totals_of_file(text.str(), day);
    }
    transfer::HttpRequest request;
    request.url = config_.url;
    request.timeout_ms = kRequestTimeoutMs;
    const auto answer = http_.send(request);
    if (!answer.ok()) return answer.error();
    if (answer.value().status != 200) {
        return Error{Errc::Retryable, "status " + std::to_string(answer.value().status)};
    }
    return totals_of_page(answer.value().body);
}

// Of a file that counts trades: out of the trades; else out of the positions, which are fewer rows.
Result<Totals> VenueWatch::book_totals(uint32_t day) {
    const std::string where = " WHERE day=" + std::to_string(day);
    const auto sums = [&](const std::string& side) {
        return "SELECT exchange,segment,token,'" + side + "',0,SUM(" + side + "_quantity),SUM(" +
               side + "_value) FROM positions" + where + " GROUP BY exchange,segment,token";
    };
    const auto rows = session_.query(
        config_.file.empty()
            ? sums("buy") + " UNION ALL " + sums("sell")
            : "SELECT exchange,segment,token,side,COUNT(*),SUM(quantity),SUM(quantity*price) FROM "
              "trades" +
                  where + " AND state='live' GROUP BY exchange,segment,token,side");
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
