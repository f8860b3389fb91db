#include "producers/replay/live_books.h"

#include "common/books/gaps.h"
#include "common/books/inbox.h"
#include "common/db/columns.h"
#include "common/db/literal.h"

namespace replay {
namespace {

constexpr char kBetween = '\n';

std::string name_of(const books::InboxKey& key) {
    return key.source + kBetween + key.id + kBetween + key.content;
}

books::InboxKey key_of(const std::string& name, uint32_t day) {
    const size_t id = name.find(kBetween) + 1;
    const size_t content = name.find(kBetween, id) + 1;
    return {name.substr(0, id - 1), day, name.substr(id, content - id - 1), name.substr(content)};
}

}  // namespace

std::string inbox_name(const events::Event& event) { return name_of(books::inbox_key_of(event)); }

base::Result<std::vector<db::Row>> LiveBooks::query(std::string_view sql) {
    std::lock_guard lock{mutex_};
    return session_.query(sql);
}

base::Result<Marks> LiveBooks::marks(std::optional<int32_t> partition) {
    std::string sql = "SELECT part,source,seq FROM watermarks WHERE day=";
    db::append_integer(sql, day_);
    if (partition) db::append_integer(sql.append(" AND part="), *partition);
    const auto rows = query(sql);
    if (!rows.ok()) return rows.error();
    Marks marks;
    for (const db::Row& row : rows.value()) {
        db::Columns columns{row};
        const auto part = columns.as<int32_t>();
        const std::string source = columns.text();
        marks[{part, source}] = columns.integer();
    }
    return marks;
}

base::Result<PassedGaps> LiveBooks::passed(int32_t partitions) {
    std::lock_guard lock{mutex_};
    PassedGaps passed;
    for (int32_t partition = 0; partition < partitions; ++partition) {
        auto gaps = books::read_passed_gaps(session_, partition);
        if (!gaps.ok()) return gaps.error();
        if (!gaps.value().empty()) passed[partition] = std::move(gaps).value();
    }
    return passed;
}

base::Result<std::map<books::BackdatedKey, books::Decision>> LiveBooks::decisions() {
    const auto rows = query(books::select_decisions(day_));
    if (!rows.ok()) return rows.error();
    return books::read_decisions(rows.value());
}

base::Result<books::PrunedRows> LiveBooks::pruned() {
    const auto rows = query(books::select_pruned(day_));
    if (!rows.ok()) return rows.error();
    return books::read_pruned(rows.value());
}

base::Result<std::set<std::string>> LiveBooks::known(
    const std::vector<const events::Event*>& events) {
    std::vector<books::InboxKey> keys;
    keys.reserve(events.size());
    for (const events::Event* event : events) keys.push_back(books::inbox_key_of(*event));
    return known_keys(keys);
}

base::Result<std::set<std::string>> LiveBooks::known(const std::vector<std::string>& names) {
    std::vector<books::InboxKey> keys;
    keys.reserve(names.size());
    for (const std::string& name : names) keys.push_back(key_of(name, day_));
    return known_keys(keys);
}

base::Result<std::set<std::string>> LiveBooks::known_keys(
    const std::vector<books::InboxKey>& keys) {
    std::lock_guard lock{mutex_};
    const auto rows = books::read_inbox(session_, keys);
    if (!rows.ok()) return rows.error();
    std::set<std::string> names;
    for (const books::InboxKey& key : keys) {
        if (books::stands_in(rows.value(), key)) names.insert(name_of(key));
    }
    return names;
}

}  // namespace replay
