#include "common/books/inbox.h"

#include "common/db/columns.h"
#include "common/db/literal.h"
#include "common/events/codec.h"

namespace books {

using events::Event;
using Type = db::Rows::Type;

namespace {

// FNV-1a of 128 bits.
std::string digest_of(std::string_view text) {
    __extension__ using Wide = unsigned __int128;
    constexpr Wide kPrime = (Wide{1} << 88U) + 0x13b;
    Wide hash = (Wide{0x6c62272e07bb0142U} << 64U) + 0x62b821756295c58dU;
    for (const char byte : text) hash = (hash ^ static_cast<unsigned char>(byte)) * kPrime;
    constexpr size_t kDigits = 32;
    std::string digest(kDigits, '0');
    for (size_t i = 0; i < kDigits; ++i) {
        digest[i] = "0123456789abcdef"[static_cast<unsigned>(hash >> (4 * i)) & 0xFU];
    }
    return digest;
}

}  // namespace

std::string content_of(const Event& event) {
    Event said = event;
    said.source = {};
    said.partition = 0;
    said.seq = 0;
    said.received_time_us = 0;
    std::string text;
    events::encode(said, text);
    return digest_of(text);
}

InboxKey inbox_key_of(const Event& event) {
    return {std::string{event.source}, event.day, std::string{event.id}, content_of(event)};
}

InboxKey older_row_of(InboxKey key) {
    key.content.clear();
    return key;
}

bool stands_in(const InboxKeys& known, const InboxKey& key) {
    return known.contains(key) || known.contains(older_row_of(key));
}

base::Result<InboxKeys> read_inbox(db::Session& session, const std::vector<InboxKey>& keys) {
    InboxKeys known;
    if (keys.empty()) return known;
    std::string sql = "SELECT source,day,id,content FROM inbox WHERE (source,day,id) IN (";
    for (const InboxKey& key : keys) {
        sql.push_back('(');
        db::append_text(sql, key.source);
        sql.push_back(',');
        db::append_integer(sql, key.day);
        sql.push_back(',');
        db::append_text(sql, key.id);
        sql.append("),");
    }
    sql.back() = ')';
    const auto rows = session.query(sql);
    if (!rows.ok()) return rows.error();
    for (const db::Row& row : rows.value()) {
        db::Columns columns{row};
        InboxKey key;
        key.source = columns.text();
        key.day = columns.as<uint32_t>();
        key.id = columns.text();
        key.content = columns.text();
        known.insert(std::move(key));
    }
    return known;
}

db::Rows insert_inbox(const std::vector<InboxKey>& keys, int64_t now_us) {
    db::Rows rows{"INSERT INTO inbox (source,day,id,content,applied_us) VALUES ",
                  {Type::Text, Type::Integer, Type::Text, Type::Text, Type::Integer},
                  ""};
    for (const InboxKey& key : keys) {
        rows.text(key.source).integer(key.day).text(key.id).text(key.content).integer(now_us);
    }
    return rows;
}

}  // namespace books
