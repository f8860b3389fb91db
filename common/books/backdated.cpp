#include "common/books/backdated.h"

#include <algorithm>
#include <cstdlib>
#include <set>

#include "common/books/inbox.h"
#include "common/db/columns.h"
#include "common/db/literal.h"
#include "common/events/codec.h"

namespace books {

using db::append_bytes;
using db::append_integer;
using db::append_text;
using events::Action;
using events::Event;
using events::Trade;

namespace {

std::string days_of(const std::vector<NamedTrade>& named) {
    std::set<uint32_t> days;
    for (const NamedTrade& trade : named) days.insert(trade.day);
    std::string text;
    for (const uint32_t day : days) {
        text.append(text.empty() ? "" : ", ").append(std::to_string(day));
    }
    return text;
}

// "": it has none, or its client's name of it stands in the place of it.
std::string_view order_number(std::string_view exchange_order_id, std::string_view client) {
    return exchange_order_id == client ? std::string_view{} : exchange_order_id;
}

// Why it may be another trade of the same id that is meant; "": it is this one.
std::string another_trade(const Trade& correction, const NamedTrade& trade) {
    const auto order = order_number(correction.exchange_order_id, correction.client_order_id);
    const auto its_order = order_number(trade.exchange_order_id, trade.client_order_id);
    const std::string its = "the trade of " + std::to_string(trade.day);
    if (!order.empty() && !its_order.empty()) {
        if (order == its_order) return {};
        return "exchange_order_id: not that of " + its + " that it names";
    }
    const std::string_view number = correction.trade_no;
    if (!number.empty() && number != correction.ref && number == trade.trade_no) return {};
    return "exchange_order_id: missing, and trade_no does not tell either that " + its +
           " is meant: ids come again from day to day";
}

BackdatedKey read_key(db::Columns& columns) {
    BackdatedKey key;
    key.source = columns.text();
    key.day = columns.as<uint32_t>();
    key.seq = columns.integer();
    key.content = columns.text();
    return key;
}

}  // namespace

BackdatedKey backdated_key_of(const Event& event) {
    return {std::string{event.source}, event.day, event.seq, content_of(event)};
}

Decision of_earlier_day(const Event& correction, const std::vector<NamedTrade>& named) {
    if (named.empty()) return {};
    if (named.size() > 1) {
        return {0, "ref: names a trade of more than one earlier day: " + days_of(named)};
    }
    const NamedTrade& trade = named.front();
    if (std::string why = another_trade(std::get<Trade>(correction.body), trade); !why.empty()) {
        return {0, std::move(why)};
    }
    return {trade.day, {}};
}

Decision followed(const Earlier& earlier, const Event& correction) {
    const auto found = earlier.decisions.find(backdated_key_of(correction));
    return found == earlier.decisions.end() ? Decision{} : found->second;
}

std::vector<const Event*> without_trade(const std::vector<Item*>& items,
                                        const std::vector<KnownTrade>& known) {
    std::vector<const Event*> found;
    std::set<TradeKey> have;
    bool read = false;
    for (const Item* item : items) {
        if (item->event == nullptr) continue;
        const auto* trade = std::get_if<Trade>(&item->event->body);
        if (trade == nullptr || trade->action == Action::New) continue;
        if (!read) {
            for (const KnownTrade& one : known) have.insert(key_of(one));
            read = true;
        }
        if (!have.contains(referred_key_of(*item->event))) found.push_back(item->event);
    }
    return found;
}

std::vector<TradeKey> keys_on(const Event& correction, const std::vector<uint32_t>& days) {
    std::vector<TradeKey> keys;
    for (const uint32_t day : days) {
        for (TradeKey key : {referred_key_of(correction), key_of(correction)}) {
            key.day = day;
            keys.push_back(key);
        }
    }
    return keys;
}

std::string insert_backdated(const std::vector<Backdated>& rows, int32_t partition) {
    if (rows.empty()) return {};
    std::string sql =
        "INSERT INTO backdated (source,day,seq,content,part,account,of_day,why,body,after,"
        "turn) "
        "VALUES ";
    for (const Backdated& row : rows) {
        const BackdatedKey key = backdated_key_of(*row.event);
        std::string body;
        events::encode(*row.event, body);
        append_text(sql.append("("), key.source);
        append_integer(sql.append(","), key.day);
        append_integer(sql.append(","), key.seq);
        append_text(sql.append(","), key.content);
        append_integer(sql.append(","), partition);
        append_text(sql.append(","), row.event->account);
        append_integer(sql.append(","), row.of_day);
        append_text(sql.append(","), row.why);
        append_bytes(sql.append(","), body);
        append_text(sql.append(","), row.after);
        append_integer(sql.append(","), row.turn);
        sql.append("),");
    }
    sql.pop_back();
    // A redrive decides anew: the row of a parked correction is replaced.
    return sql.append(
        " ON DUPLICATE KEY UPDATE of_day=VALUES(of_day),why=VALUES(why),after=VALUES(after),"
        "turn=VALUES(turn)");
}

std::string select_places(uint32_t day, int32_t partition) {
    std::string sql = "SELECT source,seq FROM watermarks WHERE day=";
    append_integer(sql, day);
    append_integer(sql.append(" AND part="), partition);
    return sql;
}

std::string select_last_turn(uint32_t of_day, int32_t partition) {
    std::string sql = "SELECT COALESCE(MAX(turn),0) FROM backdated WHERE of_day=";
    append_integer(sql, of_day);
    append_integer(sql.append(" AND part="), partition);
    return sql;
}

std::string select_decisions(uint32_t day) {
    std::string sql = "SELECT source,day,seq,content,of_day,why FROM backdated WHERE day=";
    append_integer(sql, day);
    return sql;
}

std::map<BackdatedKey, Decision> read_decisions(const std::vector<db::Row>& rows) {
    std::map<BackdatedKey, Decision> decisions;
    for (const db::Row& row : rows) {
        db::Columns columns{row};
        Decision& decision = decisions[read_key(columns)];
        decision.of_day = columns.as<uint32_t>();
        decision.why = columns.text();
    }
    return decisions;
}

std::string select_booked_to(uint32_t of_day) {
    std::string sql = "SELECT source,day,seq,content,part,after,body FROM backdated WHERE of_day=";
    append_integer(sql, of_day);
    return sql + " ORDER BY part,turn,source,seq";
}

std::vector<BookedLater> read_booked_to(const std::vector<db::Row>& rows) {
    std::vector<BookedLater> all;
    for (const db::Row& row : rows) {
        db::Columns columns{row};
        BookedLater& one = all.emplace_back();
        one.key = read_key(columns);
        one.partition = columns.as<int32_t>();
        one.after = read_place(columns.text());
        one.body = columns.text();
    }
    return all;
}

Place place_in(const Plan& plan, const Event& correction, uint32_t day, Place now) {
    for (const auto& [stream, move] : plan.moves) {
        if (stream.day == day) now[stream.source] = move.from.value_or(0);
    }
    for (const Item* item : plan.apply) {
        if (item->event == &correction) break;
        if (item->day() != day || item->seq() == 0) continue;
        int64_t& at = now[std::string{item->source()}];
        at = std::max(at, item->seq());
    }
    return now;
}

std::string text_of(const Place& place) {
    std::string text;
    for (const auto& [source, seq] : place) {
        append_integer(text.append(source).append(" "), seq);
        text.push_back('\n');
    }
    return text;
}

Place read_place(std::string_view text) {
    Place place;
    while (!text.empty()) {
        const size_t end = std::min(text.find('\n'), text.size());
        const std::string line{text.substr(0, end)};
        const size_t between = line.rfind(' ');
        if (between != std::string::npos) {
            place[line.substr(0, between)] = std::atoll(line.c_str() + between + 1);
        }
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return place;
}

}  // namespace books
