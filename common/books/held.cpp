#include "common/books/held.h"

#include <algorithm>

#include "common/base/crc32.h"
#include "common/db/columns.h"
#include "common/db/literal.h"

namespace books {

using base::Result;
using base::Status;
using base::Unit;

namespace {

constexpr size_t kStatementBytes = 4u << 20;
constexpr size_t kTakenRows = 1'000;

// The stream of its first open item; null: not all that is open is held.
const Item* first_held(const Incoming& incoming) {
    const Item* first = nullptr;
    for (const Item& item : incoming.items) {
        if (item.settled) continue;
        if (!item.held) return nullptr;
        if (first == nullptr) first = &item;
    }
    return first;
}

// The highest number of the stream that waits in these messages, one entry for each: up to it.
std::vector<int64_t> highest_up_to(const StreamId& stream,
                                   const std::vector<std::pair<int64_t, Incoming*>>& messages) {
    std::vector<int64_t> highest;
    int64_t so_far = 0;
    for (const auto& [seq, message] : messages) {
        for (const Item& item : message->items) {
            const bool waits =
                !item.settled && item.source() == stream.source && item.day() == stream.day;
            if (waits) so_far = std::max(so_far, item.seq());
        }
        highest.push_back(so_far);
    }
    return highest;
}

size_t bytes_of(const Incoming& incoming) {
    size_t bytes = incoming.batch.text.size();
    for (const events::Refusal& refusal : incoming.batch.refusals) bytes += refusal.text.size();
    return bytes + incoming.items.size() * sizeof(events::Event);
}

std::string where_stream(const StreamId& stream, int32_t partition) {
    std::string sql = " WHERE part=";
    db::append_integer(sql, partition);
    db::append_text(sql.append(" AND source="), stream.source);
    db::append_integer(sql.append(" AND day="), stream.day);
    return sql;
}

void append_row(std::string& sql, const Item& item, int32_t partition, int64_t now_us) {
    std::string encoded;
    if (item.event != nullptr) events::encode(*item.event, encoded);
    const std::string_view body = item.event != nullptr ? encoded : item.refusal->text;
    const uint32_t misplaced = item.misplaced ? std::max(1u, base::crc32(body)) : 0;
    sql.push_back('(');
    db::append_integer(sql, partition);
    sql.push_back(',');
    db::append_text(sql, item.source());
    sql.push_back(',');
    db::append_integer(sql, item.day());
    sql.push_back(',');
    db::append_integer(sql, item.seq());
    db::append_integer(sql.append(","), misplaced);
    db::append_bytes(sql.append(","), body);
    sql.push_back(',');
    db::append_integer(sql, now_us);
    sql.append("),");
}

Status execute(db::Session& session, std::string& rows) {
    if (rows.empty()) return Unit{};
    rows.back() = ' ';
    const auto done = session.execute(
        "INSERT INTO held_events (part,source,day,seq,misplaced,body,held_us) VALUES " + rows +
        "ON DUPLICATE KEY UPDATE held_us=held_us");
    rows.clear();
    if (!done.ok()) return done.error();
    return Unit{};
}

Status insert_all(db::Session& session, int32_t partition, const std::vector<Incoming*>& messages,
                  int64_t now_us) {
    std::string rows;
    for (const Incoming* incoming : messages) {
        for (const Item& item : incoming->items) {
            if (item.settled) continue;
            append_row(rows, item, partition, now_us);
            if (rows.size() < kStatementBytes) continue;
            if (Status done = execute(session, rows); !done.ok()) return done;
        }
    }
    return execute(session, rows);
}

}  // namespace

std::vector<Incoming*> beyond_share(const Pending& pending, const HeldLimits& limits) {
    std::map<StreamId, std::vector<std::pair<int64_t, Incoming*>>> streams;
    for (const auto& incoming : pending) {
        if (incoming->tag == 0) continue;
        const Item* first = first_held(*incoming);
        if (first == nullptr) continue;
        streams[{std::string{first->source()}, first->day()}].emplace_back(first->seq(),
                                                                           incoming.get());
    }
    std::vector<Incoming*> beyond;
    for (auto& [stream, messages] : streams) {
        // Of one number in the order of arrival: the first is the event, others are its repeats.
        std::ranges::stable_sort(messages, {}, &std::pair<int64_t, Incoming*>::first);
        size_t bytes = 0;
        size_t kept = 0;
        for (const auto& [seq, message] : messages) {
            bytes += bytes_of(*message);
            if (kept >= limits.messages / streams.size()) break;
            if (bytes > limits.bytes / streams.size()) break;
            ++kept;
        }
        // An event from the table goes in front of one in memory: of each number the first event is
        // in the table, or none.
        const auto highest = highest_up_to(stream, messages);
        while (kept > 0 && kept < messages.size() && highest[kept - 1] >= messages[kept].first) {
            --kept;
        }
        for (; kept < messages.size(); ++kept) beyond.push_back(messages[kept].second);
    }
    return beyond;
}

size_t whole_numbers(const std::vector<HeldSize>& found, int64_t first, size_t bytes_max,
                     size_t rows_max) {
    size_t bytes = 0;
    size_t taken = 0;  // rows of numbers that are whole
    int64_t next = first;
    for (size_t at = 0; at < found.size();) {
        if (found[at].seq != next) return taken;
        size_t end = at;
        while (end < found.size() && found[end].seq == next) bytes += found[end++].bytes;
        const bool cut = end == found.size() && found.size() >= rows_max;
        if (taken > 0 && (cut || bytes > bytes_max)) return taken;
        taken = at = end;
        ++next;
    }
    return taken;
}

Result<HeldStreams> read_held_streams(db::Session& session, int32_t partition) {
    const auto rows = session.query("SELECT source,day,MIN(seq) FROM held_events WHERE part=" +
                                    std::to_string(partition) + " GROUP BY source,day");
    if (!rows.ok()) return rows.error();
    HeldStreams streams;
    for (const db::Row& row : rows.value()) {
        db::Columns columns{row};
        std::string source = columns.text();
        const auto day = columns.as<uint32_t>();
        streams[{std::move(source), day}] = columns.integer();
    }
    return streams;
}

Status hold(db::Session& session, int32_t partition, const std::vector<Incoming*>& messages,
            int64_t now_us) {
    if (Status begun = session.begin(); !begun.ok()) return begun;
    if (Status done = insert_all(session, partition, messages, now_us); !done.ok()) {
        session.rollback();
        return done;
    }
    return session.commit();
}

Result<int64_t> forget_held(db::Session& session, int32_t partition, const StreamId& stream,
                            int64_t watermark) {
    const std::string where = where_stream(stream, partition);
    const auto gone = session.execute("DELETE FROM held_events" + where +
                                      " AND seq<=" + std::to_string(watermark));
    if (!gone.ok()) return gone.error();
    const auto first = session.query("SELECT COALESCE(MIN(seq),0) FROM held_events" + where);
    if (!first.ok()) return first.error();
    return db::Columns{first.value().at(0)}.integer();
}

// Both of a number or neither: what is left behind in front of the watermark is forgotten.
Result<HeldBodies> read_held(db::Session& session, int32_t partition, const StreamId& stream,
                             int64_t first, size_t bytes_max) {
    const std::string from = where_stream(stream, partition) +
                             " AND seq>=" + std::to_string(first) + " ORDER BY seq,misplaced ";
    const auto sizes = session.query("SELECT seq,LENGTH(body) FROM held_events" + from + "LIMIT " +
                                     std::to_string(kTakenRows));
    if (!sizes.ok()) return sizes.error();
    std::vector<HeldSize> found;
    for (const db::Row& row : sizes.value()) {
        db::Columns columns{row};
        const int64_t seq = columns.integer();
        found.push_back({seq, columns.as<size_t>()});
    }
    const size_t count = whole_numbers(found, first, bytes_max, kTakenRows);
    HeldBodies held;
    if (count < found.size()) held.next = found[count].seq;
    if (count == 0) return held;
    const auto rows =
        session.query("SELECT body FROM held_events" + from + "LIMIT " + std::to_string(count));
    if (!rows.ok()) return rows.error();
    for (const db::Row& row : rows.value()) held.bodies.push_back(row[0].value_or(""));
    return held;
}

}  // namespace books
