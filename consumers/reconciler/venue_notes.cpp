#include "consumers/reconciler/venue_notes.h"

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <vector>

#include "common/db/literal.h"
#include "common/db/now.h"

namespace reconciler {

using base::Status;
using base::Unit;

namespace {

constexpr size_t kReasonBytes = 200;  // of the column
constexpr size_t kListedMax = 200;    // differing totals, the first of them
constexpr const char* kNotWanted = "[venue_totals] of the reconciler names neither url nor file";

std::string now() { return "CAST(" + std::string{db::kNowUs} + " AS SIGNED)"; }

// The column is ASCII, and a page may say anything.
std::string printable(std::string text) {
    std::ranges::replace_if(
        text, [](char c) { return c < 0x20 || c > 0x7E; }, '?');
    return text.substr(0, kReasonBytes);
}

// `since_us` moves only where the row begins to say something else.
std::string watch(bool wanted, const std::string& reason, bool compared) {
    const std::string is_wanted = wanted ? "1" : "0";
    std::string sql =
        "INSERT INTO venue_watch (one,wanted,reason,since_us,compared_us) VALUES (1," + is_wanted +
        ",";
    db::append_text(sql, reason);
    sql += "," + now() + "," + (compared ? now() : "0") + ") ON DUPLICATE KEY UPDATE since_us=IF(" +
           "wanted=VALUES(wanted) AND (reason='')=(VALUES(reason)=''),since_us,VALUES(since_us))," +
           "wanted=VALUES(wanted),reason=VALUES(reason)";
    if (compared) sql += ",compared_us=VALUES(compared_us)";
    return sql;
}

std::string round(const ComparedAt& at, const std::string& exchange, int64_t differing) {
    std::string sql =
        "INSERT INTO venue_rounds (exchange,day,compared_us,differing,until_us) VALUES (";
    db::append_text(sql, exchange);
    sql += "," + std::to_string(at.day) + "," + now() + "," + std::to_string(differing) + "," +
           std::to_string(at.until_us) + ")";
    return sql;
}

// The first kListedMax of them.
// Those that differ most by quantity.
std::vector<std::pair<TotalKey, std::pair<VenueTotal, VenueTotal>>> largest(
    const Differing& differing) {
    std::vector<std::pair<TotalKey, std::pair<VenueTotal, VenueTotal>>> all{differing.begin(),
                                                                            differing.end()};
    std::ranges::stable_sort(all, std::greater{}, [](const auto& one) {
        return std::abs(one.second.first.quantity - one.second.second.quantity);
    });
    all.resize(std::min(all.size(), kListedMax));
    return all;
}

std::string insert_differing(uint32_t day, const Differing& differing) {
    std::string sql =
        "INSERT INTO venue_differences (exchange,segment,token,side,day,venue_trades,"
        "venue_quantity,venue_value,books_trades,books_quantity,books_value) VALUES ";
    size_t listed = 0;
    for (const auto& [key, both] : largest(differing)) {
        ++listed;
        db::append_text(sql.append(listed == 1 ? "(" : ",("), key.exchange);
        db::append_text(sql.append(","), key.segment);
        db::append_integer(sql.append(","), key.token);
        db::append_text(sql.append(","), key.side);
        const auto& [venue, books] = both;
        for (const int64_t number : {int64_t{day}, venue.trades, venue.quantity, venue.value,
                                     books.trades, books.quantity, books.value}) {
            db::append_integer(sql.append(","), number);
        }
        sql.push_back(')');
    }
    return sql;
}

// All of them or none.
Status execute(db::Session& session, const std::vector<std::string>& statements) {
    if (Status begun = session.begin(); !begun.ok()) return begun;
    for (const std::string& sql : statements) {
        if (const auto done = session.execute(sql); !done.ok()) {
            session.rollback();
            return done.error();
        }
    }
    return session.commit();
}

}  // namespace

std::string watch_failed(const std::string& why) { return watch(true, printable(why), false); }

std::string watch_not_wanted() { return watch(false, kNotWanted, false); }

Status note_compared(db::Session& session, const ComparedAt& at,
                     const std::map<std::string, int64_t>& by_exchange,
                     const Differing& differing) {
    std::vector<std::string> statements{"DELETE FROM venue_rounds", "DELETE FROM venue_differences",
                                        watch(true, "", true)};
    for (const auto& [exchange, count] : by_exchange) {
        statements.push_back(round(at, exchange, count));
    }
    if (!differing.empty()) statements.push_back(insert_differing(at.day, differing));
    return execute(session, statements);
}

Status note_failed(db::Session& session, const std::string& why) {
    return execute(session, {watch_failed(why)});
}

Status note_not_wanted(db::Session& session) {
    return execute(
        session, {"DELETE FROM venue_rounds", "DELETE FROM venue_differences", watch_not_wanted()});
}

}  // namespace reconciler
