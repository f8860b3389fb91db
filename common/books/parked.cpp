#include "common/books/parked.h"

#include <algorithm>
#include <set>

#include "common/books/parked_statements.h"
#include "common/db/columns.h"

namespace books {

using base::Result;
using base::Status;
using base::Unit;

ParkedLimits parked_limits(config::Section& section) {
    constexpr int64_t kMost = int64_t{1} << 40;
    ParkedLimits limits;
    limits.source_bytes_max =
        section.integer("parked_source_bytes_max", limits.source_bytes_max, 0, kMost);
    limits.bytes_max = section.integer("parked_bytes_max", limits.bytes_max, 0, kMost);
    return limits;
}

int64_t ParkedBytes::of(const std::string& source) const {
    const auto found = bytes_.find(source);
    return found == bytes_.end() ? 0 : found->second;
}

bool ParkedBytes::has_room(const std::string& source, size_t size) const {
    const auto more = static_cast<int64_t>(size);
    return of(source) + more <= limits_.source_bytes_max &&
           of(std::string{kAllSources}) + more <= limits_.bytes_max;
}

void ParkedBytes::add(const std::string& source, size_t size) {
    for (const std::string& name : {source, std::string{kAllSources}}) {
        bytes_[name] += static_cast<int64_t>(size);
    }
}

namespace {

using Refused = std::vector<const events::Refusal*>;

Status execute_all(db::Session& session, const std::vector<std::string>& statements) {
    for (const std::string& sql : statements) {
        if (const auto done = session.execute(sql); !done.ok()) return done.error();
    }
    return Unit{};
}

// Locks the rows of these sources and of all together until the transaction ends, in the order of
// their names.
Result<ParkedBytes> lock_bytes(db::Session& session, const Refused& refused, ParkedLimits limits) {
    std::set<std::string> sources{std::string{kAllSources}};
    for (const events::Refusal* one : refused) sources.insert(one->source);
    if (auto done = session.execute(lock_parked_bytes(sources)); !done.ok()) return done.error();
    const auto rows = session.query(select_parked_bytes(sources));
    if (!rows.ok()) return rows.error();
    ParkedBytes bytes{limits};
    for (const db::Row& row : rows.value()) {
        db::Columns columns{row};
        std::string source = columns.text();
        bytes.set(std::move(source), columns.integer());
    }
    return bytes;
}

// One by one: how many rows a statement has inserted tells whether the body was there already.
Result<size_t> park_long(db::Session& session, const Refused& refused, int32_t partition,
                         const ParkedLimits& limits, int64_t now_us) {
    auto locked = lock_bytes(session, refused, limits);
    if (!locked.ok()) return locked.error();
    ParkedBytes bytes = std::move(locked).value();
    size_t cut = 0;
    for (const events::Refusal* one : refused) {
        const bool whole = bytes.has_room(one->source, one->text.size());
        const auto rows = session.execute(whole ? insert_parked({one}, partition, now_us).front()
                                                : insert_parked_beginning(*one, partition, now_us));
        if (!rows.ok()) return rows.error();
        const bool is_new = rows.value() == 1;
        if (is_new && whole) bytes.add(one->source, one->text.size());
        if (is_new && !whole) ++cut;
    }
    if (auto done = session.execute(write_parked_bytes(bytes.bytes())); !done.ok()) {
        return done.error();
    }
    return cut;
}

}  // namespace

Result<size_t> park(db::Session& session, const Refused& refused, int32_t partition,
                    const ParkedLimits& limits, int64_t now_us) {
    Refused as_they_are = refused;
    const auto first_long = std::stable_partition(
        as_they_are.begin(), as_they_are.end(),
        [](const events::Refusal* one) { return one->text.size() <= kParkedBeginning; });
    const Refused large(first_long, as_they_are.end());
    as_they_are.erase(first_long, as_they_are.end());
    const Status done = execute_all(session, insert_parked(as_they_are, partition, now_us));
    if (!done.ok()) return done.error();
    if (large.empty()) return size_t{0};
    return park_long(session, large, partition, limits, now_us);
}

}  // namespace books
